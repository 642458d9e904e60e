import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { computeCoOccurrence } from '../../../lambdas/core/likeness/co-occurrence.ts';
import { buildLikenessTargets } from '../../../lambdas/core/likeness/likeness-targets.ts';
import { findTextNeighbours } from '../../../lambdas/core/likeness/text-neighbours.ts';
import { type WeightedRows, WeightedRowsBuilder } from '../../../lambdas/core/likeness/weighted-rows.ts';
import { colouredThings } from '../../support/core/training-factories.ts';

/** Row i as [column, weight], ... */
function rowOf({ offsets, columns, weights }: WeightedRows, i: number): [number, number][] {
  return Array.from(columns.subarray(offsets[i]!, offsets[i + 1]!), (column, t) => [column, weights[offsets[i]! + t]!]);
}

function weightedRows(rows: readonly Readonly<Record<number, number>>[]): WeightedRows {
  const builder = new WeightedRowsBuilder();
  for (const row of rows) builder.add(Object.keys(row).map(Number), (column) => row[column]!, 10);
  return builder.build();
}

describe('WeightedRowsBuilder', () => {
  it('stores the heaviest entries by falling weight, ties by column, as a full sort would', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 })), fc.integer({ min: 0, max: 8 }), (weights, maxEntries) => {
        const builder = new WeightedRowsBuilder();
        builder.add([...weights.keys()].reverse(), (column) => weights[column]!, maxEntries);
        const all = weights.map((weight, column): [number, number] => [column, weight]).filter(([, w]) => w > 0);
        const expected = all.sort(([a, x], [b, y]) => y - x || a - b).slice(0, maxEntries);
        expect(rowOf(builder.build(), 0)).toEqual(expected);
      }),
    );
  });
});

describe('computeCoOccurrence', () => {
  it('scores baskets as together / (sqrt(a b) / 2 + 20), where a pair of n products counts 4 / sqrt(n - 1)', () => {
    const basket = (...items: number[]) => ({ kind: 'basket' as const, items: Int32Array.from(items) });
    const training = { pairs: [], groups: [basket(0, 1), basket(0, 1, 2)] };
    const [ofTwo, ofThree] = [4, 4 / Math.sqrt(2)];
    const both = ofTwo + ofThree;
    expect(rowOf(computeCoOccurrence(3, training, { withChance: true }), 0)).toEqual([
      [1, expect.closeTo(both / (both / 2 + 20), 6)],
      [2, expect.closeTo(ofThree / (Math.sqrt(both * ofThree) / 2 + 20), 6)],
    ]);
    // What products 0 and 1 get from their partners by chance, and product 2: baskets count by their size, of 65.
    const [first, third] = [ofTwo / 64 + (2 * 2 * ofThree) / 64, (2 * 2 * ofThree) / 64];
    const all = 2 * first + third;
    expect(rowOf(computeCoOccurrence(3, training), 0)).toEqual([
      [1, expect.closeTo((both - (first * first) / all) / (both / 2 + 20), 6)],
      [2, expect.closeTo((ofThree - (first * third) / all) / (Math.sqrt(both * ofThree) / 2 + 20), 6)],
    ]);
  });

  it('keeps popular products of small baskets as partners, and not those of large ones', () => {
    /** The first product is in every basket, and the next two only together. */
    const basketsOf = (others: number) =>
      Array.from({ length: 40 }, (_, i) => {
        const more = Array.from({ length: others }, (_one, k) => 3 + ((i * others + k) % 300));
        return { kind: 'basket' as const, items: Int32Array.from(i % 8 === 0 ? [0, 1, 2, ...more] : [0, ...more]) };
      });
    const shareLeft = (others: number) => {
      const [left, counted] = [false, true].map((withChance) => {
        const rows = computeCoOccurrence(
          303,
          { pairs: [], groups: basketsOf(others) },
          { maxPartners: 303, withChance },
        );
        return rowOf(rows, 1).find(([row]) => row === 0)?.[1] ?? 0;
      });
      return left! / counted!;
    };
    expect(shareLeft(2)).toBeGreaterThan(0.9);
    expect(shareLeft(150)).toBeLessThan(0.5);
  });

  it('leaves every product of a basket a partner after what chance explains was subtracted', () => {
    const basket = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(basket, { minLength: 1, maxLength: 12 }), (all) => {
        const groups = all.map((items) => ({ kind: 'basket' as const, items: Int32Array.from(items).sort() }));
        const coOccurrence = computeCoOccurrence(10, { pairs: [], groups });
        for (const item of new Set(all.flat())) expect(rowOf(coOccurrence, item).length).toBeGreaterThan(0);
      }),
    );
  });

  it('scores sessions as together / (a^0.5 b^0.3 + 20)', () => {
    const session = (...items: number[]) => ({ kind: 'session' as const, items: Int32Array.from(items) });
    const coOccurrence = computeCoOccurrence(3, { pairs: [], groups: [session(0, 1), session(1, 2), session(1, 2)] });
    expect(rowOf(coOccurrence, 0)).toEqual([[1, expect.closeTo(1 / (3 ** 0.3 + 20), 6)]]);
    expect(rowOf(coOccurrence, 2)).toEqual([[1, expect.closeTo(2 / (Math.sqrt(2) * 3 ** 0.3 + 20), 6)]]);
  });

  it.each(['basket', 'session'] as const)(
    'ranks the partners in a %s by how often they are together if it keeps popularity',
    (kind) => {
      const group = (...items: number[]) => ({ kind, items: Int32Array.from(items) });
      const together = (other: number, count: number) => Array.from({ length: count }, () => group(0, other));
      const alone = Array.from({ length: 400 }, () => group(2, 3));
      const groups = [...together(1, 4), ...together(2, 6), ...alone];
      const rankOf = (keepsPopularity: boolean) =>
        rowOf(computeCoOccurrence(4, { pairs: [], groups }, { keepsPopularity }), 0);
      expect(rankOf(false).map(([row]) => row)).toEqual([1, 2]);
      const [[first, more], [, less]] = rankOf(true) as [[number, number], [number, number]];
      expect(first).toBe(2);
      expect(more / less).toBeCloseTo(6 / 4, 5);
    },
  );

  it('discounts two places of a session by 1 / sqrt(distance)', () => {
    const session = { kind: 'session' as const, items: Int32Array.of(0, 1, 2) };
    const [[, near], [, far]] = rowOf(computeCoOccurrence(3, { pairs: [], groups: [session] }), 0) as [
      [number, number],
      [number, number],
    ];
    expect(far / near).toBeCloseTo(1 / Math.sqrt(2), 6);
  });

  it('scores a pair 1 in both directions, without shrinkage', () => {
    const coOccurrence = computeCoOccurrence(2, { pairs: [{ anchor: 0, positive: 1 }], groups: [] });
    expect([rowOf(coOccurrence, 0), rowOf(coOccurrence, 1)]).toEqual([[[1, 1]], [[0, 1]]]);
  });

  it('stores only the heaviest partners, and no product as its own partner', () => {
    const groups = [
      [0, 1],
      [0, 1],
      [0, 2],
      [0, 0],
    ].map((items) => ({
      kind: 'basket' as const,
      items: Int32Array.from(items),
    }));
    expect(
      rowOf(computeCoOccurrence(3, { pairs: [], groups }, { maxPartners: 1 }), 0).map(([column]) => column),
    ).toEqual([1]);
  });
});

