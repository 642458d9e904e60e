import { MIN_QUERIES } from '../../lambdas/core/evaluation/judgement.ts';
import { describeTuned } from '../../lambdas/core/evaluation/tuned-report.ts';
import type { BenchAnswer } from '../../lambdas/core/quality/bench-answer.ts';
import type { MacroRatio } from '../../lambdas/core/quality/macro-ratio.ts';
import type { RatioInterval } from '../../lambdas/core/quality/ratio-intervals.ts';
import {
  OPPONENT_KINDS,
  type OpponentKind,
  QUALITY_METRICS,
  type QualityMetric,
} from '../../lambdas/core/quality/set-quality.ts';
import type { TextStream } from '../../lib/terminal/text-stream.ts';
import { type Column, renderTable } from '../../lib/terminal/text-table.ts';

const right = (title: string): Column => ({ title, align: 'right' });

const TITLES: Readonly<Record<OpponentKind, string>> = {
  trivial: 'Beside the best baseline that knows nothing of the shop',
  tuned: 'Beside the best baseline whose settings were chosen on the training part',
};

/** A table per kind of baseline and metric, with a line per set and slice, then the macro ratio. */
export function renderQuality({ sets, macro }: BenchAnswer, stream: TextStream): string[] {
  const tables = OPPONENT_KINDS.flatMap((kind) => [
    `${TITLES[kind]}:`,
    ...QUALITY_METRICS.flatMap((metric) => [
      '',
      ...renderTable(stream, columnsOf(metric), rowsOf(sets, kind, metric)),
      ...describeMacro(macro[kind][metric]),
    ]),
    '',
  ]);
  const tuned = Object.entries(sets).flatMap(([set, of]) => describeTuned(of.tuned).map((line) => `${set}: ${line}`));
  return [
    ...tables,
    ...tuned,
    '',
    'recall@10 is capped. The number of queries is behind each slice; intervals are 95 % bootstraps.',
  ];
}

function columnsOf(metric: QualityMetric): Column[] {
  return [
    { title: metric },
    { title: 'slice' },
    right('Kindred'),
    right('best'),
    { title: 'ratio, 95 % interval' },
    { title: 'best baseline' },
  ];
}

function rowsOf(sets: BenchAnswer['sets'], kind: OpponentKind, metric: QualityMetric): string[][] {
  return Object.entries(sets).flatMap(([set, { slices }]) =>
    Object.entries(slices).map(([slice, { queries, against }]) => {
      const found = against[kind]?.[metric];
      if (found === undefined) return [set, `${slice} (${queries})`, '', '', 'none was built', ''];
      const { kindred, baseline, best, ratio } = found;
      const shown = ratio === null ? 'none, the best has 0' : formatRatio(ratio);
      const few = queries < MIN_QUERIES ? ', too few queries' : '';
      return [set, `${slice} (${queries})`, kindred.toFixed(4), baseline.toFixed(4), `${shown}${few}`, best];
    }),
  );
}

/** `1.060 [0.984, 1.141]` */
function formatRatio({ ratio, low, high }: RatioInterval): string {
  return `${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function describeMacro(macro: MacroRatio | null): string[] {
  if (macro === null) return ['No slice has a ratio and enough queries, so there is no macro ratio.'];
  const { sets, without, notCounted } = macro;
  const ordered = Object.entries(without).toSorted(([, a], [, b]) => a - b);
  const [least, most] = [ordered[0], ordered.at(-1)];
  const leftOut = ([set, ratio]: readonly [string, number]) => `${ratio.toFixed(3)} without ${set}`;
  return [
    `macro ratio ${formatRatio(macro)}, the geometric mean over ${sets} ${sets === 1 ? 'set' : 'sets'}`,
    ...(least && most ? [`  with one set left out: from ${leftOut(least)} to ${leftOut(most)}`] : []),
    ...(notCounted.length > 0 ? [`  not counted: ${notCounted.join(', ')}`] : []),
  ];
}
