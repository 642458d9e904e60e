import type { Clock } from '../../ports/clock.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { IndexedVersions, VectorIndex } from '../../ports/vector-index.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import type { RunContext } from '../runs/run-steps.ts';

export interface PollIndexPorts {
  readonly index: Pick<VectorIndex, 'dimensions' | 'maxResults' | 'nearest'>;
  readonly indexed: IndexedVersions;
  readonly vectors: Pick<VectorStore, 'getMany'>;
  readonly clock: Clock;
}

/** The version to search for in the index. */
export interface VersionToPoll {
  readonly version: string;
  /** Products with a vector under the version, among them those written last. */
  readonly ids: readonly string[];
  /** Name of the durable steps. */
  readonly name: string;
}

/** The result of one check of the index. Plain JSON: it is the result of a durable step. */
export interface IndexCheck {
  /** Whether the index is recorded to hold the whole version. */
  readonly isWhole: boolean;
  /** Vectors that were searched for, and those of them that were found. Both 0 if the version was recorded before. */
  readonly sampled: number;
  readonly found: number;
}

/** Waits after each failed check: a quarter of an hour in all. A durable wait costs nothing. */
const WAITS_SECONDS = [5, 10, 20, 40, 80, 160, 300, 300];

/** How far the cosine of a vector with itself may be from 1. */
const COSINE_TOLERANCE = 1e-4;

/**
 * Checks until the vector index holds the version, with longer and longer waits, and records the outcome as a decision of the
 * run. Returns also if the last check fails: the version then goes live nevertheless, and the exact engine serves it.
 */
export async function pollIndex(
  { ports, steps, job }: RunContext<PollIndexPorts>,
  { version, ids, name }: VersionToPoll,
): Promise<void> {
  for (let checks = 1; ; checks++) {
    const { isWhole } = await steps.take(`${name} ${checks}`, async () => {
      const check = await checkIndex(ports, version, ids);
      if (check.isWhole || checks > WAITS_SECONDS.length) {
        const servedBy = check.isWhole ? 'index' : 'exact';
        job.decide('index', describeCheck(check, checks), { ...check, looks: checks, servedBy });
      }
      return check;
    });
    const waitSeconds = WAITS_SECONDS[checks - 1];
    if (isWhole || waitSeconds === undefined) return;
    await steps.durable.wait(`${name} rest ${checks}`, waitSeconds);
  }
}

/**
 * Searches the index for some vectors of a version. If all are found, records that the index holds the whole version; until
 * then the exact engine serves it.
 * @param ids Products with a vector under the version, among them those written last.
 * @throws StoreError `unavailable`
 */
export async function checkIndex(
  { index, indexed, vectors, clock }: PollIndexPorts,
  modelVersion: string,
  ids: readonly string[],
): Promise<IndexCheck> {
  if (await indexed.has(modelVersion)) return { isWhole: true, sampled: 0, found: 0 };
  const stored = await vectors.getMany(ids, modelVersion);
  const sample = [...stored.values()];
  const found = await countFound(index, sample);
  if (found < sample.length) return { isWhole: false, sampled: sample.length, found };
  await indexed.add(modelVersion, clock.now().toISOString());
  return { isWhole: true, sampled: sample.length, found };
}

/** @returns 0 while the index is being built */
async function countFound(index: PollIndexPorts['index'], sample: readonly StoredVector[]): Promise<number> {
  let found = 0;
  try {
    for (const one of sample) if (await isInIndex(index, one)) found += 1;
    return found;
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'index-not-ready') return 0;
    throw cause;
  }
}

async function isInIndex(
  index: PollIndexPorts['index'],
  { productId, modelVersion, vector }: StoredVector,
): Promise<boolean> {
  if (vector.length !== index.dimensions) return false;
  const found = await index.nearest(modelVersion, vector, { k: index.maxResults, equals: {} });
  // If more vectors are equal than one answer holds, the product may be among those left out.
  const isCrowded = found.length === index.maxResults && found.every(({ score }) => score > 1 - COSINE_TOLERANCE);
  return isCrowded || found.some(({ id }) => id === productId);
}

function describeCheck({ isWhole, sampled, found }: IndexCheck, checks: number): string {
  if (isWhole && sampled === 0) return 'the vector index held the version already and serves it';
  if (isWhole) return `the vector index holds all ${sampled} sampled vectors and serves the version`;
  return (
    `the vector index holds ${found} of ${sampled} sampled vectors after ${checks} checks in a quarter of an hour: ` +
    'the exact engine serves the version; promote the version again to repeat the checks'
  );
}
