import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { Because } from '../../../lambdas/core/explain/because.ts';
import { type ExampleToExplain, explainSearch } from '../../../lambdas/core/explain/explain-search.ts';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedFeatureVectors, embedProducts, embedQueries, type Model } from '../../../lambdas/core/model/model.ts';
import { toScore } from '../../../lambdas/core/numerics/score.ts';
import { identityModel } from '../../support/core/factories.ts';
import { colouredThings } from '../../support/core/training-factories.ts';

const things = colouredThings();
const thing = (id: string) => things.find((one) => one.id === id)!;
const bag = initializeBagModel(fitFeatureSpace(things, ['cup-red'], defaultFeatureConfig), {
  ...{ dim: 16, seed: 1, normalize: true },
});

function vectorOf(model: Model, input: ExampleToExplain['input']): Float32Array {
  if (input instanceof Float32Array) return input;
  if (Array.isArray(input)) return embedFeatureVectors(model, [input]);
  return 'query' in input ? embedQueries(model, [input.query as string]) : embedProducts(model, [input as Product]);
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, d) => sum + x * b[d]!, 0);
const unit = (a: ArrayLike<number>) => Array.from(a, (x) => x / Math.sqrt(dot(a, a)));

function sumOf(because: Because): number {
  if ('notExplained' in because) throw new Error(because.notExplained);
  return because.contributions.reduce((sum, one) => sum + one.contribution, because.rest.contribution);
}

const examples: { positive: ExampleToExplain[]; negative: ExampleToExplain[] } = {
  positive: [
    { input: thing('cup-red'), weight: 1 },
    { input: { query: 'blue lamp' }, weight: 2 },
    { input: vectorOf(bag, thing('rug-white')), weight: 2 },
  ],
  negative: [{ input: thing('vase-red'), weight: 0.7 }],
};

/** The scores of the strategies by their formulas, from the float32 vectors. */
const scoreOf = {
  average: (product: Product): number => {
    const sum = new Array<number>(16).fill(0);
    for (const [sign, list] of [[1, examples.positive] as const, [-1, examples.negative] as const])
      for (const { input, weight } of list)
        for (const [d, x] of unit(vectorOf(bag, input)).entries()) sum[d]! += (sign * weight * x) / list.length;
    return toScore(dot(unit(sum), unit(vectorOf(bag, product))));
  },
  best: (product: Product): number => {
    const vector = unit(vectorOf(bag, product));
    const cosines = (list: readonly ExampleToExplain[]) =>
      list.map(({ input, weight }) => (weight / 2) * dot(unit(vectorOf(bag, input)), vector));
    return toScore(Math.max(...cosines(examples.positive)) - Math.max(0, ...cosines(examples.negative)));
  },
};

describe('explainSearch', () => {
  it.each(['average', 'best'] as const)('splits the scores of several examples by the strategy %s', (strategy) => {
    const neighbours = things.map((product) => ({ product, score: scoreOf[strategy](product) }));
    const explained = explainSearch(bag, { ...examples, strategy, neighbours });
    for (const [i, { score }] of neighbours.entries()) expect(sumOf(explained[i]!)).toBeCloseTo(score, 9);
    const lamp = explained[things.indexOf(thing('lamp-blue'))];
    expect(lamp).toMatchObject({
      contributions: expect.arrayContaining([
        expect.objectContaining({
          query: { field: 'query', value: 'lamp' },
          neighbour: { field: 'title', value: 'lamp' },
        }),
      ]),
    });
    const rug = JSON.stringify(explained[things.indexOf(thing('rug-white'))]);
    expect(rug).toContain('{"field":"exampleVector","value":"positive/2"}');
  });

  const once = (model: Model, input: ExampleToExplain['input'], product: Product, score: number) =>
    explainSearch(model, {
      ...{ positive: [{ input, weight: 3 }], negative: [], strategy: 'average' },
      neighbours: [{ product, score }],
    })[0]!;

  it('explains the scores of a feature vector', () => {
    expect(once(identityModel, [3, 4], { id: 'a', features: [1, 0] }, 0.6)).toEqual({
      contributions: expect.arrayContaining([
        {
          query: { field: 'features', value: '0' },
          neighbour: { field: 'features', value: '0' },
          contribution: 0.6,
        },
      ]),
      rest: { pairs: 0, contribution: 0 },
    });
  });

  it('leaves out examples that the model cannot read, and says so if none is left', () => {
    const [readable, unreadable] = [{ id: 'a', features: [1, 0] }, { id: 'b' }];
    const search = {
      ...{ negative: [], strategy: 'best' as const },
      neighbours: [{ product: readable, score: 1 }],
    };
    const positive = [unreadable, readable].map((input) => ({ input, weight: 1 }));
    expect(sumOf(explainSearch(identityModel, { ...search, positive })[0]!)).toBe(1);
    expect(explainSearch(identityModel, { ...search, positive: positive.slice(0, 1) })).toEqual([
      { notExplained: 'the model can read no positive example' },
    ]);
    expect(once(bag, { id: 'x', title: '???' }, thing('cup-red'), 1)).toEqual({
      notExplained: 'the model can read no positive example',
    });
  });

  it('adds what a score is cut by at -1 to the rest', () => {
    const negative = [{ input: [3, 4], weight: 1 }];
    const search = { positive: [{ input: [-1, 0], weight: 1 }], negative, strategy: 'best' as const };
    const neighbours = [{ product: { id: 'a', features: [1, 0] }, score: -1 }];
    // -1 of the positive example, less 0.6 of the negative one.
    expect(explainSearch(identityModel, { ...search, neighbours })).toMatchObject([
      { contributions: [{ contribution: -1.6 }, { contribution: 0 }], rest: { pairs: 0, contribution: 0.6 } },
    ]);
  });

  it('says why a score is not explained', () => {
    const cup = thing('cup-red');
    expect(once(bag, cup, { ...cup, title: 'blue rug' }, 1)).toEqual({
      notExplained: expect.stringContaining('a product changed after its vector was computed'),
    });
    expect(once(identityModel, [1, 0], { id: 'a' }, 1)).toEqual({
      notExplained: 'product a has no features, expected 2 numbers',
    });
    const deep = initializeBagModel(fitFeatureSpace(things, [], defaultFeatureConfig), {
      ...{ dim: 4, seed: 1, normalize: true, hidden: 2 },
    });
    expect(once(deep, cup, cup, 1)).toEqual({ notExplained: expect.stringContaining('hidden layer of 2 units') });
  });
});
