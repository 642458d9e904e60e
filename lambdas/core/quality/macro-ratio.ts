import { MIN_QUERIES } from '../evaluation/judgement.ts';
import { drawResamples } from '../evaluation/paired-bootstrap.ts';
import { boundsOf, type RatioInterval } from './ratio-intervals.ts';
import type { OpponentKind, QualityMetric, SetQuality } from './set-quality.ts';

/** The geometric mean of the ratios of several sets. Plain JSON. */
export interface MacroRatio extends RatioInterval {
  /** Number of sets that count. */
  readonly sets: number;
  /** The macro ratio of all other sets, by the set that is left out; empty for a single set. */
  readonly without: Readonly<Record<string, number>>;
  /** Slices that do not count, as `set slice`: too few queries, no baseline of the kind, or the best one has 0. */
  readonly notCounted: readonly string[];
}

/** The mean of the logarithms of a set's ratios. */
interface SetLog {
  readonly set: string;
  readonly log: number;
}

/**
 * Computes the macro ratio. A set counts by the geometric mean of the ratios of its slices, and every set counts the
 * same. The 95 % interval is by resamples of the sets: how the mean would vary among shops like these.
 * @param sets By name. @returns null if no slice counts
 */
export function computeMacroRatio(
  sets: Readonly<Record<string, SetQuality>>,
  kind: OpponentKind,
  metric: QualityMetric,
): MacroRatio | null {
  const found = Object.entries(sets).map(([set, quality]) => ({ set, ...summarizeSet(quality, kind, metric) }));
  const logs = found.filter(({ log }) => !Number.isNaN(log));
  if (logs.length === 0) return null;
  const resampled = Array.from(drawResamples(logs.length), (times) => macroOf(logs, (i) => times[i]!));
  const without = logs.map(({ set }, left) => [set, macroOf(logs, (i) => (i === left ? 0 : 1))]);
  return {
    ratio: macroOf(logs, () => 1),
    ...boundsOf(resampled),
    sets: logs.length,
    without: logs.length > 1 ? Object.fromEntries(without) : {},
    notCounted: found.flatMap(({ set, uncounted }) => uncounted.map((slice) => `${set} ${slice}`)),
  };
}

/** The mean logarithm of the ratios that count, NaN without any, and the slices that do not count. */
function summarizeSet(
  { slices }: SetQuality,
  kind: OpponentKind,
  metric: QualityMetric,
): { log: number; uncounted: string[] } {
  const ratios: number[] = [];
  const uncounted: string[] = [];
  for (const [slice, { queries, against }] of Object.entries(slices)) {
    const ratio = against[kind]?.[metric].ratio ?? null;
    if (ratio === null || queries < MIN_QUERIES) uncounted.push(slice);
    else ratios.push(ratio.ratio);
  }
  return { log: ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length, uncounted };
}

/** The geometric mean of the sets, each as often as `times` says. A set with a ratio of 0 makes it 0. */
function macroOf(logs: readonly SetLog[], times: (set: number) => number): number {
  let [sum, count] = [0, 0];
  logs.forEach(({ log }, i) => {
    if (times(i) === 0) return;
    sum += times(i) * log;
    count += times(i);
  });
  return Math.exp(sum / count);
}
