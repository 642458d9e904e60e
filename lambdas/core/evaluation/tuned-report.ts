import type { Shrinkage } from './scorers/item-knn-scorer.ts';

/** The baselines whose settings are chosen on a validation part of the training data. */
export const TUNED_BASELINES = ['tuned blend', 'ease'] as const;
export type TunedBaselineName = (typeof TUNED_BASELINES)[number];

/** Item-kNN by these counts plus `textWeight` times TF-IDF. */
export interface BlendSettings extends Shrinkage {
  readonly textWeight: number;
}

/** EASE^R (scorers/ease-scorer.ts). */
export interface EaseSettings {
  readonly regularization: number;
}

/** How the tuned baselines were made. Plain JSON. */
export interface TunedReport {
  /** Queries on which the settings were chosen. */
  readonly validationQueries: number;
  readonly blend?: BlendSettings;
  readonly ease?: EaseSettings;
  /** Why a baseline was not built. */
  readonly leftOut?: Readonly<Partial<Record<TunedBaselineName, string>>>;
}

/** Says how the tuned baselines were made, a sentence each, for people. */
export function describeTuned({ validationQueries, blend, ease, leftOut = {} }: TunedReport): string[] {
  const on = `chosen on ${validationQueries} validation queries of the training part`;
  return [
    ...(blend
      ? [
          `tuned blend: item-kNN with shrinkage ${blend.shrinkage} and popularity to the power of ` +
            `${blend.popularityPower}, plus ${blend.textWeight} x TF-IDF, ${on}.`,
        ]
      : []),
    ...(ease ? [`ease: EASE^R with regularization ${ease.regularization}, ${on}.`] : []),
    ...Object.entries(leftOut).map(([name, why]) => `${name} is left out: ${why}.`),
  ];
}
