import type { TrainingRun } from '../../../client/generated/schemas.ts';
import { type Comparison, type Interval, wordsOf } from '../../common/comparison.ts';
import { countOf, formatScore, formatSigned } from '../../common/format.ts';
import { Badge } from '../../parts/badge.tsx';
import { ForestPlot } from '../../parts/forest-plot.tsx';
import { Scroller } from '../../parts/scroller.tsx';
import { headlineOf, isOfTrained, readGate, sentencesOf } from './gate.ts';

/** What the gate has decided, why, and the intervals that the decision depends on. */
export function GateSection({ run }: { readonly run: TrainingRun }) {
  const gate = readGate(run);
  if (gate === undefined) return null;
  const compared = gate.comparisons.filter(
    (one): one is Comparison & { interval: Interval } => one.interval !== undefined,
  );
  return (
    <section class="panel runs-section" aria-labelledby="runs-gate">
      <div class="runs-section-head">
        <h2 id="runs-gate">The gate</h2>
        <Badge tone={gate.passes ? 'good' : 'notice'}>{gate.passes ? 'Passed' : 'Held'}</Badge>
      </div>
      <p class="runs-headline">{headlineOf(gate)}</p>
      <ul class="runs-reasons">
        {sentencesOf(gate.because).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {gate.queriesNeeded !== undefined && (
        <p class="meta">
          About {countOf(gate.queriesNeeded, 'query', 'queries')} would tell the trained model and the text model apart,
          if the difference stays. There are {gate.queries} now.
        </p>
      )}
      {compared.length > 0 && (
        <>
          <h3>The {isOfTrained(gate) ? 'trained model' : 'model'} less each other system, in recall@10</h3>
          <p class="meta">
            On {countOf(gate.queries, 'query', 'queries')} outside the training data. Recall@10 is the share of what
            belongs together that is among the first ten, 0 to 1. A bar is the 95 % interval: if it crosses 0, the two
            are not told apart. Only the live version and the text model can hold a version back.
          </p>
          <ForestPlot label="Differences in recall@10 to other systems" rows={compared} />
        </>
      )}
      {gate.comparisons.length > 0 && <GateTable recall={gate.recall} comparisons={gate.comparisons} />}
    </section>
  );
}

function GateTable({
  recall,
  comparisons,
}: {
  readonly recall: number | undefined;
  readonly comparisons: readonly Comparison[];
}) {
  return (
    <details class="runs-more">
      <summary>As a table</summary>
      <Scroller label="The model less each other system, as a table">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">System</th>
              <th scope="col" class="number">
                recall@10
              </th>
              <th scope="col" class="number">
                Difference
              </th>
              <th scope="col" class="number">
                95 % interval
              </th>
              <th scope="col">The model is</th>
            </tr>
          </thead>
          <tbody>
            {recall !== undefined && (
              <tr>
                <th scope="row">The model</th>
                <td class="number">{formatScore(recall)}</td>
                <td />
                <td />
                <td />
              </tr>
            )}
            {comparisons.map((one) => (
              <ComparisonRow key={one.name} comparison={one} />
            ))}
          </tbody>
        </table>
      </Scroller>
    </details>
  );
}

function ComparisonRow({
  comparison: { title, about, recall, interval, verdict },
}: {
  readonly comparison: Comparison;
}) {
  return (
    <tr>
      <th scope="row">
        {title} <span class="runs-about">{about}</span>
      </th>
      <td class="number">{formatScore(recall)}</td>
      <td class="number">{interval ? formatSigned(interval.difference) : '–'}</td>
      <td class="number runs-nowrap">
        {interval ? `${formatSigned(interval.low)} to ${formatSigned(interval.high)}` : '–'}
      </td>
      <td>{wordsOf(verdict)}</td>
    </tr>
  );
}
