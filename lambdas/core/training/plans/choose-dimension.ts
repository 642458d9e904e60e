import { dropVectors } from '../../features/feature-batch.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import { findTextCosines } from '../../likeness/text-cosines.ts';
import { embedInputs, type Model } from '../../model/model.ts';
import { kthLargest } from '../../numerics/kth-largest.ts';
import {
  AUTO_DIMS,
  LEAST_AUTO_DIM,
  MAX_AUTO_PRODUCTS,
  MOST_AUTO_DIM,
  type NumbersLimit,
} from '../config/auto-dimension.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/** At most so many products are compared, spread evenly over the catalog. */
const SAMPLE = 200;
const NEAREST = 10;
/** Sums over so many products run side by side: each alone would wait for its own last addition. */
const TOGETHER = 4;
/** This share of the nearest products by text must be among the nearest by embedding. */
const KEPT_SHARE = 0.75;

/** Whether the budget of a run allows all of its steps with so many numbers in an embedding. */
export type Affords = (numbers: number, inputs: FeatureBatch) => boolean;

/** How many numbers embeddings of a run have, and why; plain JSON. */
export interface DimensionChoice {
  readonly numbers: number;
  /**
   * - `configuration`: it is given.
   * - `starting-version`: the run starts from the weights of a version.
   * - `exact`: they are enough for the exact cosines of the catalog.
   * - `kept-neighbours`: of the nearest products by text, enough stay near.
   * - `most`: not even the most keep enough of them.
   * - `budget`: more numbers would be better, but then the budget would cut the steps of the run.
   * - `memory`: more numbers may be better, but then a run on the whole catalog would not fit into memory.
   * - `many-products`: the catalog is large, so the least are used.
   * - `not-measured`: the model does more than to project words, so the least are used.
   */
  readonly because:
    | 'configuration'
    | 'starting-version'
    | 'exact'
    | 'kept-neighbours'
    | 'most'
    | 'budget'
    | 'memory'
    | 'many-products'
    | 'not-measured';
  /** By numbers of an embedding: the share of the 10 nearest products by text that are among the 10 nearest by it. */
  readonly kept?: readonly { readonly numbers: number; readonly share: number }[];
}

/** Why `dim: "auto"` measures nothing for a new model; undefined if it measures. @param limit What bounds the choice. */
export function whyNotMeasured(
  { encoder, normalize, hidden, matryoshkaDims }: TrainingConfig,
  { B }: FeatureBatch,
  limit?: NumbersLimit,
): DimensionChoice['because'] | undefined {
  if (B > MAX_AUTO_PRODUCTS) return 'many-products';
  const projects = encoder === 'bag' && normalize && hidden === 0;
  if (!projects || matryoshkaDims.length > 0) return 'not-measured';
  return limit?.numbers === LEAST_AUTO_DIM ? limit.because : undefined;
}

/**
 * Chooses the least numbers that keep three quarters of the nearest products by text: a random projection to d numbers
 * changes a cosine c by about (1 - c²) / sqrt(d), and how many neighbours that exchanges depends on how close to each
 * other the texts of the catalog are (its spectrum).
 * Given vectors do not take part: their places are spread evenly, so the words have their share of the first d numbers too.
 * @param widest An untrained model of the most numbers that may be chosen. Its first d are a random projection to d.
 * @param affords Fewer numbers are used where these do not fit; the least always do.
 */
export function chooseDimension(widest: Model, inputs: FeatureBatch, affords: Affords = () => true): DimensionChoice {
  const kept = measureKeptNeighbours(widest, inputs);
  const enough = kept.find(({ share }) => share >= KEPT_SHARE);
  const most = kept.at(-1)!.numbers;
  const wanted = enough?.numbers ?? most;
  const numbers = AUTO_DIMS.findLast((dim) => dim <= wanted && affords(dim, inputs)) ?? LEAST_AUTO_DIM;
  if (numbers < wanted) return { numbers, because: 'budget', kept };
  if (enough) return { numbers, because: 'kept-neighbours', kept };
  return { numbers, because: most < MOST_AUTO_DIM ? 'memory' : 'most', kept };
}

