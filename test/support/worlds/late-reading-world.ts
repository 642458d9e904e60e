import { packSegment } from '../../../lambdas/core/search/pack-segment.ts';
import type { SegmentFile } from '../../../lambdas/core/search/segment-file.ts';
import type { SegmentHead, SegmentReference } from '../../../lambdas/ports/snapshot-store.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { ExactSearch } from '../../../lambdas/use-cases/search/exact-search.ts';
import type { FindSimilarPorts } from '../../../lambdas/use-cases/search/find-similar.ts';
import type { LiveIndexCache, LiveIndexCacheOptions } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { headOf } from '../../../lambdas/use-cases/snapshots/write-snapshot.ts';
import { storedVectorOf, TestClock, testStart } from '../core/factories.ts';
import { normals } from '../core/kernel-cases.ts';
import { packedProducts } from '../core/packed.ts';
import { liveIndexCacheOf } from './live-index-caches.ts';
import { noEmbedder } from './no-embedder.ts';
import { noExplainer } from './no-explainer.ts';

/** Long vectors: rows that are 32 apart are in different ranges. */
export const D = 128;
export const axis = Array.from({ length: D }, (_, i) => (i === 0 ? 1 : 0));
export const COUNT = 300;
const SEGMENT_PRODUCTS = 120;

/** A file on disk cannot be read once it is closed, or another file has its number. */
function openUntilClosed(file: SegmentFile): SegmentFile {
  let isClosed = false;
  return {
    ...file,
    read(at, into) {
      if (isClosed) throw new Error('EBADF: bad file descriptor, read');
      file.read(at, into);
    },
    close() {
      isClosed = true;
      file.close();
    },
  };
}

/** Counts what is read behind heads, and lets tests break it. */
class WatchedSnapshotStore extends MemorySnapshotStore {
  ranges = 0;
  rests = 0;
  wholes = 0;
  failRanges: Error | undefined;
  failRests: Error | undefined;
  onRest: () => void = () => {};
  beforeRest: Promise<void> | undefined;
  /** Of the reads of a rest, in their order. */
  readonly restSignals: (AbortSignal | undefined)[] = [];
  beforeRanges: () => Promise<void> = async () => {};
  changeRange: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;

  override async openSegment(...given: Parameters<MemorySnapshotStore['openSegment']>) {
    this.wholes += 1;
    return super.openSegment(...given);
  }

  override async openHead(...given: Parameters<MemorySnapshotStore['openHead']>): Promise<SegmentHead | undefined> {
    const head = await super.openHead(...given);
    return (
      head && {
        ...head,
        file: openUntilClosed(head.file),
        readRanges: async (ranges, signal) => {
          this.ranges += ranges.length;
          await this.beforeRanges();
          if (this.failRanges) throw this.failRanges;
          return (await head.readRanges(ranges, signal)).map(this.changeRange);
        },
        readRest: async (signal) => {
          this.rests += 1;
          this.restSignals.push(signal);
          const failure = this.failRests;
          this.onRest();
          await this.beforeRest;
          if (failure) throw failure;
          return head.readRest(signal);
        },
      }
    );
  }
}

/** A shop with a snapshot of several segments, a changed product and a removed one. */
export async function shop({ seed = 1, withHeads = true, count = COUNT } = {}) {
  const snapshots = new WatchedSnapshotStore();
  const [vectors, products, pointers] = [new MemoryVectorStore(), new MemoryProductStore(), new MemoryModelPointers()];
  const packed = packedProducts(count, D, seed);
  const segments: SegmentReference[] = [];
  for (let at = 0; at < count; at += SEGMENT_PRODUCTS) {
    const some = packed.slice(at, at + SEGMENT_PRODUCTS);
    const bytes = packSegment('m-1', some);
    const name = await snapshots.saveSegment('m-1', bytes);
    segments.push({ name, bytes: bytes.length, products: some.length, ...(withHeads && { head: headOf(bytes) }) });
  }
  await snapshots.publish('m-1', { takenAt: testStart, products: count, segments });
  for (const { id } of packed) {
    const product = { id, category: ['all', `kind ${id.length % 4}`] };
    await products.put({ product, revision: 'r', updatedAt: testStart });
  }
  const later = new Date(Date.parse(testStart) + 1000).toISOString();
  await vectors.putMany([{ ...storedVectorOf('p1', 'm-1', axis), revision: 'r' }], { updatedAt: later });
  await vectors.remove('p2', 'm-1', { revision: 'r', updatedAt: later });
  await pointers.move('live', { from: undefined, to: 'm-1', at: testStart });
  return { snapshots, vectors, products, pointers };
}

type Shop = Awaited<ReturnType<typeof shop>>;

/** A cold function. */
export function coldFunction({ products, ...stores }: Shop, headsFirst: boolean, wait?: LiveIndexCacheOptions['wait']) {
  const warnings: unknown[] = [];
  const ranges: number[] = [];
  const clock = new TestClock();
  const cache = liveIndexCacheOf({
    ...stores,
    clock,
    headsFirst,
    ...(wait && { wait }),
    onRanges: (count) => ranges.push(count),
    onWarning: (cause) => warnings.push(cause),
  });
  const ports: FindSimilarPorts = {
    products,
    vectors: stores.vectors,
    search: new ExactSearch(cache),
    embedder: noEmbedder,
    explainer: noExplainer,
  };
  return { ports, cache, warnings, ranges, clock };
}

export const settle = async () => {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
};

/** Lets a version go live whose vectors are those of few products, and lets the function read them. */
export async function goLive(
  { vectors, pointers }: Shop,
  cache: LiveIndexCache,
  from: string,
  to: string,
): Promise<void> {
  const few = ['p10', 'p11', 'p12'].map((id, i) => storedVectorOf(id, to, Array.from(normals(D, to, i))));
  await vectors.putMany(few, { updatedAt: testStart });
  await pointers.move('live', { from, to, at: testStart });
  await cache.live();
  await settle();
}
