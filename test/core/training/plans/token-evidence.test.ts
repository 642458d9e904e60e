import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../../lambdas/core/model/model.ts';
import { buildTextModel } from '../../../../lambdas/core/model/text-model.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { countTokenEvidence, shrinkTokenChanges } from '../../../../lambdas/core/training/plans/token-evidence.ts';
import {
  colouredThings,
  manyTasteBaskets,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

describe('countTokenEvidence', () => {
  it('adds up the rows of the products and search texts that hold a token; rows of products keep all', () => {
    const bags = {
      offsets: Int32Array.of(0, 2, 4, 5),
      tokens: Int32Array.of(0, 1, 1, 2, 3),
      weights: new Float32Array(5),
    };
    expect([...countTokenEvidence(bags, Float64Array.of(2, 5, 4), 4, [2, 3])]).toEqual([2, 7, Infinity, 4]);
  });
});

describe('shrinkTokenChanges', () => {
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 });

  it('keeps the share n^2 / (n^2 + shrinkage^2) of the change of a token, and all of the changes of a row with infinite evidence', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.nat(50), fc.integer({ min: 1, max: 50 }), (learned, first, n, shrinkage) => {
        const table = Float64Array.from(learned);
        shrinkTokenChanges(table, Float64Array.from(first), Float64Array.of(n, 0, Infinity), shrinkage, 2);
        const share = n ** 2 / (n ** 2 + shrinkage ** 2);
        for (const d of [0, 1]) expect(table[d]).toBeCloseTo(first[d]! + share * (learned[d]! - first[d]!), 12);
        expect([...table.subarray(2, 4)]).toEqual(first.slice(2, 4));
        expect([...table.subarray(4)]).toEqual(learned.slice(4));
      }),
    );
  });

  it('keeps the first weights of a token without evidence, however small the shrinkage is', () => {
    const table = Float64Array.of(5, 6);
    shrinkTokenChanges(table, Float64Array.of(1, 2), Float64Array.of(0), 1e-200, 2);
    expect([...table]).toEqual([1, 2]);
  });

  it('keeps every change with a shrinkage of 0', () => {
    const table = Float64Array.of(1, 2);
    shrinkTokenChanges(table, Float64Array.of(0, 0), Float64Array.of(0), 0, 2);
    expect([...table]).toEqual([1, 2]);
  });
});

describe('a run on lists', () => {
  // Tuning the field weights takes most of such a training, and shrinks nothing.
  const quick = { dim: 16, batchSize: 32, epochs: 2, heldOutFraction: 0, tuneFields: false };
  const products = [...colouredThings(), { id: 'lonely', title: 'unbought zyx' }];
  // With less evidence nothing is shrunk.
  const set = trainingSet(products, manyTasteBaskets());
  const runWith = (tokenShrinkage: number) => trained(set, buildTrainingConfig({ ...quick, tokenShrinkage })).model;
  /** How far each token has moved, by its text. */
  const changes = (model: Model): Map<string, number> => {
    if (model.input.encoder !== 'bag') throw new Error('expected a bag');
    const { D, table } = model.parameters;
    const first = buildTextModel(model, 1).parameters.table;
    const moved = (t: number) => Math.hypot(...table.subarray(t * D, (t + 1) * D).map((x, d) => x - first[t * D + d]!));
    return new Map(model.input.space.vocabulary.tokens.map((token, t) => [token, moved(t)]));
  };

  it('moves the tokens of search texts less too, in a query tower', () => {
    const rows = products.flatMap(({ id, title }) => (title ? [{ query: `wanted ${title}`, positive: id }] : []));
    const queries = trainingSet(products, [...manyTasteBaskets(), ...rows]);
    const towerOf = (tokenShrinkage: number) => {
      const { model } = trained(queries, buildTrainingConfig({ ...quick, tokenShrinkage, queryTower: true }));
      if (model.input.encoder !== 'bag') throw new Error('expected a bag');
      // The rows of the tower begin as those of the tokens.
      const first = buildTextModel(model, 1).parameters.table;
      const from = model.input.space.tableRows * model.parameters.D;
      return Math.hypot(...model.parameters.table.subarray(from).map((x, at) => x - first[at]!));
    };
    expect(towerOf(1e9)).toBeLessThan(1e-3);
    expect(towerOf(0)).toBeGreaterThan(0.1);
  });

  it('moves tokens less, the fewer rows have them, and not at all without a row', () => {
    const [all, shrunk] = [changes(runWith(0)), changes(runWith(1000))];
    let moved = 0;
    for (const [token, change] of shrunk) {
      if (/zyx/.test(token)) expect(change, token).toBe(0);
      else if (change > 0) moved += 1;
      expect(change, token).toBeLessThanOrEqual(all.get(token)!);
    }
    expect(moved).toBeGreaterThan(10);
  });

  it('shrinks nothing with thin evidence, where the texts of all products hold tokens in place', () => {
    const thin = trainingSet(products, tasteBaskets().slice(0, 40));
    const tableOf = (tokenShrinkage: number) => {
      const { model, report } = trained(thin, buildTrainingConfig({ ...quick, tokenShrinkage }));
      expect(report.tuning!.learningRateShare).toBeLessThan(1);
      return model.parameters.table;
    };
    expect(tableOf(1000)).toEqual(tableOf(0));
  });
});
