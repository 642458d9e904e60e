import type { CardJudgement } from '../model-card/model-card.ts';
import { LEAST_QUERIES } from '../model-card/verdict.ts';
import { LIVE } from '../training/judge-model.ts';
import type { SliceMetrics } from './judge.ts';

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
  readonly figures: Readonly<Record<string, Readonly<Record<GateMetric, number>>>>;
}

const ALL = 'all';

/**
 * A version goes live when it ranks rows that it was not trained on at least as well as every baseline does, and as the
 * version that is live: by recall@10 over all rows, and by ndcg@10 where that is equal. The point estimates decide: a gain
 * that chance may have made is still a gain, a loss is still a loss. Fewer than 10 queries prove nothing: a first version passes
 * then, as its shop has nothing better to serve, while a later one has to be as good on what there is, and is held where there is
 * nothing.
 * @param isServed Whether another version is live.
 */
export function gate(judgement: CardJudgement, isServed: boolean): GateVerdict {
  const model = judgement.metrics[ALL] ?? judgement.derived.metrics[ALL];
  if (model === undefined || model.queries === 0) {
    const why = isServed
      ? 'held: there was no row to judge on, and another version is live; upload judging data, or promote it with an override'
      : 'passed without proof: there was no row to judge on, and nothing is live yet';
    return { passes: !isServed, why, queries: 0, figures: {} };
  }
  const isUnproven = !isServed && model.queries < LEAST_QUERIES;
  const opponents = opponentsOf(judgement);
  const better = Object.entries(opponents).filter(([, other]) => isBetter(other, model));
  const figures = Object.fromEntries(
    [['model', model] as const, ...Object.entries(opponents)].map(([name, metrics]) => [name, briefly(metrics)]),
  );
  const unproven = `passed without proof: ${model.queries} queries are too few to tell, and nothing is live yet`;
  return {
    passes: isUnproven || better.length === 0,
    why: isUnproven ? unproven : sentenceOf(model, better, Object.keys(opponents)),
    queries: model.queries,
    figures,
  };
}

function opponentsOf({ baselines, live, derived }: CardJudgement): Record<string, SliceMetrics> {
  const reports = { ...baselines, ...(live && { [LIVE]: live }) };
  const names = new Set([...Object.keys(reports), ...Object.keys(derived.opponents)]);
  const found = [...names].map((name) => {
    const own = (reports as Record<string, Readonly<Record<string, SliceMetrics>>>)[name]?.[ALL];
    return [name, own ?? derived.opponents[name]?.[ALL]] as const;
  });
  return Object.fromEntries(found.filter((one): one is [string, SliceMetrics] => one[1] !== undefined));
}

function isBetter(one: SliceMetrics, other: SliceMetrics): boolean {
  for (const metric of GATE_METRICS) if (one[metric] !== other[metric]) return one[metric] > other[metric];
  return false;
}

function briefly(metrics: SliceMetrics): Record<GateMetric, number> {
  return { 'recall@10': metrics['recall@10'], 'ndcg@10': metrics['ndcg@10'] };
}

function sentenceOf(
  model: SliceMetrics,
  better: readonly (readonly [string, SliceMetrics])[],
  opponents: readonly string[],
): string {
  const told = (metrics: SliceMetrics) =>
    `recall@10 ${metrics['recall@10'].toFixed(4)}, ndcg@10 ${metrics['ndcg@10'].toFixed(4)}`;
  const own = `${told(model)} on ${model.queries} queries that it was not trained on`;
  if (better.length === 0) return `passed: ${own}; none of ${opponents.join(', ')} does better`;
  const list = better.map(([name, metrics]) => `${name} (${told(metrics)})`).join(', ');
  return `held: ${own}, but ${list} ${better.length === 1 ? 'does' : 'do'} better; give it more training data, or promote it with an override`;
}
