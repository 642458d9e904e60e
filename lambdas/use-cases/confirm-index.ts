import type { Clock } from '../ports/clock.ts';
import { StoreError } from '../ports/store-error.ts';
import type { IndexedVersions, VectorIndex } from '../ports/vector-index.ts';
import type { StoredVector, VectorStore } from '../ports/vector-store.ts';

export interface ConfirmIndexPorts {
  readonly index: VectorIndex;
  readonly indexed: IndexedVersions;
  readonly vectors: Pick<VectorStore, 'getMany'>;
  readonly clock: Clock;
}

/** What one look into the index found. */
export interface IndexLook {
  /** Whether the version is recorded as being in the index, whole. */
  readonly isWhole: boolean;
  /** Vectors that were looked for, and those among them that were found; none when the version was recorded before. */
  readonly sampled: number;
  readonly found: number;
}

/** How far from 1 the cosine of a vector and itself may be. */
const SAME = 1e-4;

/**
 * Looks for some vectors of a version in the index, and records that it is there whole when all are found. Until then the exact
 * engine answers for it.
 * @param ids Products with a vector under the version, those written last among them.
 * @throws StoreError `unavailable`
 */
export async function lookInIndex(
  { index, indexed, vectors, clock }: ConfirmIndexPorts,
  modelVersion: string,
  ids: readonly string[],
): Promise<IndexLook> {
  if (await indexed.has(modelVersion)) return { isWhole: true, sampled: 0, found: 0 };
  const stored = await vectors.getMany(ids, modelVersion);
  const sample = [...stored.values()].filter(({ vector }) => vector.some((x) => x !== 0));
  const found = await countFound(index, sample);
  if (found < sample.length) return { isWhole: false, sampled: sample.length, found };
  await indexed.add(modelVersion, clock.now().toISOString());
  return { isWhole: true, sampled: sample.length, found };
}

/** An index that is still being built holds nothing. */
async function countFound(index: VectorIndex, sample: readonly StoredVector[]): Promise<number> {
  let found = 0;
  try {
    for (const one of sample) if (await holds(index, one)) found += 1;
    return found;
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'index-not-ready') return 0;
    throw cause;
  }
}

async function holds(index: VectorIndex, { productId, modelVersion, vector }: StoredVector): Promise<boolean> {
  if (vector.length !== index.dimensions) return false;
  const found = await index.nearest(modelVersion, vector, { k: index.maxResults, equals: {} });
  // Where more than fit are the same, the product may be among the others.
  const isCrowded = found.length === index.maxResults && found.every(({ score }) => score > 1 - SAME);
  return isCrowded || found.some(({ id }) => id === productId);
}
