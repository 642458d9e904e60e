/**
 * `node test/bench/map/measure-map.ts [--vectors FILE.npy | --products 100000 --dim 64]`: measures how long the map of a catalog
 * takes, and how well it keeps neighbours: of the 15 nearest products by vector, how many are among the 15 nearest on the map,
 * for 1,000 products. Vectors come from `kindred export --format npy`; otherwise they are synthetic, in 200 groups of one size.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { NearestRows } from '../../../lambdas/core/map/nearest-rows.ts';
import { isSampled, type Placement, SampleLayout } from '../../../lambdas/core/map/sample-layout.ts';
import { selectTrainingKernels } from '../../../lambdas/core/training/steps/training-kernels.ts';
import { vectorBlobs } from '../../support/core/vector-blobs.ts';
import { readNpy } from './read-npy.ts';

const NEIGHBOURS = 15;
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
  console.log(`${placement.method} keeps ${(100 * keptNeighbours(points)).toFixed(1)} % of the ${NEIGHBOURS} nearest`);
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

/** The mean share over products from all over the catalog. */
function keptNeighbours(points: Float32Array): number {
  const stride = Math.max(1, Math.floor(N / QUERIES));
  const nearest = new NearestRows(kernels, vectors, D, NEIGHBOURS + 1);
  let [kept, all] = [0, 0];
  for (let i = 0; i < N; i += stride) {
    const { rows } = nearest.find(vectors.subarray(i * D, (i + 1) * D));
    const byVector = [...rows].filter((row) => row !== i).slice(0, NEIGHBOURS);
    const onMap = new Set(nearestOnMap(points, i));
    kept += byVector.filter((row) => onMap.has(row)).length;
    all += byVector.length;
  }
  return kept / all;
}

function nearestOnMap(points: Float32Array, i: number): number[] {
  const distances = Float64Array.from({ length: N }, (_, j) =>
    j === i ? Infinity : (points[2 * i]! - points[2 * j]!) ** 2 + (points[2 * i + 1]! - points[2 * j + 1]!) ** 2,
  );
  const limit = distances.slice().sort()[Math.min(NEIGHBOURS, N) - 1]!;
  const found: number[] = [];
  for (let j = 0; j < N && found.length < NEIGHBOURS; j++) if (distances[j]! <= limit) found.push(j);
  return found;
}
