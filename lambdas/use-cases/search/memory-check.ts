import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';

export interface MemoryCheckPorts {
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly registry: Pick<ModelRegistry, 'get'>;
  readonly snapshots: Pick<SnapshotStore, 'list'>;
}

/** Memory of a product besides its vector: id, position, fields. */
const BYTES_PER_PRODUCT = 150;
/** One byte for each number of a vector in the snapshot, and again for changes that are not packed yet. */
const BYTES_PER_NUMBER = 2;
/** Memory of the function besides what it searches. */
const FUNCTION_BYTES = 250e6;

/**
 * Estimates whether the exact engine can hold the vectors of the live version: reading more than fits would end the function
 * instead of answering. Counts the products of the newest readable snapshot, else those that the version was trained on. A run
 * may train on a part of the catalog.
 * @returns true if nothing is known about the version
 */
export async function fitsInMemory(ports: MemoryCheckPorts, memoryBytes: number): Promise<boolean> {
  const live = await ports.pointers.read('live');
  const record = live && (await ports.registry.get(live.version));
  const products =
    record && ((await countPackedProducts(ports, record.version)) ?? trainedProductsOf(record.report.data));
  if (record === undefined || products === undefined) return true;
  return products * (BYTES_PER_NUMBER * record.dim + BYTES_PER_PRODUCT) + FUNCTION_BYTES <= memoryBytes;
}

async function countPackedProducts({ snapshots }: MemoryCheckPorts, modelVersion: string): Promise<number | undefined> {
  const [newest] = await snapshots.list(modelVersion).catch(() => []);
  return newest?.products;
}

function trainedProductsOf(data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null || !('products' in data)) return undefined;
  return typeof data.products === 'number' ? data.products : undefined;
}

/**
 * The size up to which the float32 vectors of a snapshot stay in memory: a quarter of the function's memory. From larger
 * snapshots a search reads the vectors that it scores.
 */
export function computeKeptVectorBytes(memoryMegabytes = 1024): number {
  return memoryMegabytes * 2 ** 18;
}
