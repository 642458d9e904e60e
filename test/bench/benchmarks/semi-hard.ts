import { simdKernels } from '../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { losses } from '../../../lambdas/core/losses/registry.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { normals, resident } from '../../support/core/kernel-cases.ts';
import type { Benchmark } from '../benchmark.ts';
import { milliseconds, timed } from '../measure.ts';

/** Rows, dimensions. */
const shapes = [
  [256, 32],
  [1024, 64],
] as const;

const nameOf = ([rows, inputs]: (typeof shapes)[number]) => `semi-hard-${rows}x${inputs}`;

/** Semi-hard mining by Euclidean distance with margin 1, four rows a label: the loss and its gradient. */
export const semiHard: Benchmark = {
  name: 'semihard',
  cases: shapes.map(nameOf),
  hasModes: true,
  hasPeer: true,
  *measure({ mode, seconds, wants }) {
    const kernels = simdKernels(mode);
    const training = buildTrainingConfig({ loss: 'semi-hard', distance: 'euclidean', margin: 1 });
    const random = new CounterRandom(1, 'bench');
    for (const shape of shapes.filter((one) => wants(nameOf(one)))) {
      const [batch, D] = shape;
      const x = resident(kernels, normals(batch * D, 'rows'));
      const labels = Int32Array.from({ length: batch }, (_, i) => i >> 2);
      const dx = kernels.reals(batch * D);
      const timing = timed(() => losses['semi-hard'].ofRows!(kernels, { x, labels, D }, training, random, dx), seconds);
      const config = { threads: 1, batch, inputs: D, labels: '4 a class', forwardAndBackward: true };
      yield { name: nameOf(shape), unit: 'ms', ...milliseconds(timing), config };
    }
  },
};
