import type { Model } from '../core/model/model.ts';
import type { StoredProduct } from '../ports/product-store.ts';
import type { StoredVector } from '../ports/vector-store.ts';

/** How far the length of a unit vector in float32 may be from 1. */
const UNIT_TOLERANCE = 1e-3;

/**
 * Whether what is stored is the embedding of a product as it is, or as somebody has written it since: finite, of the model's
 * dimension, and of the length that the model gives (1 when it normalises; 0 for a product without a single known feature).
 */
export function isUpToDate(model: Model, { revision }: StoredProduct, stored: StoredVector | undefined): boolean {
  return stored !== undefined && stored.revision >= revision && isSound(model, stored.vector);
}

function isSound({ parameters, normalize }: Model, vector: Float32Array): boolean {
  if (vector.length !== parameters.D || !vector.every(Number.isFinite)) return false;
  if (!normalize) return true;
  const length = Math.hypot(...vector);
  return length === 0 || Math.abs(length - 1) <= UNIT_TOLERANCE;
}
