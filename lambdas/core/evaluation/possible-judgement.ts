import type { Judgement } from './judge-model.ts';

/** A judgement that may be of nothing: no rows, no slices. */
export type PossibleJudgement = Omit<Judgement, 'baselines'> & { readonly baselines: Partial<Judgement['baselines']> };

/** Nobody judged anything. */
export const NOT_JUDGED: PossibleJudgement = {
  metrics: {},
  baselines: {},
  intervals: {},
  derived: { metrics: {}, opponents: {}, intervals: {} },
};

/** With fewer queries an interval is no evidence. */
export const MIN_QUERIES = 10;
