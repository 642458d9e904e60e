import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import type { MinedRow } from '../../../lambdas/core/hard-negatives/mined-row.ts';
import { type MiningOptions, resolveMiningOptions } from '../../../lambdas/core/hard-negatives/mining-options.ts';
import { NegativeMiner } from '../../../lambdas/core/hard-negatives/negative-miner.ts';
import { linearModelOf } from '../../support/core/factories.ts';
import { trainingSet } from '../../support/core/training-factories.ts';

const model = linearModelOf([
  [1, 0],
  [0, 1],
]);

/** Products on a quarter circle, one degree apart: the nearest by score are the nearest by number. */
function arc(count = 60): Product[] {
  return Array.from({ length: count }, (_, degree) => {
    const angle = (degree * Math.PI) / 180;
    return { id: `p${String(degree).padStart(2, '0')}`, features: [Math.cos(angle), Math.sin(angle)] };
  });
}

const open: Partial<MiningOptions> = { relativeMargin: 0, maxFalseNegativeChance: 1, perPair: 100 };

function mined(rows: readonly TrainingRow[], options: Partial<MiningOptions> = {}, products = arc()): MinedRow[] {
  return [
    ...new NegativeMiner(model, trainingSet(products, rows), resolveMiningOptions({ ...open, ...options })).rows(),
  ];
}

function negativesOf(rows: readonly MinedRow[], anchor: string): string[] {
  return rows.filter((row) => row.anchor === anchor).map((row) => row.negative);
}

const pair: TrainingRow = { anchor: 'p00', positive: 'p10' };

