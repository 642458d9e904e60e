import { describe, expect, it } from 'vitest';
import { selectTrainingKernels } from '../../../lambdas/core/kernels/simd/training-kernels.ts';
import { isSampled, MAX_SAMPLED_PRODUCTS, SampleLayout } from '../../../lambdas/core/map/sample-layout.ts';
import { vectorBlobs } from '../../support/core/vector-blobs.ts';

const D = 16;
const BLOBS = 4;
const kernels = selectTrainingKernels();
const never = () => false;

const rowsOf = (vectors: Float32Array, first = 0) => ({
  ids: Array.from({ length: vectors.length / D }, (_, i) => `p${first + i}`),
  vectors,
  D,
});

/** The share of points whose nearest other point is of the same blob. */
function purityOf(points: Float32Array): number {
  const N = points.length / 2;
  let same = 0;
  for (let i = 0; i < N; i++) {
    let [best, nearest] = [Infinity, -1];
    for (let j = 0; j < N; j++) {
      const distance = (points[2 * i]! - points[2 * j]!) ** 2 + (points[2 * i + 1]! - points[2 * j + 1]!) ** 2;
      if (j !== i && distance < best) [best, nearest] = [distance, j];
    }
    if (nearest % BLOBS === i % BLOBS) same += 1;
  }
  return same / N;
}

describe('the layout of a sample', () => {
  const all = vectorBlobs(600, { D, blobs: BLOBS });
  const sample = rowsOf(all.slice(0, 200 * D));
  const layout = new SampleLayout(kernels, sample);
  const umap = layout.byUmap(never)!;

  it('keeps blobs of similar vectors apart, those of products outside the sample too', () => {
    expect(umap.method).toBe('umap');
    expect(purityOf(umap.place(sample))).toBe(1);
    expect(purityOf(umap.place(rowsOf(all)))).toBeGreaterThan(0.99);
  });

  it('places a sampled product where it is laid out, in every block', () => {
    const whole = umap.place(sample);
    const one = umap.place({ ids: ['p7'], vectors: all.subarray(7 * D, 8 * D), D });
    expect([...one]).toEqual([...whole.subarray(14, 16)]);
  });

  it('is the same each time', () => {
    const again = new SampleLayout(kernels, sample);
    expect(again.byUmap(never)!.place(rowsOf(all))).toEqual(umap.place(rowsOf(all)));
    expect(again.byPlane.place(rowsOf(all))).toEqual(layout.byPlane.place(rowsOf(all)));
    expect(again.findClusters(rowsOf(all))).toEqual(layout.findClusters(rowsOf(all)));
  });

  it('gives up UMAP once the time is over, and has the plane of most difference instead', () => {
    expect(layout.byUmap(() => true)).toBeUndefined();
    const points = layout.byPlane.place(sample);
    expect(layout.byPlane.method).toBe('pca');
    expect(points.every(Number.isFinite)).toBe(true);
    expect(purityOf(points)).toBeGreaterThan(0.5);
  });

  it('puts no two blobs into one cluster', () => {
    const clusters = layout.findClusters(rowsOf(all));
    const blobsOf = new Map<number, Set<number>>();
    for (const [i, cluster] of clusters.entries()) {
      blobsOf.set(cluster, (blobsOf.get(cluster) ?? new Set()).add(i % BLOBS));
    }
    expect([...blobsOf.values()].map((blobs) => blobs.size)).toEqual([...blobsOf].map(() => 1));
    expect(layout.clusterCount).toBeGreaterThanOrEqual(BLOBS);
  });

  it.each([1, 2, 5, 29])('draws %i products on the plane, without UMAP', (count) => {
    const few = rowsOf(all.slice(0, count * D));
    const small = new SampleLayout(kernels, few);
    expect(small.byUmap(never)).toBeUndefined();
    expect(small.byPlane.place(few).every(Number.isFinite)).toBe(true);
    expect(small.findClusters(few).every((cluster) => cluster < small.clusterCount)).toBe(true);
  });

  it('lays out products with equal vectors', () => {
    const equal = rowsOf(new Float32Array(60 * D).map((_, i) => (i % D === 0 ? 1 : 0)));
    const points = new SampleLayout(kernels, equal).byUmap(never)!.place(equal);
    expect(points.every(Number.isFinite)).toBe(true);
  });
});

describe('the sample of a catalog', () => {
  it('has all products of a small catalog', () => {
    expect(Array.from({ length: 1000 }, (_, i) => isSampled(`p${i}`, 1000)).every(Boolean)).toBe(true);
  });

  it('has about its size of a large catalog, from all over its ids', () => {
    const N = 40_000;
    const taken = Array.from({ length: N }, (_, i) => i).filter((i) => isSampled(`product-${i}`, N));
    expect(Math.abs(taken.length / MAX_SAMPLED_PRODUCTS - 1)).toBeLessThan(0.05);
    expect(Math.abs(taken.filter((i) => i < N / 2).length / taken.length - 0.5)).toBeLessThan(0.05);
  });
});
