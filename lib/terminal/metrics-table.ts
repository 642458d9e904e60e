import type { Intervals } from '../../lambdas/core/evaluation/comparison.ts';
import { listOpponentReports, type Rival } from '../../lambdas/core/evaluation/judgement.ts';
import type { LeftOut } from '../../lambdas/core/evaluation/judging-plan.ts';
import type { JudgeReport } from '../../lambdas/core/evaluation/slice-report.ts';
import { describeTuned, type TunedReport } from '../../lambdas/core/evaluation/tuned-report.ts';
import { describeVerdict } from '../../lambdas/core/model-card/verdict.ts';
import { type TextStream, widthOf } from './text-stream.ts';
import { type Column, renderTable, widthOfLines } from './text-table.ts';

const METRICS = ['recall@10', 'ndcg@10', 'mrr@10', 'hit@10', 'hit@1'] as const;
type Metric = (typeof METRICS)[number];

/** On a terminal that is too narrow these are left out, the first one first. */
const LESS_IMPORTANT: readonly Metric[] = ['hit@10', 'mrr@10', 'hit@1', 'ndcg@10'];

/** The metrics of a model and, by name, of the baselines; and of other models, if present. */
export interface Judged extends Readonly<Partial<Record<Rival, JudgeReport>>> {
  readonly metrics: JudgeReport;
  readonly baselines: Readonly<Record<string, JudgeReport>>;
  /** Differences of the model and the others; absent in judgements of earlier versions. */
  readonly intervals?: Intervals;
  /** How the tuned baselines were made; absent in judgements of earlier versions. */
  readonly tuned?: TunedReport;
  /** Absent if every row was judged whole. */
  readonly leftOut?: LeftOut;
}

/** recall@10 differs from the usual definition, so every table says what it is. */
const LEGEND = 'recall@10 is capped: relevant products among the first 10, divided by min(10, relevant products).';

/**
 * Metrics beside those of the baselines, a block for each slice, with the 95 % interval of the difference; then the
 * verdict. The tables fit the terminal of `stream`.
 */
export function renderMetrics(judged: Judged, stream: TextStream): string[] {
  const { metrics, intervals, leftOut, tuned } = judged;
  const shown = chooseMetrics(judged, stream);
  const hidden = METRICS.filter((name) => !shown.includes(name));
  const blocks = Object.keys(metrics).flatMap((slice) => ['', ...renderSlice(judged, slice, shown, stream)]);
  if (hidden.length > 0)
    blocks.push('', `This terminal is too narrow for ${hidden.join(', ')}: --json has all figures.`);
  blocks.push('', LEGEND, ...(tuned ? describeTuned(tuned) : []), ...(leftOut ? describeLeftOut(leftOut) : []));
  return intervals ? [...blocks, describeVerdict({ metrics, intervals })] : blocks;
}

/** As many metrics as the terminal has room for, in every slice. */
function chooseMetrics(judged: Judged, stream: TextStream): readonly Metric[] {
  const width = widthOf(stream);
  const fits = (metrics: readonly Metric[]): boolean =>
    Object.keys(judged.metrics).every((slice) => widthOfLines(renderSlice(judged, slice, metrics)) < width!);
  let shown: readonly Metric[] = METRICS;
  for (const name of LESS_IMPORTANT) {
    if (width === undefined || fits(shown)) break;
    shown = shown.filter((one) => one !== name);
  }
  return shown;
}

/** @param stream Default: any width, no colours. */
function renderSlice(
  { intervals, ...judged }: Judged,
  slice: string,
  metrics: readonly Metric[],
  stream: TextStream = { write: () => {} },
): string[] {
  const row = (name: string, report: JudgeReport): string[] => [
    `  ${name}`,
    ...metrics.map((metric) => (report[slice]?.[metric] ?? 0).toFixed(4)),
    ...(intervals ? [describeDifference(intervals, name, slice)] : []),
  ];
  const columns: Column[] = [
    { title: `${slice} (${judged.metrics[slice]!.queries} queries)` },
    ...metrics.map((title) => ({ title, align: 'right' as const })),
    ...(intervals ? [{ title: 'difference in recall@10' }] : []),
  ];
  const others = Object.entries(listOpponentReports(judged)).map(([name, report]) => row(name, report));
  return renderTable(stream, columns, [row('Kindred', judged.metrics), ...others]);
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

/** `0.0166 [ 0.0051,  0.0287]`; empty for the model itself. */
function describeDifference(intervals: Intervals, name: string, slice: string): string {
  const found = intervals[name]?.[slice]?.['recall@10'];
  if (found === undefined) return '';
  const [middle, low, high] = [found.difference, found.low, found.high].map((value) => value.toFixed(4).padStart(7));
  return `${middle} [${low}, ${high}]`;
}
