import type { JudgeReport } from '../../lambdas/core/evaluation/judge.ts';

const METRICS = ['recall@10', 'ndcg@10', 'mrr@10', 'hit@10', 'hit@1'] as const;
const NAME_WIDTH = 26;
const CELL_WIDTH = 11;

/** A model's metrics and, by name, those of the baselines. */
export interface Judged {
  readonly metrics: JudgeReport;
  readonly baselines: Readonly<Record<string, JudgeReport>>;
}

/** Metrics beside those of the baselines, a block for each slice. */
export function metricLines({ metrics, baselines }: Judged): string[] {
  return Object.keys(metrics).flatMap((slice) => [
    '',
    `${slice} (${metrics[slice]!.queries} queries)`.padEnd(NAME_WIDTH) +
      METRICS.map((name) => name.padStart(CELL_WIDTH)).join(''),
    row('Kindred', metrics, slice),
    ...Object.entries(baselines).map(([name, report]) => row(name, report, slice)),
  ]);
}

function row(name: string, report: JudgeReport, slice: string): string {
  const cells = METRICS.map((metric) => (report[slice]?.[metric] ?? 0).toFixed(4).padStart(CELL_WIDTH));
  return `  ${name}`.padEnd(NAME_WIDTH) + cells.join('');
}
