import { describe, expect, it } from 'vitest';
import { type LossSide, listPrefixes, matryoshkaLoss } from '../../../lambdas/core/encoder/matryoshka.ts';
import { infoNceLoss } from '../../../lambdas/core/losses/info-nce.ts';
import { tripletLoss } from '../../../lambdas/core/losses/triplet.ts';
import { embedProducts } from '../../../lambdas/core/model/model.ts';
import { serializeModel } from '../../../lambdas/core/model/model-file.ts';
import { normalizeRowsForward } from '../../../lambdas/core/numerics/normalize.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { centralDifferences, expectClose } from '../../support/core/golden.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  tasteOf,
  trained,
  trainingSet,
} from '../../support/core/training-factories.ts';

const [B, D] = [4, 6];

function normals(length: number, stream: string): Float64Array {
  const random = new CounterRandom(2, stream);
  return new Float64Array(length).map(() => random.normal());
}

function sideOf(embeddings: Float64Array): LossSide {
  return { embeddings, gradient: new Float64Array(embeddings.length).fill(9) };
}

const infoNce = (d: number, [a, c]: readonly LossSide[]): number =>
  infoNceLoss(
    a!.embeddings,
    c!.embeddings,
    B,
    B,
    d,
    { temperature: 0.2 },
    { dAnchor: a!.gradient, dCandidate: c!.gradient },
  );

const triplet = (d: number, [a, c]: readonly LossSide[]): number => {
  const gradients = { dAnchor: a!.gradient, dPositive: c!.gradient, dNegative: new Float64Array(B * d) };
  const negatives = new Float64Array(B * d).fill(0.3);
  return tripletLoss(a!.embeddings, c!.embeddings, negatives, B, d, { distance: 'cosine', margin: 1 }, gradients).loss;
};

describe('matryoshkaLoss', () => {
  it('is the mean of the losses of the normalised prefixes', () => {
    const [a, c] = [normals(B * D, 'a'), normals(B * D, 'c')];
    const lossOfPrefix = (d: number) => {
      const cut = [a, c].map((values) => {
        const prefix = Float64Array.from({ length: B * d }, (_, i) => values[Math.floor(i / d) * D + (i % d)]!);
        normalizeRowsForward(prefix, prefix, new Float64Array(B), B, d);
        return sideOf(prefix);
      });
      return infoNce(d, cut);
    };
    const expected = (lossOfPrefix(2) + lossOfPrefix(3) + lossOfPrefix(D)) / 3;
    expect(matryoshkaLoss([sideOf(a), sideOf(c)], D, [2, 3, D], true, infoNce)).toBeCloseTo(expected, 12);
  });

  it.each([
    ['InfoNCE, normalised', infoNce, true],
    ['InfoNCE, not normalised', infoNce, false],
    ['triplet, normalised', triplet, true],
  ])('has the gradients of central differences: %s', (_what, lossOf, normalize) => {
    const [a, c] = [normals(B * D, 'a'), normals(B * D, 'c')];
    const sides = [sideOf(a), sideOf(c)];
    matryoshkaLoss(sides, D, [1, 4, D], normalize, lossOf);
    const value = (anchor: Float64Array, candidate: Float64Array) =>
      matryoshkaLoss([sideOf(anchor), sideOf(candidate)], D, [1, 4, D], normalize, lossOf);
    expectClose(
      sides[0]!.gradient,
      centralDifferences((x) => value(x, c), a),
      1e-7,
    );
    expectClose(
      sides[1]!.gradient,
      centralDifferences((x) => value(a, x), c),
      1e-7,
    );
  });

  it('always includes the whole vector and ignores longer prefixes', () => {
    expect(listPrefixes([8, 2, 8, 99], 16)).toEqual([2, 8, 16]);
    expect(listPrefixes([], 16)).toEqual([16]);
  });
});

describe('training with matryoshkaDims', () => {
  const products = colouredThings();
  const set = trainingSet(products, tasteBaskets());
  const config = (overrides: object) => quickConfig({ heldOutFraction: 0, maxPairs: 6000, ...overrides });

  /** The share of the five nearest products, by the first d numbers, with the same hidden taste. */
  function tasteWithin(d: number, overrides: object): number {
    const { model } = trained(set, config(overrides));
    const vectors = embedProducts(model, products);
    const cut = products.map((_, i) => vectors.subarray(i * model.parameters.D, i * model.parameters.D + d));
    const cosine = (a: Float32Array, b: Float32Array) => {
      const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, k) => sum + value * y[k]!, 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    const hits = products.map(({ id }, i) => {
      const others = products.map((_, j) => j).filter((j) => j !== i);
      const nearest = others.sort((j, k) => cosine(cut[i]!, cut[k]!) - cosine(cut[i]!, cut[j]!)).slice(0, 5);
      return nearest.filter((j) => tasteOf(products[j]!.id) === tasteOf(id)).length;
    });
    return hits.reduce((sum, one) => sum + one, 0) / (5 * products.length);
  }

  it('ranks better by a short prefix, and as well by the whole vector', () => {
    expect(tasteWithin(2, { matryoshkaDims: [2, 4] })).toBeGreaterThan(tasteWithin(2, {}) + 0.15);
    expect(tasteWithin(16, { matryoshkaDims: [2, 4] })).toBeGreaterThan(tasteWithin(16, {}) - 0.05);
  });

  it('also works with the triplet loss', () => {
    const overrides = { loss: 'triplet', distance: 'cosine', margin: 0.3 };
    expect(tasteWithin(2, { ...overrides, matryoshkaDims: [2] })).toBeGreaterThan(tasteWithin(2, overrides) + 0.1);
  });

  it('gives the same bits as plain training if no prefix is shorter than the vector', () => {
    const bytes = (overrides: object) => serializeModel(trained(set, config({ maxPairs: 320, ...overrides })).model);
    expect(bytes({ matryoshkaDims: [16, 64] })).toEqual(bytes({}));
    expect(bytes({ matryoshkaDims: [4] })).not.toEqual(bytes({}));
  });

  it.each([
    [{ matryoshkaDims: 4 }, 'wrong-type', '/matryoshkaDims'],
    [{ matryoshkaDims: [4, 0] }, 'out-of-range', '/matryoshkaDims/1'],
    [{ matryoshkaDims: ['4'] }, 'wrong-type', '/matryoshkaDims/0'],
  ])('rejects the setting %o with its place', (overrides, code, pointer) => {
    expect(() => buildTrainingConfig(overrides)).toThrow(expect.objectContaining({ code, pointer }));
  });
});
