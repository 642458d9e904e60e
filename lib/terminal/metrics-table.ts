import type { Intervals } from '../../lambdas/core/evaluation/comparison.ts';
import { listOpponentReports, type Rival } from '../../lambdas/core/evaluation/judgement.ts';
import type { LeftOut } from '../../lambdas/core/evaluation/judging-plan.ts';
import type { JudgeReport } from '../../lambdas/core/evaluation/slice-report.ts';
import { describeVerdict } from '../../lambdas/core/model-card/verdict.ts';

const METRICS = ['recall@10', 'ndcg@10', 'mrr@10', 'hit@10', 'hit@1'] as const;
const NAME_WIDTH = 26;
const CELL_WIDTH = 11;

/** The metrics of a model and, by name, of the baselines; and of other models, if present. */
export interface Judged extends Readonly<Partial<Record<Rival, JudgeReport>>> {
  readonly metrics: JudgeReport;
  readonly baselines: Readonly<Record<string, JudgeReport>>;
  /** Differences of the model and the others; absent in judgements of earlier versions. */
  readonly intervals?: Intervals;
  /** Absent if every row was judged whole. */
  readonly leftOut?: LeftOut;
}

/** recall@10 differs from the usual definition, so every table says what it is. */
const LEGEND = 'recall@10 is capped: relevant products among the first 10, divided by min(10, relevant products).';

/**
 * Metrics beside those of the baselines, a block for each slice, with the 95 % interval of the difference; then the
 * verdict.
 */
export function renderMetrics(judged: Judged): string[] {
  const { metrics, intervals, leftOut } = judged;
  const others = Object.entries(listOpponentReports(judged));
  const blocks = Object.keys(metrics).flatMap((slice) => [
    '',
    `${slice} (${metrics[slice]!.queries} queries)`.padEnd(NAME_WIDTH) +
      METRICS.map((name) => name.padStart(CELL_WIDTH)).join('') +
      (intervals ? '   difference in recall@10' : ''),
    row('Kindred', metrics, slice),
    ...others.map(([name, report]) => row(name, report, slice) + difference(intervals, name, slice)),
  ]);
  blocks.push('', LEGEND, ...(leftOut ? describeLeftOut(leftOut) : []));
  return intervals ? [...blocks, describeVerdict({ metrics, intervals })] : blocks;
}

/** What was left out of the judging rows, one line each. */
export function describeLeftOut({ unknownQueries, emptyRows, unknownProducts, unrankedProducts }: LeftOut): string[] {
  const lines: readonly (readonly [number, string])[] = [
    [unknownQueries, 'judging rows were left out: their query is not in the catalog'],
    [emptyRows, 'judging rows were left out: none of their relevant products can be ranked'],
    [unknownProducts, 'relevant products were left out: they are not in the catalog'],
    [unrankedProducts, 'relevant products were left out: each is the query itself, masked, or no candidate'],
  ];
  return lines.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
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
