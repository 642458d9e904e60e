import type { Intervals } from '../../lambdas/core/evaluation/comparison.ts';
import type { JudgeReport } from '../../lambdas/core/evaluation/slice-report.ts';
import { describeVerdict } from '../../lambdas/core/model-card/verdict.ts';

const METRICS = ['recall@10', 'ndcg@10', 'mrr@10', 'hit@10', 'hit@1'] as const;
const NAME_WIDTH = 26;
const CELL_WIDTH = 11;

/** A model's metrics and, by name, those of the baselines. */
export interface Judged {
  readonly metrics: JudgeReport;
  readonly baselines: Readonly<Record<string, JudgeReport>>;
  /** Another model's, where there is one. */
  readonly live?: JudgeReport;
  /** Model less the others; absent in what earlier versions judged. */
  readonly intervals?: Intervals;
}

/** Metrics beside those of the baselines, a block for each slice, with the 95 % interval of the difference; then the verdict. */
export function metricLines({ metrics, baselines, live, intervals }: Judged): string[] {
  const others = Object.entries({ ...baselines, ...(live && { live }) });
  const blocks = Object.keys(metrics).flatMap((slice) => [
    '',
    `${slice} (${metrics[slice]!.queries} queries)`.padEnd(NAME_WIDTH) +
      METRICS.map((name) => name.padStart(CELL_WIDTH)).join('') +
      (intervals ? '   recall@10 less theirs' : ''),
    row('Kindred', metrics, slice),
    ...others.map(([name, report]) => row(name, report, slice) + difference(intervals, name, slice)),
  ]);
  return intervals ? [...blocks, '', describeVerdict({ metrics, intervals })] : blocks;
}

function row(name: string, report: JudgeReport, slice: string): string {
  const cells = METRICS.map((metric) => (report[slice]?.[metric] ?? 0).toFixed(4).padStart(CELL_WIDTH));
  return `  ${name}`.padEnd(NAME_WIDTH) + cells.join('');
}

function difference(intervals: Intervals | undefined, name: string, slice: string): string {
  const found = intervals?.[name]?.[slice]?.['recall@10'];
  if (found === undefined) return '';
  const [middle, low, high] = [found.difference, found.low, found.high].map((value) => value.toFixed(4).padStart(7));
  return `   ${middle} [${low}, ${high}]`;
}
