import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { JudgingRow, TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import { type MiningOptions, resolveMiningOptions } from '../../../lambdas/core/hard-negatives/mining-options.ts';
import { NegativeMiner } from '../../../lambdas/core/hard-negatives/negative-miner.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { jsonLines, sharedDataSet } from '../../support/core/shared-data.ts';
import { quickConfig, trained, trainingSet } from '../../support/core/training-factories.ts';
import { twoShops } from '../../support/core/two-shops.ts';

const widths: Partial<MiningOptions>[] = [
  { perPair: 1 },
  { perPair: 10 },
  { perPair: 1000, rangeMax: 10_000, relativeMargin: 0 },
  { perPair: 3, pick: 'random', rangeMax: 50 },
];

/** The mined rows whose anchor and negative are a planted match, in either direction. */
function findWrongNegatives(miner: NegativeMiner, planted: readonly (readonly [string, string])[]) {
  const matches = new Set(planted.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const rows = [...miner.rows()];
  return { rows, wrong: rows.filter(({ anchor, negative }) => matches.has(`${anchor} ${negative}`)) };
}

describe('NegativeMiner on two shops with matches that are not in the training data', () => {
  const { catalog, known, planted } = twoShops(120);
  const set = trainingSet(catalog, known);
  const { model } = trained(set, quickConfig({ heldOutFraction: 0, maxPairs: 6000 }));

  it.each(widths)('never mines a hidden match as a negative with %o', (width) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { rows, wrong } = findWrongNegatives(
        new NegativeMiner(model, set, resolveMiningOptions({ ...width, seed, anchors: 'all' })),
        planted,
      );
      expect(new Set(rows.map((row) => row.anchor)).size).toBe(catalog.length);
      expect(wrong).toEqual([]);
    }
  });

  it('would mine hidden matches by score alone, without its rules', () => {
    const space = trainingSet(catalog, [...known, { items: catalog.slice(0, 40).map(({ id }) => id), kind: 'basket' }]);
    const options = resolveMiningOptions({
      anchors: 'all',
      perPair: 1000,
      rangeMax: 10_000,
      maxFalseNegativeChance: 1,
    });
    expect(findWrongNegatives(new NegativeMiner(model, space, options), planted).wrong.length).toBeGreaterThan(0);
  });

  it('mines negatives far nearer than random ones', () => {
    const mean = (options: Partial<MiningOptions>) => {
      const scores = [...new NegativeMiner(model, set, resolveMiningOptions(options)).rows()].map(
        (row) => row.audit.score,
      );
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    };
    const blind = { pick: 'random', rangeMax: 10_000 } as const;
    expect(mean({ perPair: 2 })).toBeGreaterThan(mean({ perPair: 2, ...blind }) + 0.2);
    expect(mean({ perPair: 2, anchors: 'all' })).toBeGreaterThan(mean({ perPair: 2, anchors: 'all', ...blind }) + 0.2);
  });
});

for (const name of ['amazon_google', 'abt_buy']) {
  const folder = sharedDataSet(name);
  describe.skipIf(folder === undefined)(`NegativeMiner on ${name}`, () => {
    it('never mines a true match as a negative, for any product', () => {
      const rows = <Row>(kind: string) => jsonLines<Row>(join(folder!, `${kind}.jsonl.gz`));
      const set = trainingSet(rows<Product>('catalog'), rows<TrainingRow>('train'));
      const planted = rows<JudgingRow>('judge').flatMap(({ query, relevant }) =>
        relevant.map((one): [string, string] => [query, one]),
      );
      // Training on lists takes most of its time to plan, and the rules have to hold under every model.
      const { model } = trained(
        set,
        buildTrainingConfig({ loss: 'info-nce', epochs: 2, dim: 16, heldOutFraction: 0, tuneFields: false }),
      );
      for (const options of [{ perPair: 50 }, { pick: 'random' as const, seed: 2 }]) {
        const miner = new NegativeMiner(model, set, resolveMiningOptions({ anchors: 'all', ...options }));
        const { rows: mined, wrong } = findWrongNegatives(miner, planted);
        expect(mined.length).toBeGreaterThanOrEqual(set.catalogSize);
        expect(wrong).toEqual([]);
      }
    });
  });
}
