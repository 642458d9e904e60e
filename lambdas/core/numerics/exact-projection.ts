import { embeddingBagForward } from './embedding-bag.ts';
import { addScaled, dot, multiply, multiplyTransposed } from './matmul.ts';
import type { RowSpace } from './row-space.ts';
import type { TokenBags } from './token-bags.ts';

/** Rows of the table that are projected at a time. */
const BLOCK = 64;

/**
 * Changes a random projection, in place, so that it keeps the inner products of given rows exactly, and those of any
 * other row with them. The rows get an orthonormal image, and what is orthogonal to them stays at random in the
 * numbers that they do not use. There it is shorter, by the root of the share of these numbers.
 *
 * With the table W, an orthonormal basis V of the span of the rows and the orthonormalised rows B of Vᵀ W it becomes
 * W (I - Bᵀ B) + V B. V is not computed: it is a combination of the rows.
 * @param rows Sparse rows over the rows of the table. @param space What they span: at most D dimensions.
 * @param table (T, D)
 */
export function makeProjectionExact(rows: TokenBags, space: RowSpace, table: Float64Array, D: number): void {
  const r = space.chosen.length;
  const chosen = selectBags(rows, space.chosen);
  const basis = new Float64Array(r * D);
  embeddingBagForward(chosen, table, basis, r, D);
  solveLower(space, basis, D);
  orthonormalize(basis, r, D);
  removeSpan(table, basis, r, D);
  solveUpper(space, basis, D);
  chosen.offsets.subarray(0, r).forEach((from, i) => {
    for (let t = from; t < chosen.offsets[i + 1]!; t++)
      addScaled(table, chosen.tokens[t]! * D, basis, i * D, D, chosen.weights[t]!);
  });
}

/** The multiplications that `makeProjectionExact` takes for r dimensions of T rows, without smaller terms. */
export function countProjectionWork(r: number, T: number, D: number): number {
  return 2 * r * T * D;
}

function selectBags({ offsets, tokens, weights }: TokenBags, rows: Int32Array): TokenBags {
  const ends = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    ends[i + 1] = ends[i]! + offsets[row + 1]! - offsets[row]!;
  });
  const selected = { offsets: ends, tokens: new Int32Array(ends.at(-1)!), weights: new Float64Array(ends.at(-1)!) };
  rows.forEach((row, i) => {
    selected.tokens.set(tokens.subarray(offsets[row]!, offsets[row + 1]!), ends[i]!);
    selected.weights.set(weights.subarray(offsets[row]!, offsets[row + 1]!), ends[i]!);
  });
  return selected;
}

/** Solves L X = Y in place: y (r, D). */
function solveLower({ chosen: { length: r }, factor }: RowSpace, y: Float64Array, D: number): void {
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < i; j++) addScaled(y, i * D, y, j * D, D, -factor[i * r + j]!);
    scaleRow(y, i * D, D, 1 / factor[i * r + i]!);
  }
}

/** Solves Lᵀ X = Y in place: y (r, D). */
function solveUpper({ chosen: { length: r }, factor }: RowSpace, y: Float64Array, D: number): void {
  for (let i = r - 1; i >= 0; i--) {
    for (let j = i + 1; j < r; j++) addScaled(y, i * D, y, j * D, D, -factor[j * r + i]!);
    scaleRow(y, i * D, D, 1 / factor[i * r + i]!);
  }
}

/** Makes rows orthonormal, in place. It is done twice, after which they are so to the last digits (Giraud et al. 2005). */
function orthonormalize(rows: Float64Array, r: number, D: number): void {
  for (let i = 0; i < r; i++) {
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) addScaled(rows, i * D, rows, j * D, D, -dot(rows, i * D, rows, j * D, D));
    scaleRow(rows, i * D, D, 1 / Math.sqrt(dot(rows, i * D, rows, i * D, D)));
  }
}

/** table -= table Bᵀ B, in place, for orthonormal rows B (r, D). */
function removeSpan(table: Float64Array, basis: Float64Array, r: number, D: number): void {
  const T = table.length / D;
  const along = new Float64Array(BLOCK * r);
  const inSpan = new Float64Array(BLOCK * D);
  for (let from = 0; from < T; from += BLOCK) {
    const count = Math.min(BLOCK, T - from);
    const block = table.subarray(from * D, (from + count) * D);
    multiplyTransposed(block, basis, along, count, r, D);
    multiply(along, basis, inSpan, count, r, D);
    for (let i = 0; i < block.length; i++) block[i]! -= inSpan[i]!;
  }
}

function scaleRow(values: Float64Array, at: number, D: number, by: number): void {
  for (let d = 0; d < D; d++) values[at + d]! *= by;
}
