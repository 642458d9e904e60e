import type { ListwiseOptions } from '../../losses/listwise.ts';
import type { Reals } from '../../numerics/reals.ts';
import { KernelError } from '../kernel-error.ts';
import type { KernelFunctions } from '../reference-kernels.ts';
import { checkBags, checkFloats, checkLength, checkSizes } from './checks.ts';
import { inFrame } from './frame.ts';
import type { SimdContext } from './simd-context.ts';

/** Similarities that are worth a part of their own. */
const PART_NUMBERS = 16_384;

/** listwiseSlopes of losses/listwise.ts, to the same bits. */
export function simdListwise({ memory, scheduler }: SimdContext): Pick<KernelFunctions, 'listwiseSlopes'> {
  return {
    listwiseSlopes: (similarities, B, C, options) => {
      checkList(similarities, B, C, options);
      const { temperature, targets, selfColumns, logQ } = options;
      return inFrame(memory, (frame) => {
        const logits = frame.output(similarities, B * C);
        const lists = [
          frame.input(targets.offsets),
          frame.input(targets.columns),
          frame.input(targets.chances),
          frame.input(selfColumns, B),
        ] as const;
        const corrections = logQ ? frame.scratch(C * 8) : 0;
        if (logQ) memory.doublesAt(corrections, C).set(logQ.subarray(0, C));
        const losses = frame.scratch(B * 8);
        const args = [logits, C, 1 / temperature, 1 / B, ...lists, corrections, losses] as const;
        scheduler.run('listwiseSlopes', args, { count: B, minPerPart: Math.ceil(PART_NUMBERS / Math.max(1, C)) });
        // Summed in the order of the rows, for every number of threads.
        return memory.doublesAt(losses, B).reduce((sum, loss) => sum + loss / B, 0);
      });
    },
  };
}

function checkList(similarities: Reals, B: number, C: number, { targets, selfColumns, logQ }: ListwiseOptions): void {
  const { offsets, columns, chances } = targets;
  checkSizes({ B, C });
  checkFloats('similarities', similarities, B * C);
  checkBags({ offsets, tokens: columns, weights: chances }, B, C);
  checkLength('selfColumns', selfColumns, B);
  for (let i = 0; i < B; i++) {
    const self = selfColumns[i]!;
    if (self < -1 || self >= C)
      throw new KernelError('out-of-range', `selfColumn ${i} is ${self}, expected a column in [-1, ${C})`);
  }
  if (logQ) checkLength('logQ', logQ, C);
}
