import { simdKernels } from '../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import type { Benchmark } from '../benchmark.ts';
import { perSecond, timed } from '../measure.ts';

/** Features, dimensions. */
const shapes = [
  [10, 5],
  [256, 64],
] as const;

const TRIPLETS = 256;
const nameOf = ([F, D]: (typeof shapes)[number]) => `seed-step-${F}x${D}`;

/** The original model's step in float64, one triplet after the other: what `trainStep` does for `gradient: 'seed'` with one triplet a step. */
export const seedStep: Benchmark = {
  name: 'seed',
  cases: shapes.map(nameOf),
  hasModes: true,
  hasPeer: true,
  *measure({ mode, seconds, wants }) {
    const kernels = simdKernels(mode);
    const own = (values: ArrayLike<number>): Float64Array => {
      const copy = kernels.doubles(values.length);
      copy.set(values);
      return copy;
    };
    for (const shape of shapes.filter((one) => wants(nameOf(one)))) {
      const [F, D] = shape;
      const anchors = own(normals(TRIPLETS * F, 'anchors'));
      const positives = own(normals(TRIPLETS * F, 'positives').map((x, i) => anchors[i]! + 0.1 * x));
      const triplets = { anchors, positives, negatives: own(normals(TRIPLETS * F, 'negatives')) };
      const weights = own(normals(F * D, 'weights').map((x) => 0.1 * x));
      const step = { learningRate: 0.001, margin: 1 };
      const timing = timed(() => kernels.seedSteps(weights, triplets, TRIPLETS, F, D, step), seconds);
      yield {
        name: nameOf(shape),
        unit: 'triplets/s',
        ...perSecond(timing, TRIPLETS),
        config: { threads: 1, batch: 1 },
      };
    }
  },
};