describe('findTextNeighbours', () => {
  const products = colouredThings();
  const space = fitFeatureSpace(products, ['lamp-red'], defaultFeatureConfig);
  const inputs = space.extract(products);

  it('finds the same neighbours as a comparison of all pairs', () => {
    const found = findTextNeighbours(inputs, 5, new Uint8Array(products.length).fill(1));
    products.forEach((_, i) => {
      const all = products
        .map((_product, j): [number, number] => [j, i === j ? 0 : cosineOf(i, j)])
        .filter(([, cosine]) => cosine > 0)
        .sort(([a, x], [b, y]) => y - x || a - b);
      expect(rowOf(found, i).map(([, weight]) => weight)).toEqual(
        all.slice(0, 5).map(([, cosine]) => expect.closeTo(cosine, 5)),
      );
    });
  });

  it('finds neighbours among the given candidates only, and for the given queries only', () => {
    const candidates = Uint8Array.from(products, (_, i) => (i < 3 ? 1 : 0));
    const found = findTextNeighbours(inputs, 5, candidates);
    expect(Math.max(...found.columns)).toBeLessThan(3);
    expect(rowOf(found, 4)).toEqual([]);
    const ofOne = Uint8Array.from(products, (_, i) => (i === 4 ? 1 : 0));
    const other = findTextNeighbours(inputs, 5, candidates, ofOne);
    expect(other.columns.length).toBeGreaterThan(0);
    expect(rowOf(other, 4)).toHaveLength(other.columns.length);
    expect(Math.max(...other.columns)).toBeLessThan(3);
  });

  /** The cosine of the bags of tokens without the id token. */
  function cosineOf(i: number, j: number): number {
    const bag = (row: number) => {
      const { offsets, tokens, weights } = inputs.bags;
      const at = Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, t) => offsets[row]! + t);
      const [from, to] = inputs.sharedRows!;
      const own = at.filter((t) => t !== inputs.identityAt[row] && !(tokens[t]! >= from && tokens[t]! < to));
      return new Map(own.map((t) => [tokens[t]!, weights[t]!]));
    };
    const other = bag(j);
    return [...bag(i)].reduce((sum, [token, weight]) => sum + weight * (other.get(token) ?? 0), 0);
  }
});

describe('buildLikenessTargets', () => {
  const coOccurrence = weightedRows([{ 1: 0.4, 2: 0.2 }, { 0: 0.4 }, { 0: 0.2 }, {}]);
  const text = weightedRows([{ 2: 0.5 }, {}, {}, {}]);
  const blend = (textWeight: number) => [
    { rows: coOccurrence, weight: 1 },
    { rows: text, weight: textWeight },
  ];

  it('raises the blend of co-occurrence and text to a power and normalizes it', () => {
    const targets = buildLikenessTargets(blend(0.2), 2);
    const [one, two] = [0.4 ** 2, (0.2 + 0.2 * 0.5) ** 2];
    expect(rowOf(targets, 0)).toEqual([
      [1, expect.closeTo(one / (one + two), 6)],
      [2, expect.closeTo(two / (one + two), 6)],
    ]);
  });

  it('uses co-occurrence alone with a text weight of 0, and gives an empty row without either source', () => {
    const targets = buildLikenessTargets(blend(0), 1);
    expect(rowOf(targets, 0).map(([, chance]) => chance)).toEqual([expect.closeTo(2 / 3, 6), expect.closeTo(1 / 3, 6)]);
    expect(rowOf(targets, 3)).toEqual([]);
  });

  it('gives the same rows to wanted products, and empty rows to others', () => {
    const [all, wanted] = [
      buildLikenessTargets(blend(0.2), 2),
      buildLikenessTargets(blend(0.2), 2, Uint8Array.of(1, 0, 1, 0)),
    ];
    expect([0, 1, 2, 3].map((i) => rowOf(wanted, i))).toEqual([rowOf(all, 0), [], rowOf(all, 2), []]);
  });
});
