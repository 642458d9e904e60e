import type { Intervals } from '../evaluation/comparison.ts';
import { MIN_QUERIES, RIVALS } from '../evaluation/judgement.ts';
import type { Interval } from '../evaluation/paired-bootstrap.ts';
import type { JudgeReport } from '../evaluation/slice-report.ts';

/** The metric of verdicts. It is capped recall. */
export const VERDICT_METRIC = 'recall@10';

const OUTCOMES = ['better than', 'not distinguishable from', 'worse than'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Classifies a difference: better or worse only if the whole interval is on one side of 0. */
export function classifyInterval({ low, high }: Interval): Outcome {
  if (low > 0) return 'better than';
  return high < 0 ? 'worse than' : 'not distinguishable from';
}

/** The compared figures by slice. */
interface Compared {
  readonly metrics: JudgeReport;
  readonly intervals: Intervals;
}

/**
 * Describes in one sentence which opponents the model beats on which slices, and how sure the differences to other
 * models are. Slices with few queries are named as such.
 */
export function describeVerdict({ metrics, intervals }: Compared): string {
  const slices = Object.entries(metrics);
  if (slices.length === 0) return 'Not judged: there is no row to judge on.';
  const parts = slices.map(([slice, { queries }]) =>
    queries < MIN_QUERIES
      ? `too few queries on ${slice} (${queries}) to judge on`
      : `${describeSlice(slice, intervals)}${describeRivals(slice, queries, intervals)}`,
  );
  return `By capped ${VERDICT_METRIC} at 95 % confidence: ${parts.join('; ')}.`;
}

function describeSlice(slice: string, intervals: Intervals): string {
  const named = Object.entries(intervals).map(([name, by]) => ({
    name,
    outcome: classifyInterval(by[slice]![VERDICT_METRIC]),
  }));
  return OUTCOMES.map((outcome) => ({ outcome, names: named.filter((one) => one.outcome === outcome) }))
    .filter(({ names }) => names.length > 0)
    .map(({ outcome, names }) => `${outcome} ${joinNames(names.map(({ name }) => name))} on ${slice}`)
    .join(', ');
}

/** The differences to other models: ` (73 queries; difference to text -0.0205, between -0.0594 and +0.0160)`. */
function describeRivals(slice: string, queries: number, intervals: Intervals): string {
  const parts = RIVALS.flatMap((name) => {
    const interval = intervals[name]?.[slice]?.[VERDICT_METRIC];
    if (interval === undefined) return [];
    const [difference, low, high] = [interval.difference, interval.low, interval.high].map(formatSigned);
    return [`difference to ${name} ${difference}, between ${low} and ${high}`];
  });
  return parts.length === 0 ? '' : ` (${[`${queries} queries`, ...parts].join('; ')})`;
}

/** `+0.0160` */
export function formatSigned(value: number): string {
  const text = value.toFixed(4);
  return value > 0 ? `+${text}` : text;
}

function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
