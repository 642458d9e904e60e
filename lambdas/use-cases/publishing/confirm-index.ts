import type { Clock } from '../../ports/clock.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { IndexedVersions, VectorIndex } from '../../ports/vector-index.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import type { RunSteps } from '../runs/run-steps.ts';
import type { TrainingJob } from '../runs/training-job.ts';
import type { VerifiedVersion } from './verify-version.ts';

export interface ConfirmIndexPorts {
  readonly index: VectorIndex;
  readonly indexed: IndexedVersions;
  readonly vectors: Pick<VectorStore, 'getMany'>;
  readonly clock: Clock;
}

/** What one look into the index found. */
export interface IndexCheck {
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
export async function checkIndex(
  { index, indexed, vectors, clock }: ConfirmIndexPorts,
  modelVersion: string,
  ids: readonly string[],
): Promise<IndexCheck> {
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

/** How long the run rests after each look that has not found everything: a quarter of an hour in all. Nothing is paid meanwhile. */
const WAITS_SECONDS = [5, 10, 20, 40, 80, 160, 300, 300];

/**
 * Looks for a version in the vector index, again and again with longer and longer rests, and puts down as a decision of the run what came of
 * it. A version that is not found in time goes live all the same, and is served by the exact engine.
 * @param name Of the steps.
 */
export async function confirmIndex(
  ports: ConfirmIndexPorts,
  steps: RunSteps,
  job: TrainingJob,
  { version, verified, name }: { version: string; verified: VerifiedVersion; name: string },
): Promise<void> {
  const ids = [...new Set([...verified.spread, ...verified.last])];
  for (let looks = 1; ; looks++) {
    const { isWhole } = await steps.take(`${name} ${looks}`, async () => {
      const look = await checkIndex(ports, version, ids);
      if (look.isWhole || looks > WAITS_SECONDS.length) {
        job.decide('index', becauseOf(look, looks), { ...look, looks, servedBy: look.isWhole ? 'index' : 'exact' });
      }
      return look;
    });
    const wait = WAITS_SECONDS[looks - 1];
    if (isWhole || wait === undefined) return;
    await steps.durable.rest(`${name} rest ${looks}`, wait);
  }
}

function becauseOf({ isWhole, sampled, found }: { isWhole: boolean; sampled: number; found: number }, looks: number) {
  if (isWhole && sampled === 0) return 'the version was in the vector index already, which serves it';
  if (isWhole) return `all ${sampled} vectors that were looked for are in the vector index, which serves the version`;
  return (
    `${found} of ${sampled} vectors that were looked for are in the vector index after ${looks} looks in a quarter of an hour: ` +
    'the exact engine serves the version; promote it again to look again'
  );
}
