import type { TripletsLoss } from '../../losses/mined-triplet.ts';
import {
  type DifferenceOptions,
  slopesOfSquares,
  type TripletGradients,
  type TripletOptions,
  tripletLoss,
} from '../../losses/triplet.ts';
import type { Reals } from '../../numerics/reals.ts';
import { checkFloats, checkSizes } from './checks.ts';
import { type Frame, inFrame } from './frame.ts';
import type { SimdContext } from './simd-context.ts';

/** B triplets of embeddings, each (B, D). */
export interface TripletBatch {
  readonly anchor: Reals;
  readonly positive: Reals;
  readonly negative: Reals;
  readonly B: number;
  readonly D: number;
  readonly gradients: TripletGradients | undefined;
}

/** The triplet loss by way of the differences; by the reference for the cosine distance, which is no function of them. */
export function simdTriplet(context: SimdContext, batch: TripletBatch, options: TripletOptions): TripletsLoss {
  const { anchor, positive, negative, B, D, gradients } = batch;
  checkSizes({ B, D });
  for (const [name, array] of Object.entries({ anchor, positive, negative, ...gradients })) {
    checkFloats(name, array, B * D);
  }
  const { distance } = options;
  if (distance === 'cosine') return tripletLoss(anchor, positive, negative, B, D, options, gradients);
  return inFrame(context.memory, (frame) => {
    const [from, less, other] = [anchor, positive, negative].map((array) => frame.input(array, B * D));
    const [toPositive, toNegative] = [frame.scratch(B * D * 4), frame.scratch(B * D * 4)];
    context.wasm.gatherDifferences(from!, 0, less!, 0, toPositive, B, D);
    context.wasm.gatherDifferences(from!, 0, other!, 0, toNegative, B, D);
    const loss = differencesToSlopes(context, frame, { toPositive, toNegative, B, D }, options as DifferenceOptions);
    if (gradients) {
      const { dAnchor, dPositive, dNegative } = gradients;
      const to = [dAnchor, dPositive, dNegative].map((array) => frame.output(array, B * D, true));
      context.wasm.fromDifferences(toPositive, toNegative, to[0]!, to[1]!, to[2]!, B * D);
    }
    return loss;
  });
}

/** tripletLossOfDifferences, in place. */
export function simdTripletOfDifferences(
  context: SimdContext,
  { toPositive, toNegative, B, D }: { toPositive: Reals; toNegative: Reals; B: number; D: number },
  options: DifferenceOptions,
): TripletsLoss {
  checkSizes({ B, D });
  checkFloats('toPositive', toPositive, B * D);
  checkFloats('toNegative', toNegative, B * D);
  return inFrame(context.memory, (frame) => {
    const at = { toPositive: frame.output(toPositive, B * D), toNegative: frame.output(toNegative, B * D), B, D };
    return differencesToSlopes(context, frame, at, options);
  });
}

interface Differences {
  readonly toPositive: number;
  readonly toNegative: number;
  readonly B: number;
  readonly D: number;
}

/** Lengths and scaling in WebAssembly; the losses of B gaps between them in TypeScript, as few as they are. */
function differencesToSlopes(
  { wasm, memory }: SimdContext,
  frame: Frame,
  { toPositive, toNegative, B, D }: Differences,
  options: DifferenceOptions,
): TripletsLoss {
  const [pulls, pushes] = [frame.scratch(B * 8), frame.scratch(B * 8)];
  wasm.squaredLengths(toPositive, B, D, pulls);
  wasm.squaredLengths(toNegative, B, D, pushes);
  const loss = slopesOfSquares(memory.doublesAt(pulls, B), memory.doublesAt(pushes, B), B, options);
  wasm.scaleRows(toPositive, pulls, toPositive, B, D);
  wasm.scaleRows(toNegative, pushes, toNegative, B, D);
  return loss;
}
