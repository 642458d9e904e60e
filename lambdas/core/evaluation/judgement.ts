import type { BaselineName } from './baselines.ts';
import type { Comparison, Intervals } from './comparison.ts';
import type { JudgeReport } from './slice-report.ts';

/** The name of the live model among the opponents. */
export const LIVE = 'live';

/** With fewer queries an interval is no evidence. */
export const MIN_QUERIES = 10;

/** How a model and its opponents rank on the same rows, by the slices that the rows name. Plain JSON. */
interface BriefJudgement {
  readonly metrics: JudgeReport;
  readonly baselines: Readonly<Record<BaselineName, JudgeReport>>;
  /** The live model's report, if one was compared. */
  readonly live?: JudgeReport;
  /** Model minus each baseline, and minus `live`. */
  readonly intervals: Intervals;
}

/** A judgement with the slices that follow from the catalog and the training data. */
export interface Judgement extends BriefJudgement {
  /** Slices whose names the rows do not use themselves. Opponents are the baselines and `live`. */
  readonly derived: Comparison;
}

/** A judgement that may be empty: no rows, no slices. */
export type PossibleJudgement = Omit<Judgement, 'baselines'> & { readonly baselines: Partial<Judgement['baselines']> };

/** The judgement on no rows. */
export const NOT_JUDGED: PossibleJudgement = {
  metrics: {},
  baselines: {},
  intervals: {},
  derived: { metrics: {}, opponents: {}, intervals: {} },
};

/** Reduces a judgement to the rows' own slices, so that it is short enough to store with every version. */
export function omitDerivedSlices<J extends { readonly derived: Comparison }>({
  derived: _,
  ...brief
}: J): Omit<J, 'derived'> {
  return brief;
}
