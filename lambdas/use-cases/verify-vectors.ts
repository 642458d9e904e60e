import type { Model } from '../core/model/model.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import type { EmbeddedCatalog } from './embed-catalog.ts';
import { inParallel } from './in-parallel.ts';
import type { LoadedModel } from './model-source.ts';

const PARALLEL_READS = 32;
/** How far the length of a unit vector in float32 may be from 1. */
const UNIT_TOLERANCE = 1e-3;

/**
 * Reads a version's vectors back from the store.
 * @returns ids of the embedded products whose vector is not there, not finite, of another dimension, or not of the length
 * that the model gives (1 when it normalises; 0 for a product without a single known feature).
 */
export async function findFaultyVectors(
  vectors: VectorStore,
  { version, model }: LoadedModel,
  { revisions, unreadable }: EmbeddedCatalog,
): Promise<string[]> {
  const faulty: string[] = [];
  const expected = new Set([...revisions.keys()].filter((id) => !unreadable.has(id)));
  for await (const change of vectors.changes(version)) {
    if (change.kind === 'removed' || !expected.delete(change.stored.productId)) continue;
    if (!isSound(model, change.stored.vector)) faulty.push(change.stored.productId);
  }
  // What has changed just now may not be among the changes yet.
  await inParallel([...expected], PARALLEL_READS, async (id) => {
    const stored = await vectors.get(id, version);
    if (stored === undefined || !isSound(model, stored.vector)) faulty.push(id);
  });
  return faulty;
}

function isSound({ parameters, normalize }: Model, vector: Float32Array): boolean {
  if (vector.length !== parameters.D || !vector.every(Number.isFinite)) return false;
  if (!normalize) return true;
  const length = Math.hypot(...vector);
  return length === 0 || Math.abs(length - 1) <= UNIT_TOLERANCE;
}
