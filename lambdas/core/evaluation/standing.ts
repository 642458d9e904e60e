import type { Comparison } from './comparison.ts';
import { listOpponentReports, MIN_QUERIES, type PossibleJudgement } from './judgement.ts';
import type { Interval } from './paired-bootstrap.ts';
import type { SliceMetrics } from './slice-report.ts';
import { ALL, EVERY_ROW } from './slices.ts';

/** The metrics that decide, in this order: the second breaks ties of the first. Recall is capped recall. */
export const GATE_METRICS = ['recall@10', 'ndcg@10'] as const;
export type GateMetric = (typeof GATE_METRICS)[number];

/** How a judged model stands over all rows, beside its opponents. */
export interface Standing {
  readonly metrics: SliceMetrics;
  readonly opponents: ReadonlyMap<string, Opponent>;
}

/** One system that a model is compared with. */
export interface Opponent {
  readonly metrics: SliceMetrics;
  /** The model's figures minus the opponent's, by metric; undefined if they are not known. */
  readonly intervals: Readonly<Record<GateMetric, Interval>> | undefined;
}

/** How sure it is which of two systems ranks better, by all rows. Plain JSON. */
export interface Proof extends Interval {
  /** `unproven`: the interval holds 0, or there are too few queries. */
  readonly outcome: 'better' | 'worse' | 'unproven';
  /** The metric of the interval: that which proves the outcome, else recall@10. */
  readonly metric: GateMetric;
  readonly queries: number;
  /**
   * About as many queries would prove the difference, if it stays as it is. Null if the outcome is proved, or there is
   * no difference.
   */
  readonly queriesNeeded: number | null;
}

/** Finds the figures over all rows; undefined without a row. When rows name slices, `all` may hold only some of them. */
export function findStanding(judgement: PossibleJudgement): Standing | undefined {
  const { metrics, derived, intervals } = judgement;
  const slice = derived.metrics[EVERY_ROW] === undefined ? ALL : EVERY_ROW;
  const isOwn = slice === ALL && metrics[ALL] !== undefined;
  const found: Comparison = isOwn ? { metrics, opponents: listOpponentReports(judgement), intervals } : derived;
  const own = found.metrics[slice];
  if (own === undefined || own.queries === 0) return undefined;
  const opponents = Object.entries(found.opponents).flatMap(([name, report]) => {
    const of = report[slice];
    return of ? [[name, { metrics: of, intervals: found.intervals[name]?.[slice] }] as const] : [];
  });
  return { metrics: own, opponents: new Map(opponents) };
}

/** Whether a model is behind an opponent by the figures as they are: by recall@10, and by ndcg@10 if that is equal. */
export function isBehind({ metrics }: Standing, opponent: Opponent | undefined): boolean {
  if (opponent === undefined) return false;
  const decisive = GATE_METRICS.find((name) => opponent.metrics[name] !== metrics[name]);
  return decisive !== undefined && metrics[decisive] < opponent.metrics[decisive];
}

/**
 * Compares a model with an opponent. It is proved better if the whole 95 % interval of recall@10 or of ndcg@10 is above
 * 0, and neither is below 0; and worse likewise. With fewer than 10 queries nothing is proved.
 * @returns undefined if the intervals are not known
 */
export function proveOver({ metrics: { queries } }: Standing, opponent: Opponent | undefined): Proof | undefined {
  if (opponent?.intervals === undefined) return undefined;
  const { intervals } = opponent;
  const above = GATE_METRICS.find((metric) => intervals[metric].low > 0);
  const below = GATE_METRICS.find((metric) => intervals[metric].high < 0);
  const isProved = queries >= MIN_QUERIES && (above === undefined) !== (below === undefined);
  const metric = (isProved ? (above ?? below) : undefined) ?? GATE_METRICS[0];
  const interval = intervals[metric];
  return {
    outcome: !isProved ? 'unproven' : above === undefined ? 'worse' : 'better',
    metric,
    queries,
    ...interval,
    queriesNeeded: isProved ? null : countQueriesNeeded(interval, queries),
  };
}

/** The width of an interval falls with the square root of the queries. */
function countQueriesNeeded({ difference, low, high }: Interval, queries: number): number | null {
  if (difference === 0) return null;
  const reach = difference > 0 ? difference - low : high - difference;
  return Math.max(MIN_QUERIES, queries + 1, Math.ceil(queries * (reach / difference) ** 2));
}
