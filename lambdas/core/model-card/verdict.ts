import type { Intervals } from '../evaluation/comparison.ts';
import type { JudgeReport } from '../evaluation/judge.ts';
import type { Interval } from '../evaluation/paired-bootstrap.ts';
import { MIN_QUERIES } from '../evaluation/possible-judgement.ts';

/** The metric that verdicts go by. */
export const VERDICT_METRIC = 'recall@10';

const OUTCOMES = ['better than', 'not distinguishable from', 'worse than'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Better or worse only where the whole interval says so. */
export function classifyInterval({ low, high }: Interval): Outcome {
  if (low > 0) return 'better than';
  return high < 0 ? 'worse than' : 'not distinguishable from';
}

/** What is compared, by slice. */
export interface Compared {
  readonly metrics: JudgeReport;
  readonly intervals: Intervals;
}

/** One sentence for people: what the model beats, and on which slices; those of few queries are told of as such. */
export function describeVerdict({ metrics, intervals }: Compared): string {
  const slices = Object.entries(metrics);
  if (slices.length === 0) return 'Not judged: there was no row to judge on.';
  const parts = slices.map(([slice, { queries }]) =>
    queries < MIN_QUERIES ? `too few queries on ${slice} (${queries}) to tell` : outcomes(slice, intervals),
  );
  return `By ${VERDICT_METRIC} at 95 % confidence: ${parts.join('; ')}.`;
}

function outcomes(slice: string, intervals: Intervals): string {
  const named = Object.entries(intervals).map(([name, by]) => ({
    name,
    outcome: classifyInterval(by[slice]![VERDICT_METRIC]),
  }));
  return OUTCOMES.map((outcome) => ({ outcome, names: named.filter((one) => one.outcome === outcome) }))
    .filter(({ names }) => names.length > 0)
    .map(({ outcome, names }) => `${outcome} ${listed(names.map(({ name }) => name))} on ${slice}`)
    .join(', ');
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
