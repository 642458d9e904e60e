import type { FeatureBatch } from '../features/feature-space.ts';
import type { CounterRandom } from '../random.ts';

/**
 * The inputs of some rows of a larger batch, in their order; a row may stand several times.
 * @param drop With chance `drop.chance` a row's identity takes no part (weight 0).
 */
export function gatherInputs(
  all: FeatureBatch,
  rows: Int32Array,
  drop?: { chance: number; random: CounterRandom },
): FeatureBatch {
  const B = rows.length;
  const F = all.B === 0 ? 0 : all.dense.length / all.B;
  const offsets = new Int32Array(B + 1);
  for (let i = 0; i < B; i++)
    offsets[i + 1] = offsets[i]! + all.bags.offsets[rows[i]! + 1]! - all.bags.offsets[rows[i]!]!;
  const tokens = new Int32Array(offsets[B]!);
  const weights = new Float32Array(offsets[B]!);
  const identityAt = new Int32Array(B).fill(-1);
  const dense = new Float64Array(B * F);
  for (let i = 0; i < B; i++) {
    const row = rows[i]!;
    const [start, end] = [all.bags.offsets[row]!, all.bags.offsets[row + 1]!];
    tokens.set(all.bags.tokens.subarray(start, end), offsets[i]!);
    weights.set(all.bags.weights.subarray(start, end), offsets[i]!);
    dense.set(all.dense.subarray(row * F, (row + 1) * F), i * F);
    if (all.identityAt[row]! < 0) continue;
    identityAt[i] = offsets[i]! + all.identityAt[row]! - start;
    if (drop && drop.random.uniform() < drop.chance) weights[identityAt[i]!] = 0;
  }
  return { B, bags: { offsets, tokens, weights }, identityAt, dense };
}
