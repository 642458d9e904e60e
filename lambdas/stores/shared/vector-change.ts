import { hasDirection } from '../../core/numerics/normalize.ts';
import type { RemovedVector, StoredVector, VectorChange } from '../../ports/vector-store.ts';

/** Whether a change says that there is no vector any more. */
export function isRemoval(change: VectorChange): change is RemovedVector {
  return change.kind === 'removed';
}

/**
 * A stored vector as a change. One that is all zero or not finite, as older versions of this project wrote, is no
 * embedding: it counts as the mark of a product that is not embeddable.
 */
export function readVectorChange(stored: StoredVector, updatedAt: string): VectorChange {
  if (hasDirection(stored.vector)) return { kind: 'written', stored, updatedAt };
  const { productId, revision } = stored;
  const detail = 'the stored vector is all zero or not finite: write the product again';
  return { kind: 'removed', productId, updatedAt, notEmbeddable: { revision, detail } };
}
