import type { ModelPointers, ModelRegistry } from '../../ports/model-registry.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';

export interface MemoryCheckPorts {
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly registry: Pick<ModelRegistry, 'get'>;
  readonly snapshots: Pick<SnapshotStore, 'list'>;
}

/** What a product takes in memory beside its numbers: id, place, fields. */
const BYTES_PER_PRODUCT = 150;
/** A code of one byte in a snapshot; twice, for what has changed since and is not packed yet. */
const BYTES_PER_NUMBER = 2;
/** What the function takes beside what it searches. */
const FUNCTION_BYTES = 250e6;

/**
 * Whether the vectors of `live` fit into a memory, by the number of products that its newest snapshot holds: those that search has to
 * hold, of which a run may have trained on a part. Without a snapshot that can be read, by those that the version was trained on.
 * Reading more would end the function instead of answering. True where nothing is known of the version.
 */
export async function fitsInMemory(ports: MemoryCheckPorts, memoryBytes: number): Promise<boolean> {
  const live = await ports.pointers.read('live');
  const record = live && (await ports.registry.get(live.version));
  const products = record && ((await packedProducts(ports, record.version)) ?? trainedProducts(record.report.data));
  if (record === undefined || products === undefined) return true;
  return products * (BYTES_PER_NUMBER * record.dim + BYTES_PER_PRODUCT) + FUNCTION_BYTES <= memoryBytes;
}

async function packedProducts({ snapshots }: MemoryCheckPorts, modelVersion: string): Promise<number | undefined> {
  const [newest] = await snapshots.list(modelVersion).catch(() => []);
  return newest?.products;
}

function trainedProducts(data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null || !('products' in data)) return undefined;
  return typeof data.products === 'number' ? data.products : undefined;
}
