import { describe, expect, it } from 'vitest';
import type { Product } from '../../../../lambdas/core/catalog/product.ts';
import type { FeatureSpace } from '../../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../../lambdas/core/model/initial-model.ts';
import { embedInputs, type Model } from '../../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import {
  AUTO_DIMS,
  LEAST_AUTO_DIM,
  limitNumbers,
  MAX_AUTO_PRODUCTS,
  MOST_AUTO_DIM,
  type NumbersLimit,
} from '../../../../lambdas/core/training/config/auto-dimension.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { chooseDimension, whyNotMeasured } from '../../../../lambdas/core/training/plans/choose-dimension.ts';
import { prepareModel } from '../../../../lambdas/core/training/plans/prepared-model.ts';
import { prepareRun } from '../../../../lambdas/core/training/run/prepared-run.ts';
import { trainingSet } from '../../../support/core/training-factories.ts';

const random = new CounterRandom(1, 'titles');
const drawWord = (count: number) => `word${Math.floor(random.uniform() * count)}x`;
const drawTitle = (count: number) => Array.from({ length: 6 }, () => drawWord(count)).join(' ');
const listProducts = (titles: readonly string[]): Product[] => titles.map((title, i) => ({ id: `p${i}`, title }));

/** Every product shares single words with a few others, so its nearest are hardly nearer than the next. */
const mixed = listProducts(Array.from({ length: 270 }, () => drawTitle(400)));
/** Thirty things in eleven variants each: the ten nearest are the other variants, and all else is far. */
const variants = listProducts(
  Array.from({ length: 30 }, () => drawTitle(1e9)).flatMap((title) =>
    Array.from({ length: 11 }, (_, v) => `${title} ${drawWord(1e9)}${v}`),
  ),
);

/** Words alone: runs of characters would make a large table. */
const words = { titleGramWeight: 0, titleCompoundWeight: 0, modelNumberWeight: 0, minDocumentFrequency: 1 };

const prepare = (products: readonly Product[], settings: object = {}) =>
  prepareModel(products, [], 0, buildTrainingConfig({ features: words, ...settings }));

let ofMixed: ReturnType<typeof prepare> | undefined;
/** The model of the mixed titles, prepared once: its many numbers take most of the time of these tests. */
const prepareMixed = () => {
  ofMixed ??= prepare(mixed);
  return ofMixed;
};

/** The share by its definition: of the first numbers of a model, for all products. */
function keptByDefinition(
  { parameters: { D } }: Model,
  embeddings: Float32Array,
  bags: Float32Array[],
  numbers: number,
) {
  const N = bags.length;
  const rows = Array.from({ length: N }, (_, i) => i);
  const nearest = (scores: readonly number[], i: number, count: number) =>
    rows
      .filter((j) => j !== i)
      .sort((a, b) => scores[b]! - scores[a]!)
      .slice(0, count);
  const parts = rows.map((row) => embeddings.subarray(row * D, row * D + numbers));
  let [kept, all] = [0, 0];
  for (const i of rows) {
    const exact = bags.map((bag) => dot(bags[i]!, bag));
    const near = nearest(exact, i, 10).filter((j) => exact[j]! > 0);
    const cosines = parts.map((part) => dot(parts[i]!, part) / Math.sqrt(dot(part, part)));
    const found = new Set(nearest(cosines, i, near.length));
    kept += near.filter((j) => found.has(j)).length;
    all += near.length;
  }
  return kept / all;
}

