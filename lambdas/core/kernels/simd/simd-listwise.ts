import type { ListwiseOptions } from '../../losses/listwise-slopes.ts';
import type { Reals } from '../../numerics/reals.ts';
import { KernelError } from '../kernel-error.ts';
import { checkBags, checkFloats, checkLength } from './checks.ts';
import { inFrame } from './frame.ts';
import type { SimdContext } from './simd-context.ts';

/** Similarities that are worth a part of their own. */
const PART_NUMBERS = 16_384;

/** listwiseSlopes of losses/listwise-slopes.ts, to the same bits. @throws KernelError before anything is changed. */
export function simdListwiseSlopes(
  { memory, scheduler }: SimdContext,
  similarities: Reals,
  B: number,
  C: number,
  options: ListwiseOptions,
): number {
  checkList(similarities, B, C, options);
  const { temperature, targets, selfColumns, logQ } = options;
  return inFrame(memory, (frame) => {
    const logits = frame.output(similarities, B * C);
    const rows = [frame.input(targets.offsets), frame.input(targets.columns), frame.input(targets.chances)];
    const corrections = logQ ? frame.scratch(C * 8) : 0;
    if (logQ) memory.doublesAt(corrections, C).set(logQ.subarray(0, C));
    const losses = frame.scratch(B * 8);
    const args = [logits, C, 1 / temperature, 1 / B, ...rows, frame.input(selfColumns, B), corrections, losses];
    scheduler.run('listwiseSlopes', args, B, Math.ceil(PART_NUMBERS / Math.max(1, C)));
    // Added up in the order of the rows, whoever computed them.
    return memory.doublesAt(losses, B).reduce((sum, loss) => sum + loss / B, 0);
  });
}

function checkList(similarities: Reals, B: number, C: number, { targets, selfColumns, logQ }: ListwiseOptions): void {
  const { offsets, columns, chances } = targets;
  checkFloats('similarities', similarities, B * C);
  checkBags({ offsets, tokens: columns, weights: chances }, B, C);
  checkLength('selfColumns', selfColumns, B);
  for (let i = 0; i < B; i++) {
    const self = selfColumns[i]!;
    if (self < -1 || self >= C)
      throw new KernelError('out-of-range', `selfColumn ${i} is ${self}, expected one in [-1, ${C})`);
  }
  if (logQ) checkLength('logQ', logQ, C);
}
