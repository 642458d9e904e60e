import { describe, expect, it } from 'vitest';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { prepareListwisePlan } from '../../../../lambdas/core/training/plans/listwise-plan.ts';
import { trainingSet } from '../../../support/core/training-factories.ts';

const config = buildTrainingConfig({ dim: 8, tuneFields: false, targetTextWeight: 0.1 });
/** Four offers of each of 200 drills. */
const products = Array.from({ length: 800 }, (_, i) => ({
  id: `p${i}`,
  title: `drill ${Math.floor(i / 4)} shop${i}`,
  brand: 'Hilt',
}));
/** The last three offers of each drill. They answer the first one, or a search. */
const answers = Array.from({ length: 200 }, (_, drill) => [1, 2, 3].map((offer) => `p${4 * drill + offer}`));

/** What a plan says of the form of likeness, if the answers of each drill are asked for in this way. */
function readForm(askFor: (drill: number) => { readonly anchor: string } | { readonly query: string }) {
  const rows = answers.flatMap((of, drill) => of.map((positive) => ({ ...askFor(drill), positive })));
  const preparing = prepareListwisePlan(trainingSet(products, rows), 0, config);
  for (;;) {
    const { done, value } = preparing.next();
    if (done) return { matching: value.tuning!.matching, clusters: value.tuning!.clusters };
  }
}

describe('prepareListwisePlan', () => {
  it('reads offers that are joined to the same offer as clusters, but not the answers of a search', () => {
    expect(readForm((drill) => ({ anchor: `p${4 * drill}` }))).toEqual({ matching: false, clusters: true });
    expect(readForm((drill) => ({ query: `drill ${drill}` }))).toEqual({ matching: false, clusters: false });
  });
});
