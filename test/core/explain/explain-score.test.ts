import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { type Explanation, explainScore, shortenExplanation } from '../../../lambdas/core/explain/explain-score.ts';
import type { NamedFeature } from '../../../lambdas/core/explain/named-feature.ts';
import { averageFeatures } from '../../../lambdas/core/explain/query-features.ts';
import { readNamedFeatures } from '../../../lambdas/core/explain/read-named-features.ts';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { FeatureSpace, fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { createQueryProduct } from '../../../lambdas/core/features/search-text.ts';
import { initializeBagModel, initializeLinearModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedProducts, type Model } from '../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { DeltaIndex } from '../../../lambdas/core/search/delta-index.ts';
import { searchExact } from '../../../lambdas/core/search/search-exact.ts';

const random = new CounterRandom(1, 'explained products');
const pick = (words: readonly string[]) => words[Math.floor(random.uniform() * words.length)]!;
const some = (most: number, words: readonly string[]) =>
  Array.from({ length: Math.floor(random.uniform() * most) }, () => pick(words)).join(' ');
const WORDS = ['red', 'lamp', 'lamps', 'key', 'ring', 'keyring', 'Ämter', '红色杯', 'x1', 'aaaa', '<b>oak</b>'];

/** 46 products, which are 2,070 ordered pairs: with texts, numbers and vectors, of which some are missing. */
const products: Product[] = Array.from({ length: 46 }, (_, i) => ({
  id: `p${i}`,
  title: `${pick(WORDS)} ${some(3, [...WORDS, `seldom${i}`])}`,
  features: Array.from({ length: 5 }, () => random.normal()),
  ...(i % 4 === 0 && { description: some(4, WORDS) }),
  ...(i % 3 === 0 && { brand: pick(WORDS), price: 100 * random.uniform() }),
  ...(i % 5 === 0 && { vectors: { image: [random.normal(), random.normal()] } }),
  attributes: { colour: pick(WORDS), size: Math.floor(9 * random.uniform()) },
}));

function bagModel(settings: object = {}, shape: object = {}): Model {
  const config = { ...defaultFeatureConfig, unknownBuckets: 8, ...settings };
  const ids = products.slice(0, 20).map(({ id }) => id);
  const model = initializeBagModel(fitFeatureSpace(products, ids, config), {
    ...{ dim: 8, seed: 1, normalize: true },
    ...shape,
  });
  // As after training: rows of all lengths, which also cancel each other.
  model.parameters.table.forEach((x, i, table) => {
    table[i] = x * 3 * random.uniform();
  });
  return model;
}

function withOldReading(model: Model): Model {
  if (model.input.encoder !== 'bag') return model;
  const { config, vocabulary, identities, sources } = model.input.space;
  return { ...model, input: { ...model.input, space: new FeatureSpace(config, vocabulary, identities, sources, 1) } };
}

const plainBag = bagModel({ numberBinWeight: 0.3, unknownBuckets: 0 }, { normalize: false, queryTower: true });

const encoders: [string, Model][] = [
  ['linear', initializeLinearModel({ inputDim: 5, dim: 8, seed: 1 })],
  ['linear, normalized', initializeLinearModel({ inputDim: 5, dim: 8, seed: 1, normalize: true })],
  ['bag', bagModel()],
  ['bag, not normalized, with bins of numbers and no rows for rare words', plainBag],
  ['bag that reads texts as old models do', withOldReading(bagModel())],
];

function indexOf(model: Model): DeltaIndex {
  const { D } = model.parameters;
  const index = new DeltaIndex('', D);
  const vectors = embedProducts(model, products);
  for (const [i, { id }] of products.entries()) index.upsert(id, vectors.slice(i * D, (i + 1) * D));
  return index;
}

/** The neighbours of a product or text by their scores, as the search gives them. */
function search(index: DeltaIndex, model: Model, query: Product, k = products.length) {
  return searchExact(index, embedProducts(model, [query]), { k, excludeIds: new Set([query.id]) });
}

/** The features of a product or text, scaled so that their sum has length 1. */
function unitFeatures(model: Model, product: Product): readonly NamedFeature[] {
  return averageFeatures({ positive: [{ features: readNamedFeatures(model, product), weight: 1 }], negative: [] })([]);
}

function sumOf({ contributions, rest }: Explanation): number {
  return contributions.reduce((sum, { contribution }) => sum + contribution, rest.contribution);
}

describe('explainScore', () => {
  it.each(encoders)('splits the scores of more than 1,000 pairs of the encoder %s', (_name, model) => {
    const features = new Map(products.map((product) => [product.id, unitFeatures(model, product)]));
    const index = indexOf(model);
    let pairs = 0;
    for (const product of products) {
      for (const { id, score } of search(index, model, product, 23)) {
        const [a, b] = [features.get(product.id)!, features.get(id)!];
        const { contributions, rest } = explainScore(a, b, score, Number.POSITIVE_INFINITY);
        const named = contributions.reduce((sum, { contribution }) => sum + contribution, 0);
        if (rest.pairs === 0 && Math.abs(named - score) <= 1e-6) pairs += 1;
        else expect.unreachable(`the sum of ${product.id} and ${id} is ${named}, and the score ${score}`);
      }
    }
    expect(pairs).toBeGreaterThan(1000);
  });

  it.each(encoders.slice(0, -1))(
    'names the largest pairs of the encoder %s, and sums up the others',
    (_name, model) => {
      const [query, ...others] = products;
      const a = unitFeatures(model, query!);
      const scores = new Map(search(indexOf(model), model, query!).map(({ id, score }) => [id, score]));
      for (const product of others) {
        const b = readNamedFeatures(model, product);
        const score = scores.get(product.id)!;
        const all = explainScore(a, b, score, Number.POSITIVE_INFINITY);
        for (const top of [0, 1, 5]) {
          const few = shortenExplanation(explainScore(a, b, score, top));
          expect(few.contributions).toEqual(shortenExplanation(all).contributions.slice(0, top));
          expect(few.rest.pairs).toBe(all.contributions.length - few.contributions.length);
          expect(Math.abs(sumOf(few) - score)).toBeLessThan(1e-9);
        }
      }
    },
  );

  it('explains the scores of a search text', () => {
    for (const queryTower of [false, true]) {
      const model = bagModel({}, { queryTower });
      const query = createQueryProduct('red lamp');
      const [{ id, score } = { id: '', score: 0 }] = search(indexOf(model), model, query);
      const [a, b] = [query, products.find((one) => one.id === id)!].map((one) => unitFeatures(model, one));
      const { contributions } = explainScore(a!, b!, score, Number.POSITIVE_INFINITY);
      expect(new Set(contributions.map((one) => one.query.field))).toEqual(new Set(['query']));
      const named = contributions.reduce((sum, { contribution }) => sum + contribution, 0);
      expect(named).toBeCloseTo(score, 5);
    }
  });

  const feature = (value: string, ...part: number[]): NamedFeature => ({
    name: { field: 'title', value },
    part: Float64Array.from(part),
  });

  it('makes one of two pairs of the same features, in the direction of the larger half', () => {
    const a = [feature('red', 0.6, 0), feature('lamp', 0, 0.8)];
    const b = [feature('lamp', 2, 1), feature('red', -2, 3)];
    const { contributions } = explainScore(a, b, 0.8, 9);
    // |b| = 4; red-lamp has 0.6 * 2 / 4 and lamp-red 0.8 * 3 / 4.
    expect(contributions.map((one) => [one.query.value, one.neighbour.value, one.contribution])).toEqual([
      ['lamp', 'red', expect.closeTo(0.9, 12)],
      ['red', 'red', expect.closeTo(-0.3, 12)],
      ['lamp', 'lamp', expect.closeTo(0.2, 12)],
    ]);
  });

  it('shortens long words and numbers, and its sum stays the score', () => {
    const word = 'x'.repeat(101);
    const a = [feature(word, 0.6, 0), feature('y'.repeat(100), 0, 0.8)];
    const { contributions, rest } = shortenExplanation(explainScore(a, [feature('z', 1, 1)], 0.989949, 1));
    expect(contributions).toEqual([
      { query: { field: 'title', value: 'y'.repeat(100) }, neighbour: expect.anything(), contribution: 0.565685 },
    ]);
    expect(rest).toEqual({ pairs: 1, contribution: 0.424264 });
    const all = shortenExplanation(explainScore(a, a, 1, 9));
    expect(all.contributions[1]!.query.value).toBe(`${'x'.repeat(100)}…`);
  });

  it('refuses a score that the features do not give', () => {
    const a = [feature('red', 1, 0)];
    expect(() => explainScore(a, a, 0.9, 5)).toThrow(
      expect.objectContaining({
        code: 'other-score',
        message: expect.stringContaining('the score is 0.9, but the features of the products give 1.000000'),
      }),
    );
    expect(() => explainScore(a, [], 0, 5)).toThrow(expect.objectContaining({ code: 'other-score' }));
  });
});
