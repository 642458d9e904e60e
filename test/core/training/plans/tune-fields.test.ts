import { describe, expect, it } from 'vitest';
import type { Product } from '../../../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { readLikeness } from '../../../../lambdas/core/likeness/known-likeness.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { tuneFields } from '../../../../lambdas/core/training/plans/tune-fields.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';
import { twoShops } from '../../../support/core/two-shops.ts';

/** The fitted weights of a catalog whose titles end in a model number. */
function weightsOf(products: readonly Product[], rows: readonly TrainingRow[], numberOf: (product: Product) => number) {
  const numbered = products.map((one) => ({ ...one, title: `${one.title} XK-${numberOf(one)}` }));
  const set = trainingSet(numbered, rows);
  return tuneFields(set, readLikeness(numbered, set), buildTrainingConfig({})).fields!.weights;
}

describe('tuneFields', () => {
  it('fits the weight of model numbers to a matching, though it is 0 by default', () => {
    const { catalog, known } = twoShops(120);
    const weights = weightsOf(catalog, known, ({ id }) => 100 + Number(id.slice(1)));
    expect(weights.modelNumberWeight).toBeGreaterThan(0.3);
    expect(weights).not.toHaveProperty('sizeWeight');
  });

  it('leaves model numbers out where several products go together', () => {
    const things = colouredThings();
    const weights = weightsOf(
      things,
      tasteBaskets(),
      (one) => 100 + (things.findIndex(({ id }) => id === one.id) >> 1),
    );
    expect(weights).toHaveProperty('titleWordWeight');
    expect(weights).not.toHaveProperty('modelNumberWeight');
  });
});
