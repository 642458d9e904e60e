import { simdKernels } from '../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { normals, resident } from '../../support/core/kernel-cases.ts';
import type { Benchmark } from '../benchmark.ts';
import { perSecond, timed } from '../measure.ts';

/** Sizes that training has: forward, backward, and the logits of a batch. */
const shapes = [
  ['multiply', 1024, 256, 64],
  ['multiplyTransposed', 1024, 1024, 64],
  ['multiplyLeftTransposed', 1024, 256, 64],
] as const;

const nameOf = ([product, ...sizes]: (typeof shapes)[number]) => `${product}-${sizes.join('x')}`;

/** Products of matrices in the kernels' memory, in billions of multiplications and additions a second. */
export const products: Benchmark = {
  name: 'products',
  cases: shapes.map(nameOf),
  hasModes: true,
  hasPeer: false,
  *measure({ mode, seconds, wants }) {
    const kernels = simdKernels(mode);
    for (const shape of shapes.filter((one) => wants(nameOf(one)))) {
      const [product, B, C, D] = shape;
      const most = Math.max(B * C, C * D, B * D);
      const [a, b, out] = ['a', 'b', 'out'].map((stream) => resident(kernels, normals(most, stream)));
      const timing = timed(() => kernels[product](a!, b!, out!, B, C, D), seconds);
      yield { name: nameOf(shape), unit: 'GFLOP/s', ...perSecond(timing, (2 * B * C * D) / 1e9), config: { B, C, D } };
    }
  },
};
