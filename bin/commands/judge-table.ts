import type { JudgeReport } from '../../lambdas/core/evaluation/judge.ts';
import type { Judgement } from '../../lambdas/core/training/judge-model.ts';

const METRICS = ['recall@10', 'ndcg@10', 'mrr@10', 'hit@10', 'hit@1'] as const;
const NAME_WIDTH = 26;
const CELL_WIDTH = 11;

/** Metrics beside those of the baselines, a block for each slice. */
export function reportLines({ metrics, baselines }: Judgement): string[] {
  return Object.keys(metrics).flatMap((slice) => [
    '',
    `${slice} (${metrics[slice]!.queries} queries)`.padEnd(NAME_WIDTH) +
      METRICS.map((name) => name.padStart(CELL_WIDTH)).join(''),
    row('model', metrics, slice),
    ...Object.entries(baselines).map(([name, report]) => row(name, report, slice)),
  ]);
}

function row(name: string, report: JudgeReport, slice: string): string {
  const cells = METRICS.map((metric) => (report[slice]?.[metric] ?? 0).toFixed(4).padStart(CELL_WIDTH));
  return `  ${name}`.padEnd(NAME_WIDTH) + cells.join('');
}
