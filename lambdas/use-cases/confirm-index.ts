import type { Backoff } from '../ports/backoff.ts';
import type { Clock } from '../ports/clock.ts';
import { StoreError } from '../ports/store-error.ts';
import type { IndexedVersions, VectorIndex } from '../ports/vector-index.ts';
import type { StoredVector, VectorStore } from '../ports/vector-store.ts';

export interface ConfirmIndexPorts {
  readonly index: VectorIndex;
  readonly indexed: IndexedVersions;
  readonly vectors: Pick<VectorStore, 'get'>;
  readonly clock: Clock;
  /** Between looks: the index follows the table within seconds. */
  readonly backoff: Backoff;
}

/** How many products are looked for. */
const SAMPLED = 16;
/** How far from 1 the cosine of a vector and itself may be. */
const SAME = 1e-4;

/**
 * Records that a version is in the index whole, when all its vectors have been written and a sample of them is found there.
 * Until then the exact engine answers for it.
 * @param ids Products with a vector under the version, those written last at the end.
 * @returns whether the version is recorded now. @throws StoreError `unavailable`
 */
export async function confirmIndexed(
  ports: ConfirmIndexPorts,
  modelVersion: string,
  ids: readonly string[],
): Promise<boolean> {
  const { indexed, backoff, clock } = ports;
  if (await indexed.has(modelVersion)) return true;
  const sample = await sampleOf(ports, modelVersion, ids);
  for (let failures = 1; !(await holdsAll(ports.index, sample)); failures++) {
    if (failures >= backoff.attempts) return false;
    await backoff.wait(failures);
  }
  await indexed.add(modelVersion, clock.now().toISOString());
  return true;
}

/** The last ones, and some all over the catalog. */
async function sampleOf(
  { vectors }: ConfirmIndexPorts,
  modelVersion: string,
  ids: readonly string[],
): Promise<StoredVector[]> {
  const stride = Math.max(1, Math.floor(ids.length / (SAMPLED / 2)));
  const chosen = new Set([...ids.slice(-SAMPLED / 2), ...ids.filter((_, i) => i % stride === 0)]);
  const found = await Promise.all([...chosen].map((id) => vectors.get(id, modelVersion)));
  return found.filter((one) => one?.vector.some((x) => x !== 0)).map((one) => one!);
}

async function holdsAll(index: VectorIndex, sample: readonly StoredVector[]): Promise<boolean> {
  try {
    for (const one of sample) if (!(await holds(index, one))) return false;
    return true;
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'index-not-ready') return false;
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
