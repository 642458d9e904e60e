import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildKernels } from '../../../../bin/build-kernels.ts';
import { strictBinary } from '../../../../lambdas/core/kernels/simd/generated/binaries.ts';
import { simdKernels } from '../../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { decodeBase64 } from '../../../../lambdas/core/kernels/web-assembly.ts';
import { RowGradients } from '../../../../lambdas/core/numerics/row-gradients.ts';
import { projectRoot } from '../../../support/architecture/source-files.ts';
import { normals, wholes } from '../../../support/core/kernel-cases.ts';

/** Runs a training step with every kernel and returns the SHA-256 of all results. */
function stepHash(): string {
  const kernels = simdKernels('strict');
  const [B, C, D, T] = [70, 90, 24, 200];
  const table = normals(T * D, 'table');
  const bags = (rows: number, stream: string) => ({
    offsets: Int32Array.from({ length: rows + 1 }, (_, i) => 3 * i),
    tokens: wholes(rows * 3, T, stream),
    weights: normals(rows * 3, stream),
  });
  const [anchors, candidates] = [bags(B, 'anchors'), bags(C, 'candidates')];
  const [a, c] = [new Float32Array(B * D), new Float32Array(C * D)];
  const [normsA, normsC] = [new Float32Array(B), new Float32Array(C)];
  const [dAnchor, dCandidate] = [new Float32Array(B * D), new Float32Array(C * D)];
  const gradients = new RowGradients(T, D, kernels);
  kernels.embeddingBagForward(anchors, table, a, B, D);
  kernels.embeddingBagForward(candidates, table, c, C, D);
  kernels.normalizeRowsForward(a, a, normsA, B, D);
  kernels.normalizeRowsForward(c, c, normsC, C, D);
  const options = { temperature: 0.1, candidateIds: wholes(C, 40, 'ids') };
  const loss = kernels.infoNce(a, c, B, C, D, options, { dAnchor, dCandidate });
  const symmetric = kernels.infoNce(a, c.subarray(0, B * D), B, B, D, { ...options, symmetric: true });
  kernels.normalizeRowsBackward(dAnchor, a, normsA, dAnchor, B, D);
  kernels.normalizeRowsBackward(dCandidate, c, normsC, dCandidate, C, D);
  kernels.embeddingBagBackward(anchors, dAnchor, gradients, B, D);
  kernels.embeddingBagBackward(candidates, dCandidate, gradients, C, D);
  const moments = { mean: new Float32Array(T * D), square: new Float32Array(T * D) };
  kernels.adamRows(table, moments, gradients, {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    rate: 0.03,
    correction: 1000,
  });
  kernels.adagradRows(table, moments.square, gradients, { learningRate: 0.01, epsilon: 1e-10 });
  const hash = createHash('sha256');
  for (const part of [Float64Array.of(loss, symmetric), dAnchor, dCandidate, moments.mean, table]) {
    hash.update(new Uint8Array(part.buffer));
  }
  return hash.digest('hex');
}

/** Computes the triplet loss of embeddings and of differences, and returns the SHA-256 of all results. */
function tripletHash(): string {
  const kernels = simdKernels('strict');
  const [B, D] = [70, 23];
  const [a, p, n] = ['a', 'p', 'n'].map((stream) => normals(B * D, stream)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [dAnchor, dPositive, dNegative] = [a.slice(), p.slice(), n.slice()];
  const gradients = { dAnchor, dPositive, dNegative };
  const { loss } = kernels.triplet(a, p, n, B, D, { distance: 'euclidean', margin: 0.5 }, gradients);
  const soft = kernels.tripletOfDifferences(p, n, B, D, { distance: 'squared-euclidean', margin: 'soft' });
  const hash = createHash('sha256');
  for (const part of [Float64Array.of(loss, soft.loss), dAnchor, dPositive, dNegative, p, n]) {
    hash.update(new Uint8Array(part.buffer));
  }
  return hash.digest('hex');
}

describe('the strict kernels', () => {
  it('compute the same bits on every machine', () => {
    expect(stepHash()).toBe('b84549acab31c933288897b9b3b3e582ea8e4d535a74cc4668a8a16eca63836d');
    expect(stepHash()).toBe(stepHash());
    expect(tripletHash()).toBe('db0826a98b68e53bb5c974316c4abce3237bb643c4e704615c309094ab608280');
  });
});

describe('build:kernels', () => {
  it('writes the committed numbering, exports and binaries', () => {
    for (const [path, text] of Object.entries(buildKernels())) {
      expect(readFileSync(join(projectRoot, path), 'utf8'), `${path}: run npm run build:kernels`).toBe(text);
    }
  });

  it('writes a strict binary below 32 KB', () => {
    expect(decodeBase64(strictBinary).length).toBeLessThan(32_000);
  });
});
