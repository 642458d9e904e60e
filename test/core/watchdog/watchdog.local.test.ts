import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import { buildTrainingConfig, defaultTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { TrainingError } from '../../../lambdas/core/training/config/training-error.ts';
import { WatchdogError } from '../../../lambdas/core/watchdog/finding.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../support/core/training-factories.ts';

const products = colouredThings();
const baskets = tasteBaskets();
const samePair = Array.from({ length: 50 }, () => ({ anchor: 'cup-red', positive: 'cup-blue' }));
const twins = products.map((product) => ({ anchor: product.id, positive: { ...product, id: `again-${product.id}` } }));
const withNothing = (content: Partial<Product>): Product[] => products.map(({ id }) => ({ id, ...content }));

/** The error that stops the run; undefined if nothing stops it. */
function stopOf(catalog: readonly Product[], rows: readonly TrainingRow[], config: object): WatchdogError | undefined {
  try {
    trained(trainingSet(catalog, rows), buildTrainingConfig(config));
    return undefined;
  } catch (error) {
    if (error instanceof WatchdogError) return error;
    throw error;
  }
}

const tooFast = { learningRate: 1000 * defaultTrainingConfig.learningRate };
const cosine = { loss: 'triplet', distance: 'cosine' };
const collapsing = withNothing({ title: 'red cup' });

describe('the watchdog stops a run', () => {
  it.each([
    ['a learning rate a thousand times too high', products, baskets, tooFast, 'diverging', 'learningRate'],
    [
      'a learning rate that is too high for the triplet loss',
      products,
      baskets,
      { ...cosine, ...tooFast },
      'diverging',
      'learningRate',
    ],
    [
      'a learning rate that is too high for a small model',
      products,
      baskets,
      { ...quickConfig(), learningRate: 20 },
      'diverging',
      'learningRate',
    ],
    ['products that are all the same', collapsing, baskets, {}, 'identical-products', 'a title'],
    ['a margin of 0 with cosine distance', products, baskets, { ...cosine, margin: 0 }, 'no-margin', 'raise margin'],
    [
      'a margin of 0 that the embeddings already keep',
      products,
      baskets,
      { ...quickConfig(cosine), margin: 0 },
      'no-margin',
      'raise',
    ],
    ...['batch-all', 'batch-hard', 'semi-hard', 'contrastive'].map(
      (loss): [string, typeof products, typeof baskets, object, string, string] => [
        `a margin of 0 with cosine distance and loss ${loss}`,
        products,
        baskets,
        { ...quickConfig({ loss, distance: 'cosine' }), margin: 0 },
        'no-margin',
        'raise margin',
      ],
    ),
    ['one repeated pair', products, samePair, {}, 'repeated-pair', 'pairs of other products'],
    ['one repeated pair of triplets', products, samePair, cosine, 'repeated-pair', 'pairs of other products'],
    [
      'anchors that have the inputs of their positives',
      products,
      twins,
      {},
      'anchor-is-positive',
      'products that differ',
    ],
    ['one category for all products', withNothing({ category: ['All'] }), baskets, {}, 'one-category', 'titles'],
  ])('with %s, and names code, sign, cause and change', (_what, catalog, rows, config, code, change) => {
    const error = stopOf(catalog, rows, config)!;
    expect(error).toBeInstanceOf(TrainingError);
    expect(error.code).toBe(code);
    expect(error.finding.change).toContain(change);
    for (const part of [error.finding.sign, error.finding.cause, error.finding.change]) {
      expect(error.message).toContain(part);
    }
  });

  it('of the linear encoder if all products have the same features', () => {
    const error = stopOf(withNothing({ features: [1, 2, 3] }), baskets, { encoder: 'linear', dim: 4 });
    expect(error?.code).toBe('identical-products');
  });

  it('before the first step for failures of the data, and within eight steps for a wild learning rate', () => {
    expect(stopOf(collapsing, baskets, {})!.finding.step).toBe(0);
    expect(stopOf(products, baskets, tooFast)!.finding.step).toBeLessThanOrEqual(8);
  });
});

describe('the watchdog does not stop', () => {
  it.each([
    ['the defaults', products, {}],
    ['a quick run', products, quickConfig()],
    ['the triplet loss with a margin', products, quickConfig({ ...cosine, margin: 0.3 })],
    ['a bold momentum', products, quickConfig({ optimizer: 'sgd', learningRate: 0.5, momentum: 0.9 })],
    ['products with only an id', withNothing({}), quickConfig()],
    [
      'products with titles that share one category',
      products.map((one) => ({ ...one, category: 'All' })),
      quickConfig(),
    ],
  ])('%s', (_what, catalog, config) => {
    const { report } = trained(trainingSet(catalog, baskets), buildTrainingConfig(config));
    const failures = ['identical-products', 'one-category', 'repeated-pair', 'anchor-is-positive', 'no-margin'];
    expect(report.diagnostics.warnings.filter(({ code }) => [...failures, 'diverging'].includes(code))).toEqual([]);
  });

  it('runs on little data, and adds warnings instead', () => {
    const few = trained(trainingSet(collapsing, baskets.slice(0, 7)), quickConfig({ heldOutFraction: 0 }));
    expect(few.report.diagnostics.warnings).toMatchObject([{ code: 'identical-products', step: 0 }]);
    const seven = collapsing.slice(0, 7);
    const rows = Array.from({ length: 40 }, (_, i) => ({ anchor: seven[i % 7]!.id, positive: seven[(i + 1) % 7]!.id }));
    expect(stopOf(seven, rows, quickConfig())).toBeUndefined();
  });

  it('any run if it is switched off, and still reports its findings', () => {
    const config = quickConfig({ ...cosine, margin: 0, watchdog: false });
    const { diagnostics } = trained(trainingSet(products, baskets), config).report;
    expect(diagnostics.stopping).toBe(false);
    expect(diagnostics.warnings.map(({ code }) => code)).toContain('no-margin');
  });
});

describe('the diagnostics of a run', () => {
  it('have checks before the first step, between the steps and at the end', () => {
    const { diagnostics, lossCurve } = trained(trainingSet(products, baskets), quickConfig()).report;
    expect(diagnostics.sample.products).toBe(30);
    expect(diagnostics.looks[0]).toMatchObject({ step: 0, loss: null, activeShare: null });
    expect(diagnostics.looks.length).toBeGreaterThan(5);
    expect(diagnostics.looks.at(-1)!.step).toBe(lossCurve.at(-1)!.step);
    expect(diagnostics.looks.at(-1)!.alignment).toBeLessThan(diagnostics.looks[0]!.alignment);
  });

  it('are equal for equal runs', () => {
    const once = () => JSON.stringify(trained(trainingSet(products, baskets), quickConfig()).report.diagnostics);
    expect(once()).toBe(once());
  });
});
