import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { buildTfIdfScorer } from '../../../lambdas/core/evaluation/scorers/tf-idf-scorer.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { makeCosinesExact, planExactCosines } from '../../../lambdas/core/model/exact-cosines.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedProducts, embedQueries, readInputs } from '../../../lambdas/core/model/model.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { prepareModel } from '../../../lambdas/core/training/plans/prepared-model.ts';
import { catalogsWithTitles, inventCatalog } from '../../support/core/invented-catalogs.ts';

const dim = 256;
const config = { ...buildTrainingConfig({}), dim };
const makeTitles = catalogsWithTitles['titles alone']!;
const inventTitles = (kinds: number) => inventCatalog(makeTitles, 1, kinds).products;
const prepare = (products: readonly Product[]) => prepareModel(products, [], 0, config);

const drawModel = (products: readonly Product[]) =>
  initializeBagModel(fitFeatureSpace(products, [], config.features), config);

const dotOf = (a: Float32Array, i: number, b: Float32Array, j: number) => {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += a[i * dim + d]! * b[j * dim + d]!;
  return sum;
};

/** The cosines of the weighted words of two bags, by the definition. */
function bagCosines({ inputs: { B, bags } }: ReturnType<typeof prepare>): number[][] {
  const rows = Array.from({ length: B }, (_, i) => {
    const row = new Map<number, number>();
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++)
      row.set(bags.tokens[t]!, (row.get(bags.tokens[t]!) ?? 0) + bags.weights[t]!);
    return row;
  });
  const product = (a: Map<number, number>, b: Map<number, number>) =>
    [...a].reduce((sum, [token, weight]) => sum + weight * (b.get(token) ?? 0), 0);
  const lengths = rows.map((row) => Math.sqrt(product(row, row)));
  return rows.map((a, i) => rows.map((b, j) => product(a, b) / (lengths[i]! * lengths[j]!)));
}

/** The mean share of the eight products of its kind that a text finds among the first ten. */
function recallOf(products: number, scoreOf: (text: number) => ArrayLike<number>): number {
  const found = Array.from({ length: products }, (_, text) => {
    const scores = scoreOf(text);
    const order = Array.from({ length: products }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
    return order.slice(0, 10).filter((i) => Math.floor(i / 8) === Math.floor(text / 8)).length / 8;
  });
  return found.reduce((sum, one) => sum + one, 0) / products;
}

describe('an untrained model of few products', () => {
  it.each([8, 20, 30])('has the exact cosines of their words: %i kinds of eight products', (kinds) => {
    const products = inventTitles(kinds);
    const prepared = prepare(products);
    expect(prepared.firstWeights).toEqual({ kind: 'exact', dimensions: products.length });
    const vectors = embedProducts(prepared.model, products);
    const exact = bagCosines(prepared);
    const errors = exact.flatMap((row, i) => row.map((cosine, j) => Math.abs(cosine - dotOf(vectors, i, vectors, j))));
    expect(errors.reduce((most, one) => Math.max(most, one), 0)).toBeLessThan(1e-4);
  });

  it.each([8, 20, 30])('ranks two words of a title at least as TF-IDF does: %i kinds of eight products', (kinds) => {
    const products = inventTitles(kinds);
    const texts = products.map(({ title }) => title!.split(' ').slice(0, 2).join(' '));
    const { model } = prepare(products);
    const [vectors, queries] = [embedProducts(model, products), embedQueries(model, texts)];
    const tfIdf = buildTfIdfScorer([...products, ...texts.map((title, i) => ({ id: `text ${i}`, title }))]);
    const recall = recallOf(products.length, (text) => products.map((_, i) => dotOf(queries, text, vectors, i)));
    // Its fields are not those of TF-IDF, which gives a hundredth in both directions.
    const reached = recallOf(products.length, (text) => tfIdf(products.length + text));
    expect(recall).toBeGreaterThanOrEqual(reached - 0.01);
  });

  it('places new products by the words that they share, and gives one without known words a vector of its own', () => {
    const products = inventTitles(20);
    const { model } = prepare(products);
    const strangers = ['xxyyzz wwvvuu', 'qqppoo nnmmll'].map((title, i) => ({ id: `new ${i}`, title }));
    const sharing = { id: 'sharing', title: products[40]!.title!.split(' ').slice(0, 2).join(' ') };
    const [known, fresh] = [embedProducts(model, products), embedProducts(model, [...strangers, sharing])];
    expect(dotOf(fresh, 0, fresh, 0)).toBeCloseTo(1, 5);
    expect(Math.abs(dotOf(fresh, 0, fresh, 1))).toBeLessThan(0.5);
    const cosines = products.map((_, i) => dotOf(fresh, 2, known, i));
    const nearest = cosines.indexOf(cosines.reduce((most, one) => Math.max(most, one), -1));
    expect(Math.floor(nearest / 8)).toBe(5);
  });
});

describe('an untrained model of more products than places', () => {
  it('stays the random projection that the seed draws', () => {
    const products = inventTitles(32);
    const { model, firstWeights } = prepare(products);
    expect(firstWeights).toEqual({ kind: 'random', because: 'too-many-dimensions' });
    expect(model.parameters.table).toEqual(drawModel(products).parameters.table);
  });
});

describe('an untrained model of many products that span few dimensions', () => {
  /** A hundred variants of each of forty products, which have the words of their product and no others. */
  const variants = inventTitles(5).flatMap(({ title }, i) =>
    Array.from({ length: 100 }, (_, v) => ({ id: `variant ${i} ${v}`, title: title! })),
  );
  const makeExact = (maxWork: number) => {
    const model = drawModel(variants);
    if (model.input.encoder !== 'bag') throw new Error('expected a bag');
    const first = makeCosinesExact(
      model.input.space,
      model.parameters,
      planExactCosines(model.input.space, model.parameters.D, readInputs(model.input, variants), maxWork),
    );
    return { first, table: model.parameters.table };
  };

  it('stays random if exact cosines take more than the multiplications that are allowed', () => {
    const drawn = drawModel(variants).parameters.table;
    const [allowed, refused] = [makeExact(1e8), makeExact(4e6)];
    expect(allowed.first).toEqual({ kind: 'exact', dimensions: 40 });
    expect(allowed.table).not.toEqual(drawn);
    expect(refused.first).toEqual({ kind: 'random', because: 'too-much-work' });
    expect(refused.table).toEqual(drawn);
  });

  it('counts also what it takes to change the words of few products', () => {
    const few = variants.filter((_, i) => i % 100 === 0);
    const model = drawModel(few);
    if (model.input.encoder !== 'bag') throw new Error('expected a bag');
    const { space } = model.input;
    const inputs = readInputs(model.input, few);
    const toChange = (2 * few.length * space.vocabulary.rows * dim) / 4;
    const planOf = (maxWork: number) => planExactCosines(space, dim, inputs, maxWork);
    expect(planOf(toChange)).toBe('too-much-work');
    expect(planOf(1.2 * toChange)).not.toBe('too-much-work');
  });
});
