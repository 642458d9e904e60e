import { dot } from './matmul.ts';
import type { TokenBags } from './token-bags.ts';

/** Rows that span all rows of a sparse matrix, and how they are made of an orthonormal basis. */
export interface RowSpace {
  /** (r): rows that are independent of each other, ascending. */
  readonly chosen: Int32Array;
  /** (r, r): the lower triangle L with L Lᵀ = the inner products of the chosen rows. */
  readonly factor: Float64Array;
  /** Multiplications that it took to find them. */
  readonly work: number;
}

/** Limits of what is looked for. */
export interface RowSpaceLimits {
  /** Rows that may be needed, at most. */
  readonly maxRank: number;
  /** Multiplications, at most. The same rows thus have the same result on every machine. */
  readonly maxWork: number;
}

/** The limit that was reached. */
export type ReachedLimit = 'too-many-dimensions' | 'too-much-work';

/** A row whose part outside the span of the rows before is shorter than a hundredth of it counts as inside. */
const LEAST_SQUARE_OUTSIDE = 1e-4;

/**
 * Finds rows that span all rows, by Gram and Schmidt: a row is chosen if the rows before it do not span it (Golub and Van
 * Loan, "Matrix Computations", 4.2 and 5.2). For n rows it takes n r² / 2 multiplications, and n times the entries of
 * the chosen rows. It ends as soon as a limit is reached.
 * @param rows Sparse rows. @param columns How many columns they have.
 */
export function findRowSpace(
  rows: TokenBags,
  columns: number,
  { maxRank, maxWork }: RowSpaceLimits,
): RowSpace | ReachedLimit {
  const chosen: number[] = [];
  const factor = new Float64Array(maxRank * maxRank);
  const dense = new Float64Array(columns);
  const along = new Float64Array(maxRank);
  let [work, entriesOfChosen] = [0, 0];
  for (let i = 0; i + 1 < rows.offsets.length; i++) {
    const r = chosen.length;
    work += entriesOfChosen + (r * r) / 2;
    if (work > maxWork) return 'too-much-work';
    addSparseRow(rows, i, dense);
    const square = dotSparse(rows, i, dense);
    let outside = square;
    for (const [j, row] of chosen.entries()) {
      const at = j * maxRank;
      const part = (dotSparse(rows, row, dense) - dot(factor, at, along, 0, j)) / factor[at + j]!;
      along[j] = part;
      outside -= part * part;
    }
    clearSparseRow(rows, i, dense);
    if (outside <= LEAST_SQUARE_OUTSIDE * square) continue;
    if (r === maxRank) return 'too-many-dimensions';
    factor.set(along.subarray(0, r), r * maxRank);
    factor[r * maxRank + r] = Math.sqrt(outside);
    chosen.push(i);
    entriesOfChosen += rows.offsets[i + 1]! - rows.offsets[i]!;
  }
  return { chosen: Int32Array.from(chosen), factor: copySquare(factor, maxRank, chosen.length), work };
}

function addSparseRow({ offsets, tokens, weights }: TokenBags, row: number, dense: Float64Array): void {
  for (let t = offsets[row]!; t < offsets[row + 1]!; t++) dense[tokens[t]!]! += weights[t]!;
}

function clearSparseRow({ offsets, tokens }: TokenBags, row: number, dense: Float64Array): void {
  for (let t = offsets[row]!; t < offsets[row + 1]!; t++) dense[tokens[t]!] = 0;
}

function dotSparse({ offsets, tokens, weights }: TokenBags, row: number, dense: Float64Array): number {
  let sum = 0;
  for (let t = offsets[row]!; t < offsets[row + 1]!; t++) sum += weights[t]! * dense[tokens[t]!]!;
  return sum;
}

/** The first (n, n) numbers of a matrix with another distance of its rows. */
function copySquare(from: Float64Array, stride: number, n: number): Float64Array {
  const copy = new Float64Array(n * n);
  for (let i = 0; i < n; i++) copy.set(from.subarray(i * stride, i * stride + n), i * n);
  return copy;
}
