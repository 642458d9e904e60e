import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { zerosLike } from '../../numerics/reals.ts';
import type { ReusedArrays } from '../../numerics/reused-arrays.ts';

/** With this chance a row's identity takes no part (weight 0). */
export interface IdentityDrop {
  readonly chance: number;
  readonly random: CounterRandom;
}

/** Where the inputs of a step go: arrays in the memory of kernels, of which the last step's are used again. */
export interface InputRoom {
  readonly kernels: Kernels;
  readonly arrays: ReusedArrays;
}

/** Inputs whose dense numbers are where kernels work on them: float32 in their memory, as they are for the reference. */
export function inputsFor(kernels: Kernels, inputs: FeatureBatch): FeatureBatch {
  if (kernels.name === 'reference') return inputs;
  const dense = kernels.reals(inputs.dense.length);
  dense.set(inputs.dense);
  return { ...inputs, dense };
}

/**
 * The inputs of some rows of a larger batch, in their order; a row may stand several times.
 * @param room Where they go (default: new arrays); the batch is then as those of `inputsFor`.
 */
export function gatherInputs(all: FeatureBatch, rows: Int32Array, drop?: IdentityDrop, room?: InputRoom): FeatureBatch {
  const B = rows.length;
  const integers = (name: string, length: number) => room?.arrays.integers(name, length) ?? new Int32Array(length);
  const offsets = integers('offsets', B + 1);
  offsets[0] = 0;
  for (let i = 0; i < B; i++)
    offsets[i + 1] = offsets[i]! + all.bags.offsets[rows[i]! + 1]! - all.bags.offsets[rows[i]!]!;
  const tokens = integers('tokens', offsets[B]!);
  const weights = room?.arrays.reals('weights', offsets[B]!) ?? new Float32Array(offsets[B]!);
  const identityAt = new Int32Array(B).fill(-1);
  for (let i = 0; i < B; i++) {
    const row = rows[i]!;
    const [start, end] = [all.bags.offsets[row]!, all.bags.offsets[row + 1]!];
    tokens.set(all.bags.tokens.subarray(start, end), offsets[i]!);
    weights.set(all.bags.weights.subarray(start, end), offsets[i]!);
    if (all.identityAt[row]! < 0) continue;
    identityAt[i] = offsets[i]! + all.identityAt[row]! - start;
    if (drop && drop.random.uniform() < drop.chance) weights[identityAt[i]!] = 0;
  }
  return { B, bags: { offsets, tokens, weights }, identityAt, dense: gatherDense(all, rows, room) };
}

function gatherDense(all: FeatureBatch, rows: Int32Array, room?: InputRoom): FeatureBatch['dense'] {
  const [B, F] = [rows.length, all.B === 0 ? 0 : all.dense.length / all.B];
  if (room && F > 0 && all.dense instanceof Float32Array) {
    const dense = room.arrays.reals('dense', B * F);
    room.kernels.gatherRows(all.dense, rows, dense, B, F);
    return dense;
  }
  const dense = zerosLike(all.dense, B * F);
  for (let i = 0; i < B; i++) dense.set(all.dense.subarray(rows[i]! * F, (rows[i]! + 1) * F), i * F);
  return dense;
}
