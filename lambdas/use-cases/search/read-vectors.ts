import { hasDirection, writeUnit } from '../../core/numerics/normalize.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { CONCURRENT_READS } from '../catalog/read-products.ts';

/** Reads the stored vectors of products under a version, scaled to length 1. Products without one are left out. */
export async function readVectors(
  vectors: Pick<VectorStore, 'get'>,
  modelVersion: string,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  await mapConcurrently(new Set(ids), CONCURRENT_READS, async (id) => {
    const stored = await vectors.get(id, modelVersion);
    if (stored === undefined || !hasDirection(stored.vector)) return;
    const unit = new Float32Array(stored.vector.length);
    writeUnit(stored.vector, unit, 0);
    found.set(id, unit);
  });
  return found;
}