describe('NegativeMiner', () => {
  it('mines products that score below the positive, nearest first, with rank and scores', () => {
    const rows = mined([pair], { perPair: 3 }).filter((row) => row.anchor === 'p00');
    expect(rows.map((row) => row.negative)).toEqual(['p11', 'p12', 'p13']);
    expect(rows.map((row) => row.audit.rank)).toEqual([9, 10, 11]);
    expect(rows[0]!.audit.score).toBeCloseTo(Math.cos((11 * Math.PI) / 180), 6);
    expect(rows[0]!.audit.positiveScore).toBeCloseTo(Math.cos((10 * Math.PI) / 180), 6);
  });

  it('mines the ranks from rangeMin (inclusive) to rangeMax (exclusive)', () => {
    const rows = mined([pair], { rangeMin: 12, rangeMax: 15 }).filter((row) => row.anchor === 'p00');
    expect(rows.map((row) => row.audit.rank)).toEqual([12, 13, 14]);
  });

  it.each<[string, Partial<MiningOptions>, (positive: number) => number]>([
    ['an absolute margin', { margin: 0.1 }, (positive) => positive - 0.1],
    ['a relative margin', { relativeMargin: 0.2 }, (positive) => positive * 0.8],
    ['a cap on the score', { maxScore: 0.7 }, () => 0.7],
  ])('mines no negative above %s', (_what, options, limitOf) => {
    const scores = mined([pair], options)
      .filter((row) => row.anchor === 'p00')
      .map((row) => row.audit.score);
    const limit = limitOf(Math.cos((10 * Math.PI) / 180));
    expect(scores.length).toBeGreaterThan(5);
    expect(Math.max(...scores)).toBeLessThanOrEqual(limit);
    expect(Math.max(...scores)).toBeGreaterThan(limit - 0.03);
  });

  it('picks at random by the seed, each negative once', () => {
    const random = (seed: number) => negativesOf(mined([pair], { pick: 'random', perPair: 8, seed }), 'p00');
    expect(random(1)).toEqual(random(1));
    expect(random(1)).not.toEqual(random(2));
    expect(new Set(random(1)).size).toBe(8);
  });

  it('excludes products that occur with the anchor, at any distance of a session', () => {
    const items = ['p00', ...Array.from({ length: 12 }, (_, i) => `p${30 + i}`)];
    const negatives = negativesOf(mined([{ items, kind: 'session' }]), 'p00');
    expect(negatives.filter((id) => items.includes(id))).toEqual([]);
    expect(negatives).toContain('p42');
  });

  it('excludes products that share a positive with the anchor, through baskets only with connected=all', () => {
    const rows: TrainingRow[] = [
      pair,
      { anchor: 'p20', positive: 'p10' },
      { items: ['p00', 'p15'], kind: 'basket' },
      { items: ['p15', 'p25'], kind: 'basket' },
    ];
    const all = negativesOf(mined(rows), 'p00');
    expect([all.includes('p20'), all.includes('p25')]).toEqual([false, false]);
    const pairsOnly = negativesOf(mined(rows, { connected: 'pairs' }), 'p00');
    expect([pairsOnly.includes('p20'), pairsOnly.includes('p25')]).toEqual([false, true]);
  });

  it('does not count a given negative as a positive', () => {
    expect(negativesOf(mined([{ ...pair, negative: 'p20' }]), 'p00')).toContain('p20');
  });

  it('excludes variants of the anchor and of its positives by equal titles or an equal group attribute', () => {
    const named = (fields: Record<string, Partial<Product>>) => arc().map((one) => ({ ...one, ...fields[one.id] }));
    const titles = named({
      p00: { title: 'Red Cup' },
      p20: { title: ' RED — cup! ' },
      p10: { title: 'mug' },
      p21: { title: 'Mug' },
      p22: { title: 'red cups' },
    });
    const byTitle = negativesOf(mined([pair], {}, titles), 'p00');
    expect(['p20', 'p21', 'p22'].map((id) => byTitle.includes(id))).toEqual([false, false, true]);
    const groups = named({ p00: { attributes: { family: 'x' } }, p20: { attributes: { family: 'x' } } });
    expect(negativesOf(mined([pair], { groupAttribute: 'family' }, groups), 'p00')).not.toContain('p20');
    expect(negativesOf(mined([pair], {}, groups), 'p00')).toContain('p20');
  });

  it('reports the attributes that anchor and negative share', () => {
    const products = arc().map((one) => ({
      ...one,
      brand: 'Lux',
      price: Number(one.id.slice(1)),
      attributes: { colour: one.id === 'p00' ? ['red', 'blue'] : ['blue'], heavy: one.id === 'p00' },
    }));
    const [row] = mined([pair], {}, products).filter(({ anchor }) => anchor === 'p00');
    expect(row!.audit.sharedAttributes).toEqual(['brand', 'colour']);
    expect(row!.audit).toMatchObject({ coOccurrences: 0, sharedPartners: 0, titleOverlap: 0 });
  });

  it('mines only matched products for an unmatched anchor when likeness is a matching', () => {
    const rows = Array.from({ length: 12 }, (_, i): TrainingRow => ({ anchor: `p${10 + i}`, positive: `p${30 + i}` }));
    const matched = new Set(rows.flatMap((row) => ('anchor' in row ? [row.anchor, row.positive] : [])));
    const negatives = negativesOf(mined(rows, { anchors: 'all' }), 'p00');
    expect(negatives.length).toBeGreaterThan(5);
    expect(negatives.filter((id) => !matched.has(id))).toEqual([]);
  });

  it('mines a product without a positive only with anchors=all, and then without a positive in the row', () => {
    expect(negativesOf(mined([pair]), 'p05')).toEqual([]);
    const rows = mined([pair], { anchors: 'all' }).filter((row) => row.anchor === 'p05');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.positive === undefined && row.audit.positiveScore === null)).toBe(true);
  });

  it('writes the most frequent positives of an anchor first, up to positivesPerAnchor', () => {
    const rows: TrainingRow[] = [pair, { anchor: 'p00', positive: 'p12' }, { anchor: 'p00', positive: 'p12' }];
    const positives = (count: number) =>
      new Set(
        mined(rows, { positivesPerAnchor: count })
          .filter((row) => row.anchor === 'p00')
          .map((row) => row.positive),
      );
    expect([...positives(1)]).toEqual(['p12']);
    expect([...positives(2)]).toEqual(['p12', 'p10']);
  });

  it('counts anchors, pairs, rows and excluded products in its summary', () => {
    const miner = new NegativeMiner(model, trainingSet(arc(), [pair]), resolveMiningOptions({ ...open, perPair: 2 }));
    const rows = [...miner.rows()];
    expect(miner.summary()).toMatchObject({ anchors: 2, pairs: 2, rows: rows.length });
    expect(miner.summary().skipped).toMatchObject({ itself: 2, known: 2, connected: 0, variant: 0, unmatched: 0 });
  });

  it.each([
    [{ perPair: 0 }, 'out-of-range', 'perPair is 0'],
    [{ margin: Number.NaN }, 'out-of-range', 'margin is NaN'],
    [{ rangeMax: 2.5 }, 'out-of-range', 'a whole number'],
    [{ rangeMin: 5, rangeMax: 5 }, 'empty-range', 'raise rangeMax'],
  ])('rejects %o with the value and what to change', (options, code, text) => {
    expect(() => resolveMiningOptions(options)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text) }),
    );
  });

  it('rejects a training set without a known positive', () => {
    expect(() => mined([])).toThrow(expect.objectContaining({ code: 'no-positives' }));
  });
});
