import { describe, expect, it } from 'vitest';
import { makeProjectionExact } from '../../../lambdas/core/numerics/exact-projection.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { findRowSpace, type RowSpace } from '../../../lambdas/core/numerics/row-space.ts';
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

/** The same rows again and again. */
function repeat({ offsets, tokens, weights }: TokenBags, times: number): TokenBags {
  const count = offsets.length - 1;
  return {
    offsets: Int32Array.from(
      { length: times * count + 1 },
      (_, i) => Math.floor(i / count) * tokens.length + offsets[i % count]!,
    ),
    tokens: Int32Array.from({ length: times * tokens.length }, (_, t) => tokens[t % tokens.length]!),
    weights: Float64Array.from({ length: times * tokens.length }, (_, t) => weights[t % tokens.length]!),
  };
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

function spaceOf(rows: TokenBags, maxRank: number): RowSpace {
  const space = findRowSpace(rows, COLUMNS, { maxRank, maxWork: Number.POSITIVE_INFINITY });
  if (typeof space === 'string') throw new Error(`expected a space, not ${space}`);
  return space;
}

describe('findRowSpace', () => {
  const find = (rows: TokenBags, maxRank: number, maxWork = Number.POSITIVE_INFINITY) =>
    findRowSpace(rows, COLUMNS, { maxRank, maxWork });

  it('finds no space of more dimensions than allowed', () => {
    expect(find(randomRows(20, 1), 10)).toBe('too-many-dimensions');
  });

  it('ends at the limit of its work, which it counts row by row', () => {
    const [few, many] = [repeat(randomRows(5, 1), 10), repeat(randomRows(5, 1), 20)];
    const { work, chosen } = spaceOf(few, 5);
    const entries = chosen.reduce((sum, row) => sum + few.offsets[row + 1]! - few.offsets[row]!, 0);
    const ofRow = entries + chosen.length ** 2 / 2;
    expect(spaceOf(many, 5).work - work).toBe(50 * ofRow);
    expect(find(few, 5, work)).toEqual(spaceOf(few, 5));
    expect(find(few, 5, work - 1)).toBe('too-much-work');
    expect(find(many, 5, work)).toBe('too-much-work');
  });
});

describe('makeProjectionExact', () => {
  it.each([1, 2, 3])('keeps the inner products of rows, and of others with them (draw %i)', (seed) => {
    const [rows, D, table] = [randomRows(20, seed), 24, randomTable(24, seed)];
    const [known, others] = [unpack(rows), unpack(randomRows(30, seed + 100))];
    expect(largestError(known, known, table, D)).toBeGreaterThan(0.1);
    const space = spaceOf(rows, 20);
    makeProjectionExact(rows, space, table, D);
    expect(space.chosen.length).toBe(known.filter((row) => row.some((x) => x !== 0)).length);
    expect(largestError(known, known, table, D)).toBeLessThan(1e-9);
    expect(largestError(known, others, table, D)).toBeLessThan(1e-9);
  });

  it('counts sums of other rows and equal rows as none', () => {
    const rows: TokenBags = {
      offsets: Int32Array.of(0, 1, 2, 4, 5),
      tokens: Int32Array.of(0, 1, 0, 1, 1),
      weights: Float64Array.of(1, 1, 2, 3, 1),
    };
    const space = spaceOf(rows, 2);
    expect(space.chosen).toEqual(Int32Array.of(0, 1));
    const table = randomTable(3, 1);
    makeProjectionExact(rows, space, table, 3);
    expect(largestError(unpack(rows), unpack(rows), table, 3)).toBeLessThan(1e-12);
  });

  it('leaves what no row has at random, and in numbers that the rows do not use', () => {
    const rows: TokenBags = { offsets: Int32Array.of(0, 1), tokens: Int32Array.of(0), weights: Float64Array.of(1) };
    const table = randomTable(16, 1);
    makeProjectionExact(rows, spaceOf(rows, 8), table, 16);
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
