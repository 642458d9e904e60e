import { describe, expect, it } from 'vitest';
import { embedProducts } from '../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../lambdas/core/random.ts';
import { corruptedView } from '../../../lambdas/core/training/corrupted-view.ts';
import { trainingConfig } from '../../../lambdas/core/training/training-config.ts';
import { colouredThings, tasteBaskets, trained, trainingSet } from '../../support/training-factories.ts';

const products = colouredThings();
const config = trainingConfig({ dim: 16, batchSize: 16, epochs: 4, selfSupervised: true });

describe('training on the catalog alone', () => {
  it('ignores the training data: the same vectors with it and without', () => {
    const vectors = [[], tasteBaskets()].map((rows) =>
      embedProducts(trained(trainingSet(products, rows), config).model, products),
    );
    expect(vectors[0]).toEqual(vectors[1]);
  });

  it('brings products of one kind together, and judges on nothing', () => {
    const { model, report } = trained(trainingSet(products, []), config);
    const vectors = embedProducts(model, products);
    const cosine = (i: number, j: number) =>
      vectors.subarray(i * 16, i * 16 + 16).reduce((sum, x, d) => sum + x * vectors[j * 16 + d]!, 0);
    // The first five are lamps, the next cups.
    expect(cosine(0, 1)).toBeGreaterThan(cosine(0, 6) + 0.1);
    expect(report.heldOut).toBeNull();
    expect(report.lossCurve.at(-1)!.loss).toBeLessThan(report.lossCurve[0]!.loss);
  });

  it('refuses a catalog that says nothing', () => {
    expect(() => trained(trainingSet([{ id: 'a' }, { id: 'b' }], []), config)).toThrow(
      expect.objectContaining({ code: 'nothing-to-learn', message: expect.stringContaining('add texts') }),
    );
  });

  it('is refused with losses that need pairs', () => {
    expect(() => trainingConfig({ selfSupervised: true, loss: 'info-nce' })).toThrow(
      expect.objectContaining({ code: 'unfit-combination', pointer: '/selfSupervised' }),
    );
  });
});

describe('corruptedView', () => {
  const { bags, ...rest } = {
    B: 2,
    bags: {
      offsets: Int32Array.of(0, 1000, 1001),
      tokens: new Int32Array(1001),
      weights: new Float32Array(1001).fill(1),
    },
    identityAt: Int32Array.of(-1, -1),
    dense: new Float64Array(2000).fill(1),
  };

  it('leaves out tokens and inputs by chance, and never all of a product', () => {
    const view = corruptedView({ ...rest, bags }, 0.3, new CounterRandom(1, 'view'));
    const shareOfZeros = (values: ArrayLike<number>) =>
      Array.from(values).filter((x) => x === 0).length / values.length;
    expect(Math.abs(shareOfZeros(view.bags.weights.subarray(0, 1000)) - 0.3)).toBeLessThan(0.05);
    expect(Math.abs(shareOfZeros(view.dense) - 0.3)).toBeLessThan(0.05);
    expect(view.bags.weights[1000]).toBe(1);
    expect(bags.weights.every((weight) => weight === 1)).toBe(true);
  });
});
