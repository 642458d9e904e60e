import { type Interval, wordsOf } from '../../common/comparison.ts';
import { countOf, formatScore, formatSigned } from '../../common/format.ts';
import { ForestPlot } from '../../parts/forest-plot.tsx';
import { Scroller } from '../../parts/scroller.tsx';
import type { ComparedSystem, JudgedSlice } from './judgement.ts';

const METRICS = ['ndcg@10', 'hit@10', 'mrr@10', 'coverage'] as const;

/** The model less each other system over all queries, as intervals and as a table of the main metrics. */
export function SystemsSection({ standing }: { readonly standing: JudgedSlice }) {
  const { systems, queries } = standing;
  const drawn = systems.filter((one): one is ComparedSystem & { interval: Interval } => one.interval !== undefined);
  if (systems.length === 0) return null;
  return (
    <section class="panel quality-section" aria-labelledby="quality-systems">
      <h2 id="quality-systems">Against other systems</h2>
      <p class="meta">
        The model less each other system in recall@10, on {countOf(queries, 'query', 'queries')}. A bar is the 95 %
        interval: if it crosses 0, the two are not told apart, and their point is hollow.
      </p>
      {drawn.length > 0 && <ForestPlot label="Differences in recall@10 to other systems" rows={drawn} />}
      <details class="quality-more">
        <summary>As a table</summary>
        <Scroller label="The model and other systems, as a table">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">System</th>
                {['recall@10', 'Difference', '95 % interval', ...METRICS].map((name) => (
                  <th key={name} scope="col" class="number">
                    {name}
                  </th>
                ))}
                <th scope="col">The model is</th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">The model</th>
                <td class="number">{formatScore(standing.figures['recall@10'])}</td>
                <td />
                <td />
                {METRICS.map((name) => (
                  <td key={name} class="number">
                    {formatScore(standing.figures[name])}
                  </td>
                ))}
                <td />
              </tr>
              {systems.map((system) => (
                <SystemRow key={system.name} system={system} />
              ))}
            </tbody>
          </table>
        </Scroller>
      </details>
    </section>
  );
}

function SystemRow({
  system: { title, about, recall, interval, verdict, figures },
}: {
  readonly system: ComparedSystem;
}) {
  return (
    <tr>
      <th scope="row">
        {title} <span class="quality-about">{about}</span>
      </th>
      <td class="number">{formatScore(recall)}</td>
      <td class="number">{interval ? formatSigned(interval.difference) : '–'}</td>
      <td class="number quality-nowrap">{interval ? formatEnds(interval) : '–'}</td>
      {METRICS.map((name) => (
        <td key={name} class="number">
          {formatScore(figures[name])}
        </td>
      ))}
      <td class="quality-nowrap">{wordsOf(verdict)}</td>
    </tr>
  );
}

/** The ends of an interval: `+0.005 to +0.029`. */
export function formatEnds({ low, high }: Interval): string {
  return `${formatSigned(low)} to ${formatSigned(high)}`;
}
