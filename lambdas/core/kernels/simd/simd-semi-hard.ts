import { MIN_ACTIVE_LOSS, type TripletsLoss } from '../../losses/mined-triplet.ts';
import { gapLoss } from '../../losses/scalar-losses.ts';
import { semiHardLoss } from '../../losses/semi-hard.ts';
import { type TripletOptions, unitSlope } from '../../losses/triplet.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { KernelFunctions } from '../reference-kernels.ts';
import { checkFloats, checkSizes } from './checks.ts';
import { type Frame, inFrame } from './frame.ts';
import type { SimdContext } from './simd-context.ts';

/** N labelled rows of D numbers. */
interface LabelledBatch {
  readonly x: Reals;
  readonly labels: Int32Array;
  readonly D: number;
  readonly dx: Reals | undefined;
}

/** Addresses of mined triplets (numbers of rows of the batch) and of the distances that they were mined by. */
interface Triplets {
  readonly anchors: number;
  readonly positives: number;
  readonly negatives: number;
  readonly count: number;
  /** (stride, stride) */
  readonly distances: number;
  readonly stride: number;
}

/**
 * Semi-hard mining, loss and gradient (losses/semi-hard.ts): all distances, the triplets they give, and their gradient.
 */
export function simdSemiHard(context: SimdContext): Pick<KernelFunctions, 'semiHard'> {
  return {
    semiHard: (x, labels, D, options, dx) => {
      const N = labels.length;
      checkSizes({ D, N });
      checkFloats('x', x, N * D);
      if (dx) checkFloats('dx', dx, N * D);
      if (options.distance === 'cosine') return semiHardLoss(x, labels, D, options, dx);
      return computeLoss(context, { x, labels, D, dx }, options);
    },
  };
}

function computeLoss(context: SimdContext, batch: LabelledBatch, options: TripletOptions): TripletsLoss {
  const { wasm, memory } = context;
  const { x, labels, D, dx } = batch;
  const N = labels.length;
  return inFrame(memory, (frame) => {
    const rows = frame.input(x, N * D);
    const triplets = mineTriplets(context, frame, rows, batch, options);
    const { pulls, pushes, result } = computeSlopes(context, frame, triplets, options);
    if (dx) {
      const sums = frame.scratch(N * D * 8);
      memory.doublesAt(sums, N * D).fill(0);
      const { anchors, positives, negatives, count } = triplets;
      wasm.addTriplets(rows, D, anchors, positives, negatives, pulls, pushes, count, sums);
      wasm.narrowAll(sums, frame.output(dx, N * D, true), N * D);
    }
    return result;
  });
}

function mineTriplets(
  { wasm }: SimdContext,
  frame: Frame,
  rows: number,
  { labels, D }: LabelledBatch,
  { distance }: TripletOptions,
): Triplets {
  const N = labels.length;
  const stride = Math.ceil(N / 4) * 4;
  const columns = frame.scratch(D * stride * 8);
  const distances = frame.scratch(stride * stride * 8);
  wasm.columnsOf(rows, N, D, columns, stride);
  wasm.pairDistances(columns, D, stride, Number(distance === 'euclidean'), distances);
  const room = countPositivePairs(labels) * 4;
  const [anchors, positives, negatives] = [frame.scratch(room), frame.scratch(room), frame.scratch(room)];
  const at = [anchors, positives, negatives, frame.scratch(stride * 32)] as const;
  const count = wasm.semiHard(distances, frame.input(labels), N, stride, ...at);
  return { anchors, positives, negatives, count, distances, stride };
}

/** The number of ordered pairs of two rows with the same label. */
function countPositivePairs(labels: Int32Array): number {
  const sizes = new Map<number, number>();
  let pairs = 0;
  for (const label of labels) {
    const before = sizes.get(label) ?? 0;
    pairs += 2 * before;
    sizes.set(label, before + 1);
  }
  return pairs;
}

/** The mean loss, and the addresses of how much each anchor is pulled to its positive and pushed from its negative. */
function computeSlopes(
  { memory }: SimdContext,
  frame: Frame,
  { anchors, positives, negatives, count, distances, stride }: Triplets,
  { distance, margin }: TripletOptions,
): { pulls: number; pushes: number; result: TripletsLoss } {
  const [pulls, pushes] = [frame.scratch(count * 8), frame.scratch(count * 8)];
  const [pull, push] = [memory.doublesAt(pulls, count), memory.doublesAt(pushes, count)];
  const [a, p, n] = [anchors, positives, negatives].map((at) => memory.integersAt(at, count));
  const values = memory.doublesAt(distances, stride * stride);
  const isRoot = distance === 'euclidean';
  const share = 1 / Math.max(count, 1);
  let [sum, active] = [0, 0];
  for (let t = 0; t < count; t++) {
    const toPositive = values[a![t]! * stride + p![t]!]!;
    const toNegative = values[a![t]! * stride + n![t]!]!;
    const { value, slope } = gapLoss(toPositive - toNegative, margin);
    sum += value;
    if (value > MIN_ACTIVE_LOSS) active += 1;
    pull[t] = isRoot ? unitSlope(slope * share, toPositive) : 2 * slope * share;
    push[t] = isRoot ? unitSlope(slope * share, toNegative) : 2 * slope * share;
  }
  return { pulls, pushes, result: { loss: sum * share, active } };
}
