import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { zerosLike } from '../../numerics/reals.ts';
import type { ReusedArrays } from '../../numerics/reused-arrays.ts';

/** The chance that the own row of a product is left out (weight 0). */
export interface IdentityDrop {
  readonly chance: number;
  readonly random: CounterRandom;
}

/** Where the inputs of a step are stored: arrays in the memory of the kernels, reused by every step. */
export interface InputRoom {
  readonly kernels: Kernels;
  readonly arrays: ReusedArrays;
}

/**
 * Gathers the inputs of some rows of a larger batch, in their order. A row may occur several times.
 * @param room Where the inputs are stored (default: new arrays).
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
