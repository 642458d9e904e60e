import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import type { Kernels } from '../../../../lambdas/core/kernels/kernels.ts';
import { simdKernels } from '../../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { RowGradients } from '../../../../lambdas/core/numerics/row-gradients.ts';
import { dyingThread, WatchedThreads } from '../../../support/core/helping-threads.ts';
import { normals, resident, wholes } from '../../../support/core/kernel-cases.ts';

const [B, C, D, T] = [190, 310, 80, 900];
const step = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, rate: 0.03, correction: 1000 };

/** A hash of the results of all shared works, at sizes that are shared. The bags name `most` tokens of the table. */
function everything(kernels: Kernels, most: number): string {
  const table = resident(kernels, normals(T * D, 'table'));
  const bags = {
    offsets: Int32Array.from({ length: C + 1 }, (_, i) => 60 * i),
    tokens: wholes(C * 60, most, 'tokens'),
    weights: normals(C * 60, 'weights').map((x, t) => (t % 7 === 0 ? 0 : x)),
  };
  const [z, norms, logits] = [new Float32Array(C * D), new Float32Array(C), resident(kernels, new Float32Array(B * C))];
  kernels.embeddingBagForward(bags, table, z, C, D);
  kernels.normalizeRowsForward(z, z, norms, C, D);
  const anchors = z.slice(0, B * D);
  kernels.multiplyTransposed(anchors, z, logits, B, C, D);
  const targets = {
    offsets: Int32Array.from({ length: B + 1 }, (_, i) => 2 * i),
    columns: Int32Array.from({ length: 2 * B }, (_, t) => (7 * t) % C),
    chances: new Float32Array(2 * B).fill(0.5),
  };
  const selfColumns = Int32Array.from({ length: B }, (_, i) => i);
  const loss = kernels.listwiseSlopes(logits, B, C, { temperature: 0.1, targets, selfColumns });
  const dz = new Float32Array(C * D);
  kernels.multiplyLeftTransposed(logits, anchors, dz, B, C, D);
  kernels.normalizeRowsBackward(dz, z, norms, dz, C, D);
  const gradients = new RowGradients(T, D, kernels);
  kernels.embeddingBagBackward(bags, dz, gradients, C, D);
  const moments = {
    mean: resident(kernels, new Float32Array(T * D)),
    square: resident(kernels, new Float32Array(T * D)),
  };
  kernels.adamRows(table, moments, gradients, step);
  kernels.adamRows(table, { mean: moments.mean, square: moments.square.subarray(0, T) }, gradients, step);
  kernels.adam(table, moments, resident(kernels, normals(T * D, 'g')), step);
  kernels.adagradRows(table, moments.square, gradients, { learningRate: 0.01, epsilon: 1e-10 });
  const mentioned = Int32Array.from({ length: T }, (_, row) => row % 5);
  kernels.averageRows(
    { D, current: moments.mean, sums: moments.square, mentioned },
    table,
    { decay: 0.9, step: 7 },
    gradients,
  );
  const summed = gradients.values.slice(0, gradients.count * D);
  gradients.clear();
  const hash = createHash('sha256').update(Float64Array.of(loss));
  for (const part of [z, logits, dz, summed, gradients.values, table, moments.mean, moments.square])
    hash.update(Float32Array.from(part));
  for (const part of [table, logits, moments.mean, moments.square]) kernels.release(part);
  gradients.release();
  return hash.digest('hex');
}

const tables = { 'of which every row is read many times': 300, 'of which few rows are': T };

describe.each(['strict', 'relaxed'] as const)('the kernels in %s WebAssembly', (mode) => {
  const alone = Object.values(tables).map((most) => everything(simdKernels(mode), most));
  const opened = [2, 3, 4].map((count) => new WatchedThreads(count));
  afterAll(() => Promise.all(opened.map((threads) => threads.close())));

  it.each(opened.map((threads) => [threads.count, threads] as const))(
    'give the same bits with %i threads',
    (_n, threads) => {
      const kernels = simdKernels(mode, threads);
      threads.allReady();
      let turns = 0;
      for (; turns === 0 || threads.helped < 50; turns++)
        Object.values(tables).forEach((most, i) => {
          expect(everything(kernels, most)).toBe(alone[i]);
        });
      expect(threads.helped).toBeGreaterThanOrEqual(50);
    },
  );
});

describe('WorkScheduler with a thread that dies with a part', () => {
  it('throws thread-lost after the patience, and does not report the work as done', () => {
    const kernels = simdKernels('strict', dyingThread);
    expect(() => {
      for (;;) everything(kernels, T);
    }).toThrow(expect.objectContaining({ code: 'thread-lost' }));
  });
});
