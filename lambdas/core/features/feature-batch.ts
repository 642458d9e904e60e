import type { FeatureBatch, FeatureSpace } from './feature-space.ts';

/** The first `count` products of a batch, over the same arrays. */
export function selectFirst(batch: FeatureBatch, count: number): FeatureBatch {
  const F = batch.B === 0 ? 0 : batch.dense.length / batch.B;
  return {
    ...batch,
    B: count,
    bags: { ...batch.bags, offsets: batch.bags.offsets.subarray(0, count + 1) },
    identityAt: batch.identityAt.subarray(0, count),
    dense: batch.dense.subarray(0, count * F),
  };
}

/** The batch as a feature space with the same vocabulary and without identities reads it. */
export function dropIdentities(batch: FeatureBatch): FeatureBatch {
  const { offsets, tokens, weights } = batch.bags;
  const end = offsets[batch.B]!;
  const isIdentity = new Uint8Array(end);
  for (const at of batch.identityAt) if (at >= 0) isIdentity[at] = 1;
  const before = new Int32Array(batch.B + 1);
  for (let i = 0; i < batch.B; i++) before[i + 1] = before[i]! + (batch.identityAt[i]! >= 0 ? 1 : 0);
  return {
    ...batch,
    bags: {
      offsets: offsets.map((offset, i) => offset - before[i]!),
      tokens: tokens.subarray(0, end).filter((_, t) => isIdentity[t] === 0),
      weights: weights.subarray(0, end).filter((_, t) => isIdentity[t] === 0),
    },
    identityAt: new Int32Array(batch.B).fill(-1),
  };
}

/** The batch as if its products had no given vectors. @param space The one that read it. */
export function dropVectors(space: FeatureSpace, batch: FeatureBatch): FeatureBatch {
  const vectors = space.listVectorInputs();
  if (vectors.length === 0) return batch;
  const dense = batch.dense.slice();
  const F = dense.length / batch.B;
  for (const { at, source } of vectors)
    for (let i = 0; i < batch.B; i++) dense.fill(0, i * F + at, i * F + at + source.width);
  return { ...batch, dense };
}
