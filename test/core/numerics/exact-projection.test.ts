import { describe, expect, it } from 'vitest';
import { makeProjectionExact } from '../../../lambdas/core/numerics/exact-projection.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { findRowSpace } from '../../../lambdas/core/numerics/row-space.ts';
import type { TokenBags } from '../../../lambdas/core/numerics/token-bags.ts';

const COLUMNS = 60;

/** Rows of up to eight random columns, of which one may come twice. */
function randomRows(count: number, seed: number): TokenBags {
  const random = new CounterRandom(seed, 'rows');
  const bags = Array.from({ length: count }, () =>
    Array.from({ length: random.integer(9) }, () => ({ token: random.integer(COLUMNS), weight: random.normal() })),
  );
  const offsets = new Int32Array(count + 1);
  for (const [i, bag] of bags.entries()) offsets[i + 1] = offsets[i]! + bag.length;
  return {
    offsets,
    tokens: Int32Array.from(bags.flat(), ({ token }) => token),
    weights: Float64Array.from(bags.flat(), ({ weight }) => weight),
  };
}

/** The rows in full. */
function unpack({ offsets, tokens, weights }: TokenBags): number[][] {
  return Array.from({ length: offsets.length - 1 }, (_, i) => {
    const row = Array<number>(COLUMNS).fill(0);
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++) row[tokens[t]!]! += weights[t]!;
    return row;
  });
}

function randomTable(D: number, seed: number): Float64Array {
  const random = new CounterRandom(seed, 'table');
  return Float64Array.from({ length: COLUMNS * D }, () => random.normal() / Math.sqrt(D));
}

const dotOf = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** By the definition: the sums of the rows of the table. */
function embed(rows: readonly (readonly number[])[], table: Float64Array, D: number): number[][] {
  return rows.map((row) =>
    Array.from({ length: D }, (_, d) => row.reduce((sum, x, token) => sum + x * table[token * D + d]!, 0)),
  );
}

/** The largest difference between the inner products of embeddings and those of the rows themselves. */
function largestError(a: number[][], b: number[][], table: Float64Array, D: number): number {
  const [ea, eb] = [embed(a, table, D), embed(b, table, D)];
  return Math.max(...a.flatMap((x, i) => b.map((y, j) => Math.abs(dotOf(x, y) - dotOf(ea[i]!, eb[j]!)))));
}

describe('makeProjectionExact', () => {
  it.each([1, 2, 3])('keeps the inner products of rows, and of others with them (draw %i)', (seed) => {
    const [rows, D, table] = [randomRows(20, seed), 24, randomTable(24, seed)];
    const [known, others] = [unpack(rows), unpack(randomRows(30, seed + 100))];
    expect(largestError(known, known, table, D)).toBeGreaterThan(0.1);
    const rank = makeProjectionExact(rows, table, D, 20);
    expect(rank).toBe(known.filter((row) => row.some((x) => x !== 0)).length);
    expect(largestError(known, known, table, D)).toBeLessThan(1e-9);
    expect(largestError(known, others, table, D)).toBeLessThan(1e-9);
  });

  it('counts sums of other rows and equal rows as none', () => {
    const rows: TokenBags = {
      offsets: Int32Array.of(0, 1, 2, 4, 5),
      tokens: Int32Array.of(0, 1, 0, 1, 1),
      weights: Float64Array.of(1, 1, 2, 3, 1),
    };
    expect(findRowSpace(rows, COLUMNS, 4)!.chosen).toEqual(Int32Array.of(0, 1));
    const table = randomTable(3, 1);
    expect(makeProjectionExact(rows, table, 3, 2)).toBe(2);
    expect(largestError(unpack(rows), unpack(rows), table, 3)).toBeLessThan(1e-12);
  });

  it('changes nothing if the rows span more dimensions than allowed', () => {
    const table = randomTable(24, 1);
    const before = table.slice();
    expect(makeProjectionExact(randomRows(20, 1), table, 24, 10)).toBeUndefined();
    expect(table).toEqual(before);
  });

  it('leaves what no row has at random, and in numbers that the rows do not use', () => {
    const rows: TokenBags = { offsets: Int32Array.of(0, 1), tokens: Int32Array.of(0), weights: Float64Array.of(1) };
    const table = randomTable(16, 1);
    makeProjectionExact(rows, table, 16, 8);
    const row = (token: number) => [...table.subarray(token * 16, (token + 1) * 16)];
    expect(dotOf(row(0), row(0))).toBeCloseTo(1, 12);
    const rest = Array.from({ length: COLUMNS - 1 }, (_, i) => row(i + 1));
    for (const one of rest) expect(dotOf(one, row(0))).toBeCloseTo(0, 12);
    const squares = rest.map((one) => dotOf(one, one));
    const mean = squares.reduce((sum, one) => sum + one, 0) / rest.length;
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(1.1);
  });
});
