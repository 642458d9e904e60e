import { describe, expect, it } from 'vitest';
import { findTextCosines } from '../../../../lambdas/core/likeness/text-cosines.ts';
import { embedInputs } from '../../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { fitContent } from '../../../../lambdas/core/training/plans/content-steps.ts';
import { type PreparedModel, prepareModel } from '../../../../lambdas/core/training/plans/prepared-model.ts';
import { twoShops } from '../../../support/core/two-shops.ts';

const { catalog } = twoShops(60);
const configOf = (settings: object = {}) => buildTrainingConfig({ dim: 32, ...settings });
const prepare = (settings: object = {}, products = catalog) => prepareModel(products, [], 0, configOf(settings));

/** The root of the mean squared difference of the cosines of embeddings and of tokens, over near products. */
function measureError({ model, inputs }: PreparedModel): number {
  const { D } = model.parameters;
  const embeddings = embedInputs(model, inputs);
  const { offsets, columns, weights } = findTextCosines(inputs, 10);
  let sum = 0;
  for (let i = 0; i < inputs.B; i++)
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++) {
      const other = embeddings.subarray(columns[t]! * D, (columns[t]! + 1) * D);
      const cosine = embeddings.subarray(i * D, (i + 1) * D).reduce((dot, value, d) => dot + value * other[d]!, 0);
      sum += (cosine - weights[t]!) ** 2;
    }
  return Math.sqrt(sum / columns.length);
}

describe('fitContent', () => {
  it('brings the cosines of near products to those of their tokens', () => {
    const drawn = prepare();
    const { prepared, fit } = fitContent(drawn, configOf());
    expect(measureError(prepared)).toBeLessThan(measureError(drawn) / 2);
    expect(fit).toMatchObject({ steps: 16, pairs: expect.any(Number) });
    expect(fit!.errorAfter).toBeLessThan(fit!.errorBefore / 2);
  });

  it('gives the same weights again, and leaves the drawn ones as they are', () => {
    const drawn = prepare();
    const before = drawn.model.parameters.table.slice();
    const [one, other] = [fitContent(drawn, configOf()), fitContent(prepare(), configOf())];
    expect(one.prepared.model.parameters.table).toEqual(other.prepared.model.parameters.table);
    expect(drawn.model.parameters.table).toEqual(before);
  });

  it('takes no step in a catalog that is too large for the budget, and says so', () => {
    const drawn = prepare();
    expect(fitContent(drawn, configOf({ budgetSeconds: 0.001 }))).toEqual({
      prepared: drawn,
      fit: { steps: 0, pairs: 0, errorBefore: 0, errorAfter: 0 },
    });
  });

  it('leaves exact cosines as they are, because Adam takes steps of full size also where nearly nothing is wrong', () => {
    const config = buildTrainingConfig();
    const drawn = prepareModel(catalog, [], 0, config);
    expect(drawn.firstWeights.kind).toBe('exact');
    expect(fitContent(drawn, config)).toEqual({ prepared: drawn });
  });

  it('moves the words of products with given vectors in places of their own, and leaves the vectors as they are', () => {
    const random = new CounterRandom(1, 'vectors of content');
    const given = catalog.map((product) => {
      return { ...product, vectors: { image: Array.from({ length: 8 }, () => random.normal()) } };
    });
    const drawn = prepare({}, given);
    const { prepared, fit } = fitContent(drawn, configOf());
    expect(fit!.errorAfter).toBeLessThan(fit!.errorBefore / 2);
    const [before, after] = [drawn.model.parameters, prepared.model.parameters];
    // The first row is of the price.
    const vectors = before.dense.subarray(32);
    expect(after.dense.subarray(32)).toEqual(vectors);
    const isMoved = Array.from({ length: 32 }, (_, place) =>
      after.table.some((value, i) => i % 32 === place && value !== before.table[i]),
    );
    const isOfVectors = isMoved.map((_, place) => vectors.some((value, i) => i % 32 === place && value !== 0));
    expect(isOfVectors.filter(Boolean)).toHaveLength(8);
    expect(isMoved).toEqual(isOfVectors.map((own) => !own));
  });

  it.each([
    ['a hidden layer', { hidden: 8 }],
    ['prefixes', { matryoshkaDims: [8] }],
    ['lengths other than 1', { normalize: false }],
  ])('leaves a model with %s as it is', (_name, settings) => {
    const drawn = prepare(settings);
    expect(fitContent(drawn, configOf(settings))).toEqual({ prepared: drawn });
  });
});
