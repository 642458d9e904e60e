import type { TrainingRun } from '../../../client/generated/schemas.ts';
import { formatCount } from '../../common/format.ts';
import { LineChart } from '../../parts/line-chart.tsx';
import { isRunning } from './run-words.ts';

interface CurvesProps {
  readonly run: TrainingRun;
  /** The loss of a model that cannot tell products apart, if it is known. */
  readonly chanceLoss: number | undefined;
}

/** The loss over the steps; and, if the run chooses its best epoch, the figures on rows that no step is taken on. */
export function Curves({ run, chanceLoss }: CurvesProps) {
  const { lossCurve = [], validationCurve = [] } = run;
  if (lossCurve.length === 0 && validationCurve.length === 0) return null;
  const best = validationCurve.reduce(
    (a, b) => (b.recall > a.recall || (b.recall === a.recall && b.ndcg > a.ndcg) ? b : a),
    validationCurve[0]!,
  );
  return (
    <section class="panel runs-section" aria-labelledby="runs-curves">
      <h2 id="runs-curves">How the training goes</h2>
      {lossCurve.length > 0 && (
        <LineChart
          label="Loss by step"
          unit="Mean loss (no unit; lower is better)"
          steps={lossCurve.map(({ step }) => step)}
          lines={[{ name: 'loss', values: lossCurve.map(({ loss }) => loss) }]}
          reference={chanceLoss === undefined ? undefined : { name: 'chance', value: chanceLoss }}
        />
      )}
      {validationCurve.length > 0 ? (
        <LineChart
          label="Held-out figures by step"
          unit="On held-out rows (0 to 1; higher is better)"
          steps={validationCurve.map(({ step }) => step)}
          lines={[
            { name: 'recall@10', values: validationCurve.map(({ recall }) => recall) },
            { name: 'ndcg@10', values: validationCurve.map(({ ndcg }) => ndcg) },
          ]}
          mark={isRunning(run) ? undefined : { name: `best: step ${formatCount(best.step)}`, step: best.step }}
        />
      ) : (
        run.kind !== 'publish' && (
          <p class="meta">
            Held-out rows are judged once, at the end. To judge some after every epoch, start a run with the setting{' '}
            <code>{'{"bestEpoch": true}'}</code>.
          </p>
        )
      )}
    </section>
  );
}
