import type { FeatureBatch } from '../features/feature-space.ts';
import { selectTrainingKernels } from '../kernels/simd/training-kernels.ts';
import { CounterRandom } from '../numerics/random.ts';
import { NearestRows } from './nearest-rows.ts';

/** Vectors of N products; a product without one has zeros. */
export interface VectorRows {
  /** (N, W) */
  readonly matrix: Float32Array;
  readonly W: number;
  /** (N): the squared length of each row. */
  readonly squares: Float64Array;
}

/** Adjacent dense inputs: `width` of them from `at`. */
interface InputColumns {
  readonly at: number;
  readonly width: number;
}

/** Budget of multiplications of one search for the nearest vectors: 10 to 20 s of a core. */
const MAX_MULTIPLICATIONS = 4e10;
/** In fewer numbers random projections keep too little. */
const MIN_PROJECTED = 32;

/** Gathers columns of the dense inputs of a batch. */
export function gatherVectors({ B, dense }: FeatureBatch, columns: readonly InputColumns[]): VectorRows {
  const F = dense.length / Math.max(1, B);
  const W = columns.reduce((sum, { width }) => sum + width, 0);
  const matrix = new Float32Array(B * W);
  for (let i = 0, to = 0; i < B; i++)
    for (const { at, width } of columns) {
      matrix.set(dense.subarray(i * F + at, i * F + at + width), to);
      to += width;
    }
  return { matrix, W, squares: computeSquares(matrix, W, B) };
}

/** The scalar product of two rows. */
export function dotRows({ matrix, W }: VectorRows, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < W; d++) sum += matrix[i * W + d]! * matrix[j * W + d]!;
  return sum;
}

/**
 * Finds the products with the nearest vectors by cosine. Products without a vector neither have nor are neighbours. Of
 * a large catalog the vectors are projected at random to fewer numbers (Johnson and Lindenstrauss 1984), down to 32.
 * Beyond that each is compared with a random part of the catalog.
 * @param candidates (N): 1 for products that can be neighbours. @param queries (N): 1 for products that get some.
 * @returns by product at most `maxNeighbours` rows, the nearest first; undefined for others
 */
export function findNearestVectors(
  vectors: VectorRows,
  maxNeighbours: number,
  candidates: Uint8Array,
  queries = candidates,
): (Int32Array | undefined)[] {
  const found: (Int32Array | undefined)[] = Array.from(queries, () => undefined);
  const hasVector = (isIn: Uint8Array) =>
    Int32Array.from(isIn.keys()).filter((i) => isIn[i]! * vectors.squares[i]! > 0);
  const asked = hasVector(queries);
  const all = hasVector(candidates);
  if (asked.length === 0 || all.length === 0) return found;
  const { P, references } = planSearch(vectors.W, asked.length, all);
  const project = buildProjection(vectors, P);
  const nearest = new NearestRows(selectTrainingKernels(), project(references), P, maxNeighbours + 1);
  const { rows } = nearest.find(project(asked));
  asked.forEach((row, i) => {
    const own = rows.subarray(i * nearest.K, (i + 1) * nearest.K).map((place) => references[place]!);
    found[row] = own.filter((other) => other !== row).subarray(0, maxNeighbours);
  });
  return found;
}

/** How many numbers are compared, and with which products, within the budget. */
function planSearch(W: number, asked: number, all: Int32Array): { P: number; references: Int32Array } {
  const affordable = Math.floor(MAX_MULTIPLICATIONS / (asked * all.length));
  const P = Math.min(W, Math.max(MIN_PROJECTED, affordable));
  const count = Math.floor(MAX_MULTIPLICATIONS / (asked * P));
  if (count >= all.length) return { P, references: all };
  const drawn = all.slice();
  new CounterRandom(0, 'vector references').shuffle(drawn);
  return { P, references: drawn.subarray(0, count).sort() };
}

/** Returns a function that gives rows as unit vectors of P numbers. */
function buildProjection({ matrix, W }: VectorRows, P: number): (rows: Int32Array) => Float32Array {
  const kernels = selectTrainingKernels();
  const random = new CounterRandom(0, 'vector projection');
  const projection = P < W ? Float32Array.from({ length: P * W }, () => random.normal()) : undefined;
  return (rows) => {
    const given = new Float32Array(rows.length * W);
    rows.forEach((row, i) => {
      given.set(matrix.subarray(row * W, (row + 1) * W), i * W);
    });
    const unit = projection ? new Float32Array(rows.length * P) : given;
    if (projection) kernels.multiplyTransposed(given, projection, unit, rows.length, P, W);
    kernels.normalizeRowsForward(unit, unit, new Float32Array(rows.length), rows.length, P);
    return unit;
  };
}

function computeSquares(matrix: Float32Array, W: number, N: number): Float64Array {
  const squares = new Float64Array(N);
  for (let i = 0; i < N; i++) for (let t = i * W; t < (i + 1) * W; t++) squares[i]! += matrix[t]! * matrix[t]!;
  return squares;
}
