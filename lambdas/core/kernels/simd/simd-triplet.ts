import type { TripletsLoss } from '../../losses/mined-triplet.ts';
import {
  type DifferenceOptions,
  squaresToSlopes,
  type TripletGradients,
  type TripletOptions,
  tripletLoss,
} from '../../losses/triplet.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { KernelFunctions } from '../reference-kernels.ts';
import { checkFloats, checkSizes } from './checks.ts';
import { type Frame, inFrame } from './frame.ts';
import type { SimdContext } from './simd-context.ts';

/**
 * Triplet losses (losses/triplet.ts) by the differences anchor - positive and anchor - negative. The cosine distance is
 * not a function of the differences, so the reference computes it.
 */
export function simdTriplets(context: SimdContext): Pick<KernelFunctions, 'triplet' | 'tripletOfDifferences'> {
  return {
    triplet: (anchor, positive, negative, B, D, options, gradients) => {
      checkSizes({ B, D });
      for (const [name, array] of Object.entries({ anchor, positive, negative, ...gradients })) {
        checkFloats(name, array, B * D);
      }
      if (!hasDifferences(options)) return tripletLoss(anchor, positive, negative, B, D, options, gradients);
      return computeLoss(context, { anchor, positive, negative, B, D, gradients }, options);
    },
    tripletOfDifferences: (toPositive, toNegative, B, D, options) => {
      checkSizes({ B, D });
      checkFloats('toPositive', toPositive, B * D);
      checkFloats('toNegative', toNegative, B * D);
      return inFrame(context.memory, (frame) => {
        const at = { toPositive: frame.output(toPositive, B * D), toNegative: frame.output(toNegative, B * D), B, D };
        return differencesToSlopes(context, at, frame, options);
      });
    },
  };
}

/** B triplets of embeddings, each (B, D). */
interface TripletBatch {
  readonly anchor: Reals;
  readonly positive: Reals;
  readonly negative: Reals;
  readonly B: number;
  readonly D: number;
  readonly gradients: TripletGradients | undefined;
}

function hasDifferences(options: TripletOptions): options is DifferenceOptions {
  return options.distance !== 'cosine';
}

function computeLoss(context: SimdContext, batch: TripletBatch, options: DifferenceOptions): TripletsLoss {
  const { anchor, positive, negative, B, D, gradients } = batch;
  const { wasm, memory } = context;
  return inFrame(memory, (frame) => {
    const [a, p, n] = [anchor, positive, negative].map((array) => frame.input(array, B * D));
    const [toPositive, toNegative] = [frame.scratch(B * D * 4), frame.scratch(B * D * 4)];
    wasm.gatherDifferences(a!, 0, p!, 0, toPositive, B, D);
    wasm.gatherDifferences(a!, 0, n!, 0, toNegative, B, D);
    const loss = differencesToSlopes(context, { toPositive, toNegative, B, D }, frame, options);
    if (gradients) {
      const { dAnchor, dPositive, dNegative } = gradients;
      const to = [dAnchor, dPositive, dNegative].map((array) => frame.output(array, B * D, true));
      wasm.fromDifferences(toPositive, toNegative, to[0]!, to[1]!, to[2]!, B * D);
    }
    return loss;
  });
}

/** Addresses of the differences of B triplets, each (B, D). */
interface Differences {
  readonly toPositive: number;
  readonly toNegative: number;
  readonly B: number;
  readonly D: number;
}

/**
 * Replaces the differences by their gradients and returns the loss. Lengths and scaling are computed in WebAssembly,
 * the losses of the B gaps in TypeScript, because they are few.
 */
function differencesToSlopes(
  { wasm, memory }: SimdContext,
  { toPositive, toNegative, B, D }: Differences,
  frame: Frame,
  options: DifferenceOptions,
): TripletsLoss {
  const [pulls, pushes] = [frame.scratch(B * 8), frame.scratch(B * 8)];
  wasm.squaredLengths(toPositive, B, D, pulls);
  wasm.squaredLengths(toNegative, B, D, pushes);
  const loss = squaresToSlopes(memory.doublesAt(pulls, B), memory.doublesAt(pushes, B), B, options);
  wasm.scaleRows(toPositive, pulls, toPositive, B, D);
  wasm.scaleRows(toNegative, pushes, toNegative, B, D);
  return loss;
}
