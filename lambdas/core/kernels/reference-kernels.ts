import { infoNceLoss } from '../losses/info-nce.ts';
import { listwiseSlopes } from '../losses/listwise-slopes.ts';
import { semiHardLoss } from '../losses/semi-hard.ts';
import { tripletLoss, tripletLossOfDifferences } from '../losses/triplet.ts';
import { adagradRows } from './adagrad-rows.ts';
import { adam, adamRows } from './adam-rows.ts';
import { heapAllocator } from './allocator.ts';
import { averageRows } from './average-rows.ts';
import { embeddingBagBackward, embeddingBagForward } from './embedding-bag.ts';
import { gatherDifferences, gatherRows } from './gather.ts';
import type { Kernels } from './kernels.ts';
import { linearBackward, linearForward } from './linear.ts';
import { multiply, multiplyLeftTransposed, multiplyTransposed } from './matmul.ts';
import { normalizeRowsBackward, normalizeRowsForward } from './normalize.ts';
import type { Precision } from './reals.ts';
import { seedSteps } from './seed-steps.ts';

/** The kernels in plain TypeScript: the truth for the others, for float64, and where there is no WebAssembly SIMD. */
export function referenceKernels(precision: Precision = 'float32'): Kernels {
  return {
    name: 'reference',
    ...heapAllocator(precision),
    multiply,
    multiplyTransposed,
    multiplyLeftTransposed,
    linearForward,
    linearBackward,
    gatherRows,
    gatherDifferences,
    normalizeRowsForward,
    normalizeRowsBackward,
    embeddingBagForward,
    embeddingBagBackward,
    adam,
    adamRows,
    adagradRows,
    averageRows,
    infoNce: infoNceLoss,
    listwiseSlopes,
    triplet: tripletLoss,
    tripletOfDifferences: tripletLossOfDifferences,
    semiHard: semiHardLoss,
    seedSteps,
  };
}
