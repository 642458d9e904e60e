import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { inspectModel } from '../../../lambdas/core/model/inspect-model.ts';
import type { Model } from '../../../lambdas/core/model/model.ts';
import { colouredThings } from '../../support/core/training-factories.ts';

const config = { ...defaultFeatureConfig, unknownBuckets: 4, minDocumentFrequency: 1 };
const space = fitFeatureSpace(colouredThings(), ['cup-red'], config);
const model = initializeBagModel(space, { dim: 4, seed: 1, normalize: true });

/** The model with the rows of some tokens scaled. */
function scaled(factor: number, isScaled: (token: string) => boolean): Model {
  const table = model.parameters.table.slice();
  space.vocabulary.tokens.forEach((token, row) => {
    for (let at = row * 4; at < (row + 1) * 4; at++) table[at]! *= isScaled(token) ? factor : 1;
  });
  return { ...model, parameters: { ...model.parameters, table } };
}

describe('inspectModel', () => {
  it('counts parameters and rows by kind, with their lengths', () => {
    const { parameters, lengths } = inspectModel(model, 0);
    const { table, dense } = model.parameters;
    expect(parameters).toBe(table.length + dense.length);
    expect(Object.values(lengths).reduce((sum, { rows }) => sum + rows, 0)).toBe((table.length + dense.length) / 4);
    expect(lengths).toMatchObject({ sharedRows: { rows: 4 }, products: { rows: 1 }, denseInputs: { rows: 1 } });
    const row = [...table.subarray(space.vocabulary.rows * 4, space.vocabulary.rows * 4 + 4)];
    const length = Math.hypot(...row);
    expect(lengths.products!.mean).toBeCloseTo(length, 9);
    for (const { least, mean, largest } of Object.values(lengths)) {
      expect(least).toBeLessThanOrEqual(mean + 1e-12);
      expect(mean).toBeLessThanOrEqual(largest + 1e-12);
    }
  });

  it('gives the shares of fields before training by their weights, and after it by the lengths of their rows', () => {
    const { fields } = inspectModel(
      scaled(10, (token) => token.startsWith('brand:')),
      0,
    );
    for (const share of ['shareBefore', 'shareAfter'] as const)
      expect(fields.reduce((sum, one) => sum + one[share], 0)).toBeCloseTo(1, 9);
    const total = fields.reduce((sum, { weight }) => sum + weight, 0);
    for (const { weight, shareBefore } of fields) expect(shareBefore).toBeCloseTo(weight / total, 9);
    expect(fields[0]).toMatchObject({ field: 'brand' });
    expect(fields[0]!.shareAfter).toBeGreaterThan(0.8);
    expect(fields.map(({ field }) => field)).not.toContain('number');
  });

  it('names the tokens that move a vector farthest, the heaviest first', () => {
    const { heaviest } = inspectModel(
      scaled(50, (token) => token === 'title:red'),
      5,
    );
    expect(heaviest).toHaveLength(5);
    expect(heaviest[0]).toMatchObject({ field: 'title', value: 'red' });
    const weights = heaviest.map(({ weight }) => weight);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    const [{ weight, idf, length }] = heaviest as [(typeof heaviest)[number]];
    expect(weight).toBeCloseTo(Math.sqrt(config.titleWordWeight) * idf * length, 9);
  });

  it('has no fields and tokens for a linear model', () => {
    const linear: Model = {
      input: { encoder: 'linear', inputDim: 2 },
      normalize: true,
      parameters: { D: 2, dense: Float64Array.of(3, 4, 0, 0), table: new Float64Array(0) },
    };
    expect(inspectModel(linear, 5)).toEqual({
      parameters: 4,
      fields: [],
      heaviest: [],
      lengths: { denseInputs: { rows: 2, least: 0, mean: 2.5, largest: 5 } },
    });
  });
});
