import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CodeScan } from '../../../../lambdas/core/kernels/simd/code-scan.ts';
import { type WasmMemory, webAssembly } from '../../../../lambdas/core/kernels/web-assembly.ts';
import { normalizeRowsForward } from '../../../../lambdas/core/numerics/normalize.ts';
import { normals } from '../../../support/core/kernel-cases.ts';

/** Unit rows; every third is close to the first, so that many scores nearly tie. */
function unitRows(rows: number, D: number, seed: number): Float32Array {
  const vectors = normals(rows * D, 'rows', seed);
  for (let i = 3; i < rows; i += 3)
    for (let d = 0; d < D; d++) vectors[i * D + d] = vectors[d]! + 0.002 * vectors[i * D + d]!;
  normalizeRowsForward(vectors, vectors, new Float32Array(rows), rows, D);
  return vectors;
}

function scanOf(vectors: Float32Array, D: number): CodeScan {
  const scan = new CodeScan(D);
  for (let row = 0; row < vectors.length / D; row++) scan.set(row, vectors, row * D);
  return scan;
}

function scoresOf(vectors: Float32Array, D: number, unit: Float64Array): number[] {
  return Array.from({ length: vectors.length / D }, (_, i) =>
    unit.reduce((sum, x, d) => sum + x * vectors[i * D + d]!, 0),
  );
}

describe('CodeScan', () => {
  const queryOf = (D: number, seed: number, vectors: Float32Array) =>
    seed % 2 ? Float64Array.from(vectors.subarray(0, D)) : Float64Array.from(unitRows(1, D, seed + 1));

  it('does not grow its memory for few rows', () => {
    const grow = vi.spyOn(webAssembly.Memory.prototype as WasmMemory, 'grow');
    scanOf(unitRows(1000, 64, 1), 64);
    expect(grow).not.toHaveBeenCalled();
    scanOf(unitRows(20_000, 64, 1), 64);
    expect(grow).toHaveBeenCalled();
    grow.mockRestore();
  });

  it('lists all of the k nearest and few other rows', () => {
    const sizes = fc.constantFrom(1, 2, 3, 4, 5, 63, 200);
    const dimensions = fc.constantFrom(1, 3, 8, 16, 17, 64, 100);
    fc.assert(
      fc.property(sizes, dimensions, fc.integer({ min: 1, max: 12 }), fc.nat(999), (rows, D, k, seed) => {
        const vectors = unitRows(rows, D, seed);
        const unit = queryOf(D, seed, vectors);
        const scores = scoresOf(vectors, D, unit);
        const found = scanOf(vectors, D).rowsToScore(unit, { k, minScore: -Infinity })!;
        const bar = scores.toSorted((a, b) => b - a)[Math.min(k, rows) - 1]!;
        const nearest = scores.flatMap((score, row) => (score >= bar ? [row] : []));
        expect([...found].filter((row) => nearest.includes(row))).toEqual(nearest);
        expect([...found]).toEqual([...found].toSorted((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
    const vectors = normals(3000 * 64, 'many');
    normalizeRowsForward(vectors, vectors, new Float32Array(3000), 3000, 64);
    const found = scanOf(vectors, 64).rowsToScore(queryOf(64, 0, vectors), { k: 10, minScore: -Infinity })!;
    expect(found.length).toBeLessThan(60);
  });

  it('lists all rows that reach minScore', () => {
    const vectors = unitRows(200, 16, 5);
    const unit = queryOf(16, 1, vectors);
    const scores = scoresOf(vectors, 16, unit);
    const minScore = scores[7]!;
    const found = scanOf(vectors, 16).rowsToScore(unit, { k: 200, minScore })!;
    const wanted = scores.flatMap((score, row) => (score >= minScore ? [row] : []));
    expect([...found].filter((row) => wanted.includes(row))).toEqual(wanted);
    expect(found.length).toBeLessThan(200);
  });

  it('finds changed rows and no removed ones', () => {
    const D = 20;
    const vectors = unitRows(40, D, 9);
    const scan = scanOf(vectors, D);
    const far = Float64Array.from(vectors.subarray(4 * D, 5 * D), (x) => -x);
    scan.set(2, far, 0);
    scan.removeBySwap(5);
    expect(scan.size).toBe(39);
    expect([...scan.rowsToScore(far, { k: 1, minScore: 0.99 })!]).toEqual([2]);
    expect([...scan.rowsToScore(Float64Array.from(vectors.subarray(39 * D)), { k: 1, minScore: 0.999 })!]).toContain(5);
    expect([
      ...scan.rowsToScore(
        far.map((x) => -x),
        { k: 1, minScore: 0.999_99 },
      )!,
    ]).toEqual([4]);
  });

  it('returns undefined for too many wanted rows, and no row of an empty scan', () => {
    const one = Float32Array.of(0.6, 0.8);
    const scan = new CodeScan(2);
    expect(scan.rowsToScore(one, { k: 3, minScore: -Infinity })).toHaveLength(0);
    for (let row = 0; row < 70_000; row++) scan.set(row, one, 0);
    expect(scan.rowsToScore(one, { k: 3, minScore: -Infinity })).toBeUndefined();
    expect(scan.byteLength).toBe((70_000 / 4) * (16 + 4 * 4));
  });

  it('never names a row of zeros or of NaN as near', () => {
    const scan = scanOf(Float32Array.of(0, 0, Number.NaN, 1, 0.6, 0.8), 2);
    expect([...scan.rowsToScore(Float64Array.of(0.6, 0.8), { k: 3, minScore: 0.5 })!]).toEqual([2]);
  });

  it('rejects a k above its limit and short queries', () => {
    const scan = scanOf(Float32Array.of(0.6, 0.8), 2);
    for (const k of [0, -5, 1.5, 1025, Number.NaN]) {
      const refusal = `k is ${k}, expected a whole number in [1, 1024]`;
      expect(() => scan.rowsToScore(Float64Array.of(0.6, 0.8), { k, minScore: -1 })).toThrow(refusal);
      expect(() => scan.rowsToScoreForEach([{ unit: Float64Array.of(0.6, 0.8), k, minScore: -1 }])).toThrow(refusal);
    }
    const short = Float64Array.of(1);
    expect(() => scan.rowsToScore(short, { k: 1, minScore: -1 })).toThrow('query holds 1 numbers, expected at least 2');
    expect([...scan.rowsToScore(Float64Array.of(0.6, 0.8), { k: 1, minScore: -1 })!]).toEqual([0]);
  });

  it.each([2 ** 24, 2 ** 26])('stays unchanged if there is no memory for %i more rows', (rows) => {
    const D = 400;
    const vectors = unitRows(5, D, 1);
    const scan = scanOf(vectors, D);
    expect(() => scan.extend(rows)).toThrow(expect.objectContaining({ code: 'out-of-memory' }));
    expect(scan.size).toBe(5);
    expect([...scan.rowsToScore(Float64Array.from(vectors.subarray(D, 2 * D)), { k: 1, minScore: 0.99 })!]).toContain(
      1,
    );
  });
});