/** The features that a model of words reads. */
function spaceOf({ input }: Model): FeatureSpace {
  if (input.encoder !== 'bag') throw new Error('the model reads no words');
  return input.space;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

describe('dim auto', () => {
  it('uses the least numbers where they hold the exact cosines of the catalog', () => {
    const { dimension, model } = prepare(mixed.slice(0, 100));
    expect(dimension).toEqual({ numbers: LEAST_AUTO_DIM, because: 'exact' });
    expect(model.parameters.D).toBe(LEAST_AUTO_DIM);
  });

  it('uses the least numbers that keep three quarters of the nearest products by text', () => {
    const { dimension, model } = prepare(variants);
    expect(dimension).toMatchObject({ numbers: LEAST_AUTO_DIM, because: 'kept-neighbours' });
    expect(dimension.kept![0]!.share).toBeGreaterThanOrEqual(0.75);
    expect(model.parameters.D).toBe(LEAST_AUTO_DIM);
  });

  it('uses the most numbers where not even these keep as many', () => {
    const { dimension, model } = prepareMixed();
    expect(dimension.numbers).toBe(MOST_AUTO_DIM);
    const shares = dimension.kept!.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThan(0.75);
    expect(model.parameters.D).toBe(MOST_AUTO_DIM);
  });

  it('says which limit keeps more numbers away, and that none is needed where cosines are exact', () => {
    const { model, inputs, dimension, firstWeights } = prepareMixed();
    expect(firstWeights.kind).toBe('exact');
    expect(dimension.because).toBe('exact');
    const atMost384 = initializeBagModel(spaceOf(model), { ...buildTrainingConfig(), dim: 384 });
    const widest = initializeBagModel(spaceOf(model), { ...buildTrainingConfig(), dim: MOST_AUTO_DIM });
    expect(chooseDimension(widest, inputs)).toMatchObject({ numbers: MOST_AUTO_DIM, because: 'most' });
    expect(chooseDimension(atMost384, inputs)).toMatchObject({ numbers: 384, because: 'memory' });
    const affords = (numbers: number) => numbers <= 384;
    expect(chooseDimension(widest, inputs, affords)).toMatchObject({ numbers: 384, because: 'budget' });
  });

  it('uses fewer numbers where the budget would cut the steps of a run with more', () => {
    const asked: number[] = [];
    const preparedWith = (most: number) => {
      const affords = (numbers: number) => asked.push(numbers) > 0 && numbers <= most;
      return prepareModel(mixed, [], 0, buildTrainingConfig({ features: words }), { affords });
    };
    const { dimension, model } = preparedWith(384);
    expect([dimension.numbers, model.parameters.D]).toEqual([384, 384]);
    expect(preparedWith(0).dimension).toMatchObject({ numbers: LEAST_AUTO_DIM, because: 'budget' });
    expect(preparedWith(MOST_AUTO_DIM).dimension.numbers).toBe(MOST_AUTO_DIM);
    expect(asked).toContain(MOST_AUTO_DIM);
    const budgetOf = (budgetSeconds: number) => {
      const rows = mixed.slice(1).map(({ id }, i) => ({ anchor: mixed[i]!.id, positive: id }));
      const config = buildTrainingConfig({ features: words, tuneFields: false, budgetSeconds });
      const preparing = prepareRun(trainingSet(mixed, rows), config);
      let next = preparing.next();
      while (!next.done) next = preparing.next();
      return next.value.plan.dimension;
    };
    expect(budgetOf(1000).numbers).toBe(MOST_AUTO_DIM);
    expect(budgetOf(0.01)).toMatchObject({ numbers: LEAST_AUTO_DIM, because: 'budget' });
  });

  it('keeps the numbers of a catalog alone on a short budget, because only a quarter of its training is kept', () => {
    const config = { features: words, tuneFields: false, selfSupervised: true, budgetSeconds: 0.01 };
    const preparing = prepareRun(trainingSet(mixed, []), buildTrainingConfig(config));
    let next = preparing.next();
    while (!next.done) next = preparing.next();
    expect(next.value.plan.dimension.numbers).toBe(MOST_AUTO_DIM);
  });

  it('measures by the definition of the share', () => {
    const few = mixed.slice(0, 80);
    const { model, inputs } = prepare(few, { dim: MOST_AUTO_DIM });
    const { kept } = chooseDimension(model, inputs);
    const width = inputs.bags.tokens.reduce((most, token) => Math.max(most, token), 0) + 1;
    const bags = few.map((_, i) => {
      const bag = new Float32Array(width);
      for (let t = inputs.bags.offsets[i]!; t < inputs.bags.offsets[i + 1]!; t++)
        bag[inputs.bags.tokens[t]!]! += inputs.bags.weights[t]!;
      return bag;
    });
    const embeddings = embedInputs(model, inputs);
    expect(kept!.map(({ numbers }) => numbers)).toEqual([...AUTO_DIMS]);
    for (const { numbers, share } of kept!)
      expect(share).toBeCloseTo(keptByDefinition(model, embeddings, bags, numbers), 2);
  });

  it('gives the same numbers and weights again', () => {
    const [a, b] = [prepareMixed(), prepare(mixed)];
    expect(b.dimension).toEqual(a.dimension);
    expect(b.model.parameters.table).toEqual(a.model.parameters.table);
  });

  it('measures nothing of a large catalog, and of models that do more than to project words', () => {
    const { inputs } = prepare(mixed, { dim: LEAST_AUTO_DIM });
    const config = buildTrainingConfig();
    expect(whyNotMeasured(config, inputs)).toBeUndefined();
    expect(whyNotMeasured(config, { ...inputs, B: MAX_AUTO_PRODUCTS + 1 })).toBe('many-products');
    for (const { dimension } of [
      prepare(mixed, { hidden: 8 }),
      prepare(mixed, { matryoshkaDims: [64] }),
      prepare(mixed, { normalize: false }),
    ])
      expect(dimension).toEqual({ numbers: LEAST_AUTO_DIM, because: 'not-measured' });
  });

  it('measures the words alone where products have vectors, in the places that these leave', () => {
    const withVectors = mixed.map((product, i) => ({ ...product, vectors: { image: [i % 7, i % 5, 1, i % 3] } }));
    const sharesOf = ({ dimension }: ReturnType<typeof prepare>) => dimension.kept!.map(({ share }) => share);
    const given = sharesOf(prepare(withVectors, { features: { ...words, vectorWeight: 1 } }));
    const plain = sharesOf(prepareMixed());
    for (const [d, share] of given.entries()) expect(Math.abs(share - plain[d]!)).toBeLessThan(0.1);
  });

  it('is not asked where the numbers are given, or come from a starting version', () => {
    const { model, dimension } = prepare(mixed, { dim: 64 });
    expect(dimension).toEqual({ numbers: 64, because: 'configuration' });
    const started = prepareModel(mixed, [], 0, buildTrainingConfig(), { from: model });
    expect(started.dimension).toEqual({ numbers: 64, because: 'starting-version' });
  });

  it('is limited by memory, and to the least numbers in a large catalog', () => {
    const fitting = (most: number) => (numbers: number) => numbers <= most;
    expect(limitNumbers(MAX_AUTO_PRODUCTS, fitting(MOST_AUTO_DIM))).toBeUndefined();
    expect(limitNumbers(10, fitting(400))).toEqual({ numbers: 384, because: 'memory' });
    expect(limitNumbers(10, fitting(0))).toEqual({ numbers: LEAST_AUTO_DIM, because: 'memory' });
    const large = { numbers: LEAST_AUTO_DIM, because: 'many-products' } as const;
    expect(limitNumbers(MAX_AUTO_PRODUCTS + 1, () => true)).toEqual(large);
  });

  it('chooses no more numbers than its limit, in each kind of run', () => {
    const rows = mixed.slice(1).map(({ id }, i) => ({ anchor: mixed[i]!.id, positive: id }));
    const dimensionOf = (numbersLimit: NumbersLimit | undefined, settings: object) => {
      const config = buildTrainingConfig({ features: words, tuneFields: false, ...settings });
      const preparing = prepareRun({ ...trainingSet(mixed, rows), ...(numbersLimit && { numbersLimit }) }, config);
      let next = preparing.next();
      while (!next.done) next = preparing.next();
      const { dimension, model } = next.value.plan;
      expect(model.parameters.D).toBe(dimension.numbers);
      return dimension;
    };
    for (const settings of [{}, { selfSupervised: true }, { loss: 'info-nce' }]) {
      expect(dimensionOf(undefined, settings).numbers).toBe(MOST_AUTO_DIM);
      const most = dimensionOf({ numbers: 384, because: 'memory' }, settings);
      expect(most.numbers).toBe(384);
      expect(most.kept!.map(({ numbers }) => numbers)).toEqual([256, 384]);
      for (const because of ['memory', 'many-products'] as const)
        expect(dimensionOf({ numbers: LEAST_AUTO_DIM, because }, settings)).toEqual({
          numbers: LEAST_AUTO_DIM,
          because,
        });
    }
  });
});
