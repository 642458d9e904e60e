/**
 * `node test/bench/map/measure-map.ts [--vectors FILE.npy | --products 100000 --dim 64]`: measures how long the map of a catalog
 * takes, and how well it keeps the 10 nearest products of 1,000 products, by `map-quality.ts`. Vectors come from `kindred export --format npy`; otherwise they are synthetic, in 200 groups of one size.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { selectTrainingKernels } from '../../../lambdas/core/kernels/simd/training-kernels.ts';
import { isSampled, type Placement, SampleLayout } from '../../../lambdas/core/map/sample-layout.ts';
import { vectorBlobs } from '../../support/core/vector-blobs.ts';
import { measureQuality } from './map-quality.ts';
import { readNpy } from './read-npy.ts';

const NEIGHBOURS = 10;
const QUERIES = 1000;
const BLOCK_ROWS = 1024;
const { values } = parseArgs({
  options: {
    vectors: { type: 'string' },
    products: { type: 'string', default: '100000' },
    dim: { type: 'string', default: '64' },
  },
});
const { rows: vectors, D } =
  values.vectors === undefined
    ? {
        rows: vectorBlobs(Number(values.products), { D: Number(values.dim), blobs: 200, spread: 0.7 }),
        D: Number(values.dim),
      }
    : readNpy(readFileSync(values.vectors));
const N = vectors.length / D;
const ids = Array.from({ length: N }, (_, i) => `product-${i}`);
const kernels = selectTrainingKernels();
/** Products from all over the catalog. */
const queries = ids.map((_, i) => i).filter((i) => i % Math.max(1, Math.floor(N / QUERIES)) === 0);

/** Does something, and prints how long it took. */
function timed<Result>(what: string, work: () => Result): Result {
  const [start, usage] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(usage);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${what}: ${seconds} s, ${((user + system) / 1e6).toFixed(1)} s of processor time`);
  return result;
}

const sampled = ids.map((_, i) => i).filter((i) => isSampled(ids[i]!, N));
const sample = new Float32Array(sampled.length * D);
for (const [place, i] of sampled.entries()) sample.set(vectors.subarray(i * D, (i + 1) * D), place * D);
console.log(`${N} products of ${D} numbers, ${sampled.length} in the sample`);
const sampleRows = { ids: sampled.map((i) => ids[i]!), vectors: sample, D };
const layout = timed('plane and clusters of the sample', () => new SampleLayout(kernels, sampleRows));
const umap = timed('UMAP of the sample', () => layout.byUmap(() => false));
for (const placement of [layout.byPlane, ...(umap ? [umap] : [])]) {
  const points = timed(`placing by ${placement.method}`, () => placeAll(placement));
  const { recall, trustworthiness } = measureQuality(points, vectors, NEIGHBOURS, queries);
  const kept = `keeps ${(100 * recall).toFixed(1)} % of the ${NEIGHBOURS} nearest`;
  console.log(`${placement.method} ${kept}, trustworthiness ${trustworthiness.toFixed(3)}`);
}
console.log(`${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`);

function placeAll(placement: Placement): Float32Array {
  const points = new Float32Array(2 * N);
  for (let start = 0; start < N; start += BLOCK_ROWS) {
    const end = Math.min(N, start + BLOCK_ROWS);
    const block = { ids: ids.slice(start, end), vectors: vectors.subarray(start * D, end * D), D };
    points.set(placement.place(block), 2 * start);
    layout.findClusters(block);
  }
  return points;
}
