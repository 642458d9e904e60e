import { describe, expect, it } from 'vitest';
import { embedProducts, type Model } from '../../../../lambdas/core/model/model.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import { DeltaIndex } from '../../../../lambdas/core/search/delta-index.ts';
import { searchExact } from '../../../../lambdas/core/search/search-exact.ts';
import { trainModel } from '../../../../lambdas/core/training/run/train-model.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  tasteOf,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const products = colouredThings();

/** The share of the five nearest products with the query's taste. */
function tastePurity(model: Model): number {
  const D = model.parameters.D;
  const vectors = embedProducts(model, products);
  const space = new DeltaIndex('m', D);
  for (const [i, { id }] of products.entries()) space.upsert(id, vectors.subarray(i * D, (i + 1) * D));
  const shares = products.map(({ id }) => {
    const near = searchExact(space, space.get(id)!, { k: 5, excludeIds: new Set([id]) });
    return near.filter((one) => tasteOf(one.id) === tasteOf(id)).length / near.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

describe('trainModel', () => {
  it.each([
    ['InfoNCE with Adam', {}],
    ['symmetric InfoNCE', { symmetric: true }],
    ['triplet loss with Adam', { loss: 'triplet', margin: 0.5 }],
    ['triplet loss by cosine', { loss: 'triplet', distance: 'cosine', margin: 0.3 }],
    ['InfoNCE with momentum', { optimizer: 'sgd', learningRate: 0.5, momentum: 0.9 }],
  ])('learns what is bought together with %s', (_name, overrides) => {
    const set = trainingSet(products, tasteBaskets());
    const before = trained(set, quickConfig({ ...overrides, maxPairs: 0 }));
    const after = trained(set, quickConfig(overrides));
    expect(tastePurity(before.model)).toBeLessThan(0.4);
    expect(tastePurity(after.model)).toBeGreaterThan(0.9);
  });

  it('learns from pairs, triplets with negatives and sessions', () => {
    const pairs = tasteBaskets().flatMap(({ items }, i) => {
      const others = products.filter(({ id }) => tasteOf(id) !== i % 5);
      return items.map((anchor, place) => {
        const negative = others[(7 * i + 5 * place) % others.length]!.id;
        return { anchor, positive: items[(place + 1) % items.length]!, negative };
      });
    });
    expect(tastePurity(trained(trainingSet(products, pairs), quickConfig({ loss: 'triplet' })).model)).toBeGreaterThan(
      0.6,
    );
    const sessions = tasteBaskets().map((row) => ({ ...row, kind: 'session' as const }));
    expect(tastePurity(trained(trainingSet(products, sessions), quickConfig()).model)).toBeGreaterThan(0.9);
  });

  it('gives the same bytes for the same data and seed, for any order of the catalog', () => {
    const config = quickConfig({ maxPairs: 1000 });
    const bytes = (catalog: typeof products, seed = 1) =>
      Buffer.from(serializeModel(trained(trainingSet(catalog, tasteBaskets()), { ...config, seed }).model)).toString(
        'base64',
      );
    expect(bytes(products.toReversed())).toBe(bytes(products));
    expect(bytes(products, 2)).not.toBe(bytes(products));
  });

  it('gives unit embeddings, which are finite for a product of unknown words only', () => {
    const { model } = trained(trainingSet(products, tasteBaskets()), quickConfig());
    for (const product of [products[0]!, { id: 'new', title: 'ultramarine 花瓶' }]) {
      expect(Math.hypot(...embedProducts(model, [product]))).toBeCloseTo(1, 5);
    }
    expect([...embedProducts(model, [{ id: 'silent' }])].every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['rowwise-adam', { loss: 'listwise' }],
    ['adam', { loss: 'info-nce' }],
    ['sgd', { optimizer: 'sgd' }],
  ])('reports that %s moved the weights for %j, but not those of the text model', (expected, overrides) => {
    const { report, text } = trained(
      trainingSet(products, tasteBaskets()),
      quickConfig({ epochs: 1, maxPairs: 320, tuneFields: false, ...overrides }),
    );
    expect(report.optimizer).toBe(expected);
    expect(text!.report).not.toHaveProperty('optimizer');
  });

  it('reports the loss curve and the held-out metrics beside the baselines', () => {
    const { report } = trained(trainingSet(products, tasteBaskets()), quickConfig({ heldOutFraction: 0.2 }));
    expect(report.data).toMatchObject({ products: 30, rows: 80 });
    expect(report.lossCurve.at(-1)!.loss).toBeLessThan(report.lossCurve[0]!.loss);
    const { metrics, baselines } = report.heldOut!;
    expect(metrics.all!['recall@10']).toBeGreaterThan(baselines['tf-idf'].all!['recall@10']);
    expect(metrics.all!.queries).toBe(report.data.heldOutRows);
  });

  it.each([
    ['exact cosines', { dim: 128 }, { kind: 'exact', dimensions: expect.any(Number) }],
    [
      'random weights, as its products span more than an embedding has',
      {},
      { kind: 'random', because: 'too-many-dimensions' },
    ],
    ['exact cosines of lists', { dim: 128, loss: 'listwise' }, { kind: 'exact', dimensions: expect.any(Number) }],
    [
      'random weights of an encoder without words',
      { encoder: 'linear' },
      { kind: 'random', because: 'linear-encoder' },
    ],
  ])('reports what it started from: %s', (_name, overrides, expected) => {
    const rows = products.map((product, i) => ({ ...product, features: [i % 5, tasteOf(product.id), 1] }));
    const { report } = trained(trainingSet(rows, tasteBaskets()), quickConfig({ ...overrides, epochs: 1 }));
    expect(report.firstWeights).toEqual(expected);
  });

  it('yields its progress step by step', () => {
    const training = trainModel(trainingSet(products, tasteBaskets()), quickConfig());
    const first = training.next().value;
    expect(first).toMatchObject({ step: expect.any(Number), steps: 375, loss: expect.any(Number) });
  });

  it('rejects a set without pairs, and stops when it diverges', () => {
    expect(() => trained(trainingSet(products, []), quickConfig())).toThrow(
      expect.objectContaining({ code: 'nothing-to-learn' }),
    );
    const wild = quickConfig({ normalize: false, optimizer: 'sgd', learningRate: 1000, loss: 'triplet' });
    const set = trainingSet(products, tasteBaskets());
    expect(() => trained(set, wild)).toThrow(expect.objectContaining({ code: 'diverging' }));
    const atOnce = { code: 'not-finite', message: expect.stringMatching(/loss is \w+ at step \d+/) };
    expect(() => trained(set, { ...wild, watchdog: false })).toThrow(expect.objectContaining(atOnce));
  });

  it('rejects weights that overflow in the last step, whose loss is still finite', () => {
    const huge = products.map(({ id }, i) => ({ id, features: [1e152 * (1 + i), -1e152 * (2 + (i % 5))] }));
    const wild = { encoder: 'linear', normalize: false, optimizer: 'sgd', learningRate: 1000, loss: 'triplet' };
    const once = quickConfig({ ...wild, maxPairs: 32, heldOutFraction: 0, watchdog: false });
    expect(() => trained(trainingSet(huge, tasteBaskets()), once)).toThrow(
      expect.objectContaining({ code: 'not-finite', message: expect.stringContaining('after the last step') }),
    );
  });

  it('trains the linear encoder on plain features', () => {
    const rows = products.map((product, i) => ({
      id: product.id,
      features: [i % 5, (i % 5) ** 2 - 3, Math.floor(i / 5), 1],
    }));
    const { model } = trained(trainingSet(rows, tasteBaskets()), quickConfig({ encoder: 'linear', dim: 3 }));
    expect(model.input).toEqual({ encoder: 'linear', inputDim: 4 });
    expect(embedProducts(model, rows.slice(0, 2))).toHaveLength(6);
  });
});
