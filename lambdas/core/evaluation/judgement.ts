import type { WorstQuery } from '../review/worst-queries.ts';
import type { BaselineName } from './baselines.ts';
import type { Comparison, Intervals } from './comparison.ts';
import type { LeftOut } from './judging-plan.ts';
import type { JudgeReport } from './slice-report.ts';
import type { TunedBaselineName, TunedReport } from './tuned-report.ts';

/**
 * The models among the opponents of a judged model. `live`: the version that is served. `text`: the text model of the
 * same run (text-model.ts). `trained`: the model that the run trained, as an opponent of its text model.
 */
export const RIVALS = ['live', 'text', 'trained'] as const;
export type Rival = (typeof RIVALS)[number];

/** With fewer queries an interval is no evidence. */
export const MIN_QUERIES = 10;

/**
 * How a model and its opponents rank on the same rows, by the slices that the rows name. Plain JSON. The reports of
 * other models are present if they were compared.
 */
interface BriefJudgement extends Readonly<Partial<Record<Rival, JudgeReport>>> {
  readonly metrics: JudgeReport;
  /** Tuned baselines are absent if they could not be built: `tuned` says why. */
  readonly baselines: Readonly<Record<BaselineName, JudgeReport> & Partial<Record<TunedBaselineName, JudgeReport>>>;
  /** How the tuned baselines were made. Absent in judgements of earlier releases, and of no rows. */
  readonly tuned?: TunedReport;
  /** Model minus each opponent. */
  readonly intervals: Intervals;
  /** What was left out of the rows; absent if nothing was. */
  readonly leftOut?: LeftOut;
}

/** A judgement with the slices that follow from the catalog and the training data, and the worst queries. */
export interface Judgement extends BriefJudgement {
  /** Slices whose names the rows do not use themselves. Opponents are the baselines and the other models. */
  readonly derived: Comparison;
  /** The queries that the model answers worst. Absent in judgements of earlier releases. */
  readonly worst?: readonly WorstQuery[];
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

/** The reports of all opponents of a judgement by name: the baselines, then the other models. */
export function listOpponentReports(
  judgement: { readonly baselines: Readonly<Record<string, JudgeReport>> } & Readonly<
    Partial<Record<Rival, JudgeReport>>
  >,
): Record<string, JudgeReport> {
  const rivals = RIVALS.flatMap((name) => {
    const report = judgement[name];
    return report ? [[name, report] as const] : [];
  });
  return { ...judgement.baselines, ...Object.fromEntries(rivals) };
}

/**
 * Reduces a judgement to the figures on the rows' own slices, so that it is short enough to store with every version.
 */
export function omitDerivedSlices<J extends Pick<Judgement, 'derived' | 'worst'>>({
  derived: _derived,
  worst: _worst,
  ...brief
}: J): Omit<J, 'derived' | 'worst'> {
  return brief;
}
