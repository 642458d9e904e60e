/**
 * The cost of one size of catalog, in a process of its own: scale-one.ts pack PRODUCTS D FOLDER writes its segments,
 * scale-one.ts search PRODUCTS D FOLDER opens them as a query function does, and prints one line of JSON: milliseconds to
 * load and to search, and the bytes that the process grew by, resident, after garbage collection.
 */
import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { searchExact } from '../../lambdas/core/search/search-exact.ts';
import { SearchIndex } from '../../lambdas/core/search/search-index.ts';
import { Segment } from '../../lambdas/core/search/segment.ts';
import { createColumnMemory, SnapshotIndex } from '../../lambdas/core/search/snapshot-index.ts';
import { scratchFile } from '../../lambdas/stores/s3/scratch-file.ts';
import { timed } from './measure.ts';
import { syntheticSegments, syntheticSpace } from './synthetic-space.ts';

const [task = '', count = '', dimension = '', folder = '', seconds = '1'] = process.argv.slice(2);
const [products, D] = [Number(count), Number(dimension)];

if (task === 'pack') {
  let i = 0;
  for (const bytes of syntheticSegments(products, D)) writeFileSync(join(folder, `${i++}.segment`), bytes);
} else {
  // A small space is searched first: it loads code, kernels and search buffers, which every space needs. They are not counted.
  const { space: warm, queries } = await syntheticSpace(5000, D, false);
  for (const query of queries) searchExact(warm, query, { k: 10 });
  const before = residentBytes();
  const start = performance.now();
  const space = await opened();
  const loadMilliseconds = performance.now() - start;
  const next = queries.values();
  const timing = timed(() => {
    const query = next.next().value ?? queries[0]!;
    searchExact(space, query, { k: 10 });
  }, Number(seconds));
  const bytes = residentBytes() - before;
  const { size } = space;
  for (const one of [warm, space]) one.close();
  console.log(JSON.stringify({ loadMilliseconds, timing, bytes, size }));
}

async function opened(): Promise<SearchIndex> {
  const segments: Segment[] = [];
  const codeSets = createColumnMemory();
  for (const name of readdirSync(folder)) {
    segments.push(new Segment(await scratchFile(folder, createReadStream(join(folder, name)), () => {}), codeSets));
  }
  return new SearchIndex('m-1', D, new SnapshotIndex(segments, { loadVectors: false, codeSets }));
}

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