function measureKeptNeighbours(widest: Model, inputs: FeatureBatch): NonNullable<DimensionChoice['kept']> {
  const N = inputs.B;
  const queries = new Uint8Array(N);
  for (let k = 0; k < Math.min(SAMPLE, N); k++) queries[Math.floor((k * N) / Math.min(SAMPLE, N))] = 1;
  const { offsets, columns } = findTextCosines(inputs, NEAREST, queries);
  const { input } = widest;
  const words = input.encoder === 'bag' ? dropVectors(input.space, inputs) : inputs;
  const embeddings = embedInputs(widest, words);
  const { D } = widest.parameters;
  const dims = AUTO_DIMS.filter((dim) => dim <= D);
  const lengths = prefixLengths(embeddings, D, dims);
  const hits = dims.map(() => 0);
  const asked = Int32Array.from({ length: N }, (_, i) => i).filter((i) => offsets[i + 1]! > offsets[i]!);
  for (let from = 0; from < asked.length; from += TOGETHER) {
    const group = asked.subarray(from, from + TOGETHER);
    const cosines = prefixCosines(embeddings, D, group, dims, lengths);
    group.forEach((i, g) => {
      const near = columns.subarray(offsets[i]!, offsets[i + 1]!);
      dims.forEach((_, d) => {
        const own = cosines[d]!.subarray(g * N, (g + 1) * N);
        const least = kthLargest(own.slice(), N, near.length);
        hits[d]! += near.reduce((sum, product) => sum + (own[product]! >= least ? 1 : 0), 0);
      });
    });
  }
  // Of products without a neighbour nothing can be lost.
  const all = Math.max(1, columns.length);
  return dims.map((numbers, d) => ({ numbers, share: columns.length === 0 ? 1 : hits[d]! / all }));
}

/** By dimension: the (N) lengths of the first numbers of the embeddings (N, D), or 1 for zeros. */
function prefixLengths(embeddings: Float32Array, D: number, dims: readonly number[]): Float64Array[] {
  const N = embeddings.length / D;
  const lengths = dims.map(() => new Float64Array(N));
  for (let j = 0; j < N; j++) {
    let squares = 0;
    let at = j * D;
    for (const [d, end] of dims.entries()) {
      for (; at < j * D + end; at++) squares += embeddings[at]! ** 2;
      lengths[d]![j] = Math.sqrt(squares || 1);
    }
  }
  return lengths;
}

/**
 * By dimension: (G, N) dot products of some products with all, by the first numbers of the embeddings (N, D), divided by the
 * lengths of the others. An embedding is read once for the whole group. The product itself has -2.
 */
function prefixCosines(
  embeddings: Float32Array,
  D: number,
  group: Int32Array,
  dims: readonly number[],
  lengths: readonly Float64Array[],
): Float64Array[] {
  const N = embeddings.length / D;
  const [a, b, c, d] = Array.from({ length: TOGETHER }, (_, g) => (group[g] ?? group[0]!) * D);
  const cosines = dims.map(() => new Float64Array(group.length * N));
  const dots = new Float64Array(TOGETHER);
  for (let j = 0; j < N; j++) {
    let [toA, toB, toC, toD] = [0, 0, 0, 0];
    let k = 0;
    for (const [place, end] of dims.entries()) {
      for (; k < end; k++) {
        const other = embeddings[j * D + k]!;
        toA += embeddings[a! + k]! * other;
        toB += embeddings[b! + k]! * other;
        toC += embeddings[c! + k]! * other;
        toD += embeddings[d! + k]! * other;
      }
      dots[0] = toA;
      dots[1] = toB;
      dots[2] = toC;
      dots[3] = toD;
      const length = lengths[place]![j]!;
      for (let g = 0; g < group.length; g++) cosines[place]![g * N + j] = group[g] === j ? -2 : dots[g]! / length;
    }
  }
  return cosines;
}
