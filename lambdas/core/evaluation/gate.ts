import type { Comparison } from './comparison.ts';
import { LIVE, MIN_QUERIES, type PossibleJudgement } from './judgement.ts';
import type { Interval } from './paired-bootstrap.ts';
import type { SliceMetrics } from './slice-report.ts';
import { ALL, EVERY_ROW } from './slices.ts';

/** The metrics that decide, in this order: the second breaks ties of the first. Recall is capped recall. */
const GATE_METRICS = ['recall@10', 'ndcg@10'] as const;
type GateMetric = (typeof GATE_METRICS)[number];

/** Whether a version may go live automatically, and the figures that decided. Plain JSON. */
export interface GateVerdict {
  readonly passes: boolean;
  /** One sentence with the figures that decided. */
  readonly why: string;
  readonly queries: number;
  /**
   * The version's figures under `model`, then those of each opponent: the baselines, and `live` if a version is live.
   */
  readonly figures: Readonly<Record<string, GateFigures>>;
}

/** For an opponent also the model's recall@10 minus its own, with the 95 % interval, if known. */
type GateFigures = Readonly<Record<GateMetric, number>> & Partial<Interval>;

/** A baseline that leads by a larger share of its own figure holds a version back, even within chance. */
const MAX_TOLERATED_SHARE = 0.1;

/** One system that a version is compared with. */
interface Opponent {
  readonly name: string;
  readonly metrics: SliceMetrics;
  /** The model's figures minus the opponent's, by metric. */
  readonly intervals: Readonly<Record<GateMetric, Interval>> | undefined;
}

/**
 * Decides whether a version goes live. On rows outside its training data it must rank at least as well as the live
 * version, and not worse than any baseline: by capped recall@10 over all rows, and by ndcg@10 if that is equal.
 * - Against `live` the point estimates decide: the served version is known to work, so any loss counts.
 * - A baseline cannot be served, so it must lead clearly. Either the whole 95 % paired bootstrap interval is below 0,
 *   or the lead is more than a tenth of its own figure. The second holds because with few rows the interval covers
 *   almost anything.
 * - Fewer than 10 queries prove nothing. A first version then passes, because the shop has nothing better to serve. A
 *   later version must still be as good on the queries there are, and is held if there are none.
 * @param isServed Whether another version is live.
 */
export function decideGate(judgement: PossibleJudgement, isServed: boolean): GateVerdict {
  const model = selectMetrics(judgement);
  if (model === undefined || model.queries === 0) {
    const why = isServed
      ? 'held: there is no row to judge on, and another version is live; upload judging data, or promote the version with an override'
      : 'passed without proof: there is no row to judge on, and no version is live yet';
    return { passes: !isServed, why, queries: 0, figures: {} };
  }
  const opponents = listOpponents(judgement);
  const ahead = opponents.filter((one) => findShortfall(model, one) !== undefined);
  const excused = ahead.filter((one) => isExcused(model, one));
  const better = ahead.filter((one) => !excused.includes(one));
  const isUnproven = !isServed && model.queries < MIN_QUERIES;
  const unproven = `passed without proof: ${model.queries} queries are too few to judge on, and no version is live yet`;
  return {
    passes: isUnproven || better.length === 0,
    why: isUnproven ? unproven : explain(model, opponents, excused, better),
    queries: model.queries,
    figures: Object.fromEntries([
      ['model', gateFigures(model)],
      ...opponents.map((one) => [one.name, opponentFigures(one)]),
    ]),
  };
}

/** The figures over all rows. When rows name slices, `all` may hold only the rows without one. */
function selectMetrics({ metrics, derived }: Pick<PossibleJudgement, 'metrics' | 'derived'>): SliceMetrics | undefined {
  return derived.metrics[EVERY_ROW] ?? metrics[ALL] ?? derived.metrics[ALL];
}

function listOpponents({ metrics, baselines, live, intervals, derived }: PossibleJudgement): Opponent[] {
  const own = { opponents: { ...baselines, ...(live && { [LIVE]: live }) }, intervals };
  const isOwn = derived.metrics[EVERY_ROW] === undefined && metrics[ALL] !== undefined;
  const slice = derived.metrics[EVERY_ROW] === undefined ? ALL : EVERY_ROW;
  const compared: Pick<Comparison, 'opponents' | 'intervals'> = isOwn ? own : derived;
  return Object.entries(compared.opponents).flatMap(([name, report]) => {
    const found = report[slice];
    return found ? [{ name, metrics: found, intervals: compared.intervals[name]?.[slice] }] : [];
  });
}

/** The metric by which an opponent leads, and by how much; undefined if it does not lead. */
function findShortfall(model: SliceMetrics, { metrics }: Opponent): { metric: GateMetric; by: number } | undefined {
  const metric = GATE_METRICS.find((name) => metrics[name] !== model[name]);
  if (metric === undefined || metrics[metric] < model[metric]) return undefined;
  return { metric, by: metrics[metric] - model[metric] };
}

/** Whether an opponent that leads is a baseline, and leads by so little that chance explains it. */
function isExcused(model: SliceMetrics, opponent: Opponent): boolean {
  const behind = findShortfall(model, opponent);
  const { name, metrics, intervals } = opponent;
  if (behind === undefined || name === LIVE || intervals === undefined || model.queries < MIN_QUERIES) return false;
  return intervals[behind.metric].high >= 0 && behind.by <= MAX_TOLERATED_SHARE * metrics[behind.metric];
}

function gateFigures(metrics: SliceMetrics): Record<GateMetric, number> {
  return { 'recall@10': metrics['recall@10'], 'ndcg@10': metrics['ndcg@10'] };
}

function opponentFigures({ metrics, intervals }: Opponent): GateFigures {
  return { ...gateFigures(metrics), ...intervals?.[GATE_METRICS[0]] };
}

function explain(
  model: SliceMetrics,
  opponents: readonly Opponent[],
  excused: readonly Opponent[],
  better: readonly Opponent[],
): string {
  const own = `${formatFigures(model)} on ${model.queries} queries outside its training data`;
  if (better.length > 0) {
    const list = better.map(({ name, metrics }) => `${name} (${formatFigures(metrics)})`).join(', ');
    return `held: ${own}, but ${list} ${better.length === 1 ? 'is' : 'are'} better; add training data, or promote the version with an override`;
  }
  const names = opponents.filter((one) => !excused.includes(one)).map(({ name }) => name);
  const none = names.length > 0 ? `; none of ${names.join(', ')} is better` : '';
  return `passed: ${own}${none}${excused.map((one) => explainExcuse(model, one)).join('')}`;
}

function explainExcuse(model: SliceMetrics, opponent: Opponent): string {
  const { metric } = findShortfall(model, opponent)!;
  const { low, high } = opponent.intervals![metric];
  const interval = `the 95 % interval of the difference is ${low.toFixed(4)} to ${high.toFixed(4)}`;
  return `; ${opponent.name} (${formatFigures(opponent.metrics)}) is ahead within chance: ${interval}`;
}

function formatFigures(metrics: SliceMetrics): string {
  return `capped recall@10 ${metrics['recall@10'].toFixed(4)}, ndcg@10 ${metrics['ndcg@10'].toFixed(4)}`;
}
