import { addScaled, multiply, multiplyLeftTransposed, multiplyTransposed } from '../numerics/matmul.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';

/** The weights of one hidden layer of H units with D inputs and D outputs, or the gradients of these weights. */
export interface HiddenLayer {
  /** Units, at least 1. */
  readonly H: number;
  /** (D, H) */
  readonly inner: Reals;
  /** (H) */
  readonly bias: Reals;
  /** (H, D) */
  readonly outer: Reals;
}

/**
 * output += relu(input inner + bias) outer: input and output (B, D). Returns the activations (B, H) for the backward
 * pass. If output equals input before, this is a residual layer (He et al. 2016, "Deep residual learning").
 */
export function hiddenForward(input: Reals, layer: HiddenLayer, output: Reals, B: number, D: number): Reals {
  const { H, inner, bias, outer } = layer;
  const active = zerosLike(input, B * H);
  multiply(input, inner, active, B, D, H);
  for (let i = 0; i < B; i++) {
    for (let h = 0; h < H; h++) active[i * H + h] = Math.max(0, active[i * H + h]! + bias[h]!);
  }
  const through = zerosLike(output, B * D);
  multiply(active, outer, through, B, H, D);
  addScaled(output, 0, through, 0, B * D, 1);
  return active;
}

/**
 * Adds the gradients of the weights to `gradients`, and the gradient through the layer to dInput (B, D):
 *   dActive = (dOutput outerᵀ) where active > 0,
 *   dOuter += activeᵀ dOutput, dInner += inputᵀ dActive, dInput += dActive innerᵀ.
 * The slope of relu at 0 is 0, as in PyTorch.
 */
export function hiddenBackward(
  input: Reals,
  layer: HiddenLayer,
  active: Reals,
  dOutput: Reals,
  dInput: Reals,
  gradients: HiddenLayer,
  B: number,
  D: number,
): void {
  const { H, inner, outer } = layer;
  const dActive = zerosLike(active);
  multiplyTransposed(dOutput, outer, dActive, B, H, D);
  for (let i = 0; i < dActive.length; i++) if (active[i]! <= 0) dActive[i] = 0;
  const dOuter = zerosLike(outer);
  multiplyLeftTransposed(active, dOutput, dOuter, B, H, D);
  addScaled(gradients.outer, 0, dOuter, 0, dOuter.length, 1);
  const dInner = zerosLike(inner);
  multiplyLeftTransposed(input, dActive, dInner, B, D, H);
  addScaled(gradients.inner, 0, dInner, 0, dInner.length, 1);
  for (let i = 0; i < B; i++) addScaled(gradients.bias, 0, dActive, i * H, H, 1);
  const through = zerosLike(dInput, B * D);
  multiplyTransposed(dActive, inner, through, B, D, H);
  addScaled(dInput, 0, through, 0, B * D, 1);
}
