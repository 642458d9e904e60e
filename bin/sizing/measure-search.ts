/**
 * `node --expose-gc bin/sizing/measure-search.ts PRODUCTS DIM FOLDER`: opens the segments of a folder as the search
 * function does, searches them, and prints one line of JSON: seconds of processor time, and bytes in memory and in S3.
 */
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import { searchExact } from '../../lambdas/core/search/search-exact.ts';
import { SearchIndex } from '../../lambdas/core/search/search-index.ts';
import { Segment } from '../../lambdas/core/search/segment.ts';
import { createColumnMemory, SnapshotIndex } from '../../lambdas/core/search/snapshot-index.ts';
import { scratchFile } from '../../lambdas/stores/s3/scratch-file.ts';
import { processorSeconds } from './rates.ts';

const [count = '', dimension = '', folder = ''] = process.argv.slice(2);
const [products, dim] = [Number(count), Number(dimension)];
const QUERIES = 50;

const random = new CounterRandom(1, 'measure-search');
const queries = Array.from({ length: QUERIES }, () => Float32Array.from({ length: dim }, () => random.uniform() - 0.5));
const files = readdirSync(folder).map((name) => join(folder, name));
const storedBytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
const before = residentBytes();
const segments: Segment[] = [];
const codeSets = createColumnMemory();
for (const file of files)
  segments.push(new Segment(await scratchFile(folder, createReadStream(file), () => {}), codeSets));
const index = new SearchIndex('m-1', dim, new SnapshotIndex(segments, { loadVectors: false, codeSets }));
searchExact(index, queries[0]!, { k: 10 });
const bytes = residentBytes() - before;
const startedAt = processorSeconds();
for (const query of queries) searchExact(index, query, { k: 10 });
const querySeconds = (processorSeconds() - startedAt) / QUERIES;
console.log(
  JSON.stringify({
    products,
    dim,
    querySeconds,
    bytesPerProduct: bytes / products,
    storedBytesPerProduct: storedBytes / products,
  }),
);

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
