import { infoNceLoss } from '../losses/info-nce.ts';
import { listwiseSlopes } from '../losses/listwise-slopes.ts';
import { semiHardLoss } from '../losses/semi-hard.ts';
import { tripletLoss, tripletLossOfDifferences } from '../losses/triplet.ts';
import { adagradRows } from '../numerics/adagrad-rows.ts';
import { adam, adamRows } from '../numerics/adam-rows.ts';
import { heapAllocator } from '../numerics/allocator.ts';
import { averageRows } from '../numerics/average-rows.ts';
import { embeddingBagBackward, embeddingBagForward } from '../numerics/embedding-bag.ts';
import { gatherDifferences, gatherRows } from '../numerics/gather.ts';
import { linearBackward, linearForward } from '../numerics/linear.ts';
import { multiply, multiplyLeftTransposed, multiplyTransposed } from '../numerics/matmul.ts';
import { normalizeRowsBackward, normalizeRowsForward } from '../numerics/normalize.ts';
import type { Precision } from '../numerics/reals.ts';
import { seedSteps } from '../numerics/seed-steps.ts';
import type { Kernels } from './kernels.ts';

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
