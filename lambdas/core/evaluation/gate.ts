import type { Comparison } from './comparison.ts';
import type { SliceMetrics } from './judge.ts';
import { LIVE } from './judge-model.ts';
import type { Interval } from './paired-bootstrap.ts';
import type { PossibleJudgement } from './possible-judgement.ts';
import { MIN_QUERIES } from './possible-judgement.ts';
import { ALL, EVERY_ROW } from './slices.ts';

/** Compared in this order: the second only tells apart what is equal by the first. */
const GATE_METRICS = ['recall@10', 'ndcg@10'] as const;
type GateMetric = (typeof GATE_METRICS)[number];

/** Whether a version may go live by itself, and what that was decided on. Plain JSON. */
export interface GateVerdict {
  readonly passes: boolean;
  /** One sentence, with the figures that decided. */
  readonly why: string;
  readonly queries: number;
  /** The version's own figures under `model`, then those of each opponent: the baselines, and `live` where there is one. */
  readonly figures: Readonly<Record<string, GateFigures>>;
}

/** Of an opponent also the model's recall@10 less its own, and the 95 % interval of that difference, where it is known. */
type GateFigures = Readonly<Record<GateMetric, number>> & Partial<Interval>;

/** A baseline that is ahead by more of its own figure than this holds a version back, whatever chance may explain. */
const TOLERATED_SHARE = 0.1;

/** One system that a version is compared with. */
interface Opponent {
  readonly name: string;
  readonly metrics: SliceMetrics;
  /** Of the model's figures less its own, by metric. */
  readonly intervals: Readonly<Record<GateMetric, Interval>> | undefined;
}

/**
 * A version goes live when, on rows that it was not trained on, it ranks at least as well as the version that is live and not worse
 * than any baseline: by recall@10 over all rows, and by ndcg@10 where that is equal. Against `live` the point estimates
 * decide: a loss is a loss, and what is served is known to work. A baseline is no alternative that could be served, so that it has to be
 * ahead for good: by more than chance explains (the whole 95 % paired bootstrap interval is below 0), or by more than a tenth of
 * its own figure, as few rows leave room for anything. Fewer than 10 queries prove nothing: a first version passes
 * then, as its shop has nothing better to serve, while a later one has to be as good on what there is, and is held where there is
 * nothing.
 * @param isServed Whether another version is live.
 */
export function decideGate(judgement: PossibleJudgement, isServed: boolean): GateVerdict {
  const model = metricsOf(judgement);
  if (model === undefined || model.queries === 0) {
    const why = isServed
      ? 'held: there was no row to judge on, and another version is live; upload judging data, or promote it with an override'
      : 'passed without proof: there was no row to judge on, and nothing is live yet';
    return { passes: !isServed, why, queries: 0, figures: {} };
  }
  const opponents = opponentsOf(judgement);
  const ahead = opponents.filter((one) => shortfall(model, one) !== undefined);
  const excused = ahead.filter((one) => isExcused(model, one));
  const better = ahead.filter((one) => !excused.includes(one));
  const isUnproven = !isServed && model.queries < MIN_QUERIES;
  const unproven = `passed without proof: ${model.queries} queries are too few to tell, and nothing is live yet`;
  return {
    passes: isUnproven || better.length === 0,
    why: isUnproven ? unproven : sentenceOf(model, opponents, excused, better),
    queries: model.queries,
    figures: Object.fromEntries([['model', briefly(model)], ...opponents.map((one) => [one.name, figuresOf(one)])]),
  };
}

/** Of every row: where the rows name slices, `all` may be no more than those of them that are in no other. */
function metricsOf({ metrics, derived }: Pick<PossibleJudgement, 'metrics' | 'derived'>): SliceMetrics | undefined {
  return derived.metrics[EVERY_ROW] ?? metrics[ALL] ?? derived.metrics[ALL];
}

function opponentsOf({ metrics, baselines, live, intervals, derived }: PossibleJudgement): Opponent[] {
  const own = { opponents: { ...baselines, ...(live && { [LIVE]: live }) }, intervals };
  const isOwn = derived.metrics[EVERY_ROW] === undefined && metrics[ALL] !== undefined;
  const slice = derived.metrics[EVERY_ROW] === undefined ? ALL : EVERY_ROW;
  const compared: Pick<Comparison, 'opponents' | 'intervals'> = isOwn ? own : derived;
  return Object.entries(compared.opponents).flatMap(([name, report]) => {
    const found = report[slice];
    return found ? [{ name, metrics: found, intervals: compared.intervals[name]?.[slice] }] : [];
  });
}

/** By which metric an opponent is ahead, and how far; undefined when it is not. */
function shortfall(model: SliceMetrics, { metrics }: Opponent): { metric: GateMetric; by: number } | undefined {
  const metric = GATE_METRICS.find((name) => metrics[name] !== model[name]);
  if (metric === undefined || metrics[metric] < model[metric]) return undefined;
  return { metric, by: metrics[metric] - model[metric] };
}

/** Whether an opponent that is ahead is a baseline, and ahead by little, which chance explains. */
function isExcused(model: SliceMetrics, opponent: Opponent): boolean {
  const behind = shortfall(model, opponent);
  const { name, metrics, intervals } = opponent;
  if (behind === undefined || name === LIVE || intervals === undefined || model.queries < MIN_QUERIES) return false;
  return intervals[behind.metric].high >= 0 && behind.by <= TOLERATED_SHARE * metrics[behind.metric];
}

function briefly(metrics: SliceMetrics): Record<GateMetric, number> {
  return { 'recall@10': metrics['recall@10'], 'ndcg@10': metrics['ndcg@10'] };
}

function figuresOf({ metrics, intervals }: Opponent): GateFigures {
  return { ...briefly(metrics), ...intervals?.[GATE_METRICS[0]] };
}

function sentenceOf(
  model: SliceMetrics,
  opponents: readonly Opponent[],
  excused: readonly Opponent[],
  better: readonly Opponent[],
): string {
  const own = `${told(model)} on ${model.queries} queries that it was not trained on`;
  const chance = excused.map((one) => excuseOf(model, one)).join('');
  if (better.length > 0) {
    const list = better.map(({ name, metrics }) => `${name} (${told(metrics)})`).join(', ');
    return `held: ${own}, but ${list} ${better.length === 1 ? 'does' : 'do'} better; give it more training data, or promote it with an override`;
  }
  const names = opponents.filter((one) => !excused.includes(one)).map(({ name }) => name);
  const none = names.length > 0 ? `; none of ${names.join(', ')} does better` : '';
  return `passed: ${own}${none}${chance}`;
}

function excuseOf(model: SliceMetrics, opponent: Opponent): string {
  const { metric } = shortfall(model, opponent)!;
  const { low, high } = opponent.intervals![metric];
  const interval = `the difference lies between ${low.toFixed(4)} and ${high.toFixed(4)} at 95 %`;
  return `; ${opponent.name} (${told(opponent.metrics)}) is ahead by what chance explains: ${interval}`;
}

function told(metrics: SliceMetrics): string {
  return `recall@10 ${metrics['recall@10'].toFixed(4)}, ndcg@10 ${metrics['ndcg@10'].toFixed(4)}`;
}
