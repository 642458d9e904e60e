import { normals } from '../../support/core/kernel-cases.ts';
import type { Benchmark, BenchmarkContext, Measurement } from '../benchmark.ts';
import { perSecond } from '../measure.ts';
import { computeDenseInputs, type StepCase, spreadNormals, timedStep } from './training-step.ts';

/** Batch, inputs, outputs. */
const shapes = [
  [256, 128, 32],
  [1024, 256, 64],
  [1024, 512, 128],
] as const;

type Shape = (typeof shapes)[number];

/** The triplet loss, by Euclidean distance with margin 5, of a matrix over dense inputs, and Adam. */
export const tripletDense: Benchmark = denseBenchmark('triplet', 'triplet-dense', (shape) => ({
  ...common(shape, 3),
  hasNegatives: true,
  config: { loss: 'triplet', distance: 'euclidean', margin: 5, normalize: false },
}));

/** InfoNCE at temperature 0.05 of normalised embeddings of dense inputs, and Adam. */
export const infoNceDense: Benchmark = denseBenchmark('infonce', 'info-nce-dense', (shape) => ({
  ...common(shape, 2),
  hasNegatives: false,
  config: { loss: 'info-nce', temperature: 0.05 },
}));

function denseBenchmark(name: string, prefix: string, caseOf: (shape: Shape) => StepCase): Benchmark {
  const nameOf = (shape: Shape) => `${prefix}-${shape.join('x')}`;
  return {
    name,
    cases: shapes.map(nameOf),
    hasModes: true,
    hasPeer: true,
    *measure(context: BenchmarkContext): Iterable<Measurement> {
      for (const shape of shapes.filter((one) => context.wants(nameOf(one)))) {
        const [batch, inputs, outputs] = shape;
        const timing = perSecond(timedStep(caseOf(shape), context), batch);
        const config = { threads: 1, batch, inputs, outputs, optimizer: 'adam' };
        yield { name: nameOf(shape), unit: 'examples/s', ...timing, config };
      }
    },
  };
}

/** Anchors are normal, positives half as far from them as from 0, and the rest are strangers. Weights spread as PyTorch's do at first. */
function common([B, F, D]: Shape, parts: number): Omit<StepCase, 'hasNegatives' | 'config'> {
  const x = Float64Array.from(normals(parts * B * F, 'dense inputs'));
  for (let i = 0; i < B * F; i++) x[B * F + i] = x[i]! + 0.5 * x[B * F + i]!;
  const dense = spreadNormals(F * D, 'weights', 1 / Math.sqrt(3 * F));
  const table = new Float32Array(0);
  return { B, D, T: 0, table, dense, inputs: computeDenseInputs(parts * B, x), learningRate: 1e-4 };
}
