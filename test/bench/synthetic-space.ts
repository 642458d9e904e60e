import { tmpdir } from 'node:os';
import { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import { type PackedProduct, packSegment } from '../../lambdas/core/search/pack-segment.ts';
import { SearchIndex } from '../../lambdas/core/search/search-index.ts';
import { Segment } from '../../lambdas/core/search/segment.ts';
import { createColumnMemory, SnapshotIndex } from '../../lambdas/core/search/snapshot-index.ts';
import { scratchFile } from '../../lambdas/stores/s3/scratch-file.ts';

/** Products of a segment, as snapshots have them. */
export const SEGMENT_PRODUCTS = 65_536;

/** Products as a shop has them: a ten-digit id, one of 500 brands, one of 200 categories and one of 1,000 prices; vectors of nearly normal numbers. */
function* syntheticProducts(count: number, D: number): Generator<PackedProduct, void, void> {
  const random = new CounterRandom(1, 'synthetic');
  for (let i = 0; i < count; i++) {
    const fields = {
      brand: `brand ${random.integer(500)}`,
      category: ['shop', `category ${random.integer(200)}`],
      price: random.integer(1000) / 10,
    };
    const vector = Float32Array.from({ length: D }, () => nearlyNormal(random));
    yield { id: syntheticId(i), vector, fields };
  }
}

/** The id of the i-th product. */
export function syntheticId(i: number): string {
  return `p${String(i).padStart(9, '0')}`;
}

/** The sum of four uniform numbers: what is drawn by the hundred million has to be cheap. */
export function nearlyNormal(random: CounterRandom): number {
  const [a, b] = [random.nextUint32(), random.nextUint32()];
  return ((a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16)) / 0xffff - 2;
}

/** Their segments, packed. */
export function* syntheticSegments(count: number, D: number, version = 'm-1'): Generator<Uint8Array, void, void> {
  let group: PackedProduct[] = [];
  for (const product of syntheticProducts(count, D)) {
    if (group.push(product) < SEGMENT_PRODUCTS) continue;
    yield packSegment(version, group);
    group = [];
  }
  if (group.length > 0) yield packSegment(version, group);
}

/** A served space of them, and the vectors of the first 64 as queries. */
export async function syntheticSpace(
  count: number,
  D: number,
  loadVectors: boolean,
): Promise<{ space: SearchIndex; queries: Float32Array[] }> {
  const segments: Segment[] = [];
  const codeSets = createColumnMemory();
  for (const bytes of syntheticSegments(count, D)) {
    segments.push(new Segment(await scratchFile(tmpdir(), chunk(bytes), () => {}), codeSets));
  }
  const base = new SnapshotIndex(segments, { loadVectors, codeSets });
  const space = new SearchIndex('m-1', D, base);
  const queries = Array.from({ length: Math.min(64, count) }, (_, i) => space.get(syntheticId(i))!);
  return { space, queries };
}

async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}
