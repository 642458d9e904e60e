import type { RunSteps } from '../runs/run-steps.ts';
import type { TrainingJob } from '../runs/training-job.ts';
import { announce, type Publishing, type PublishRunPorts, untilPromoted, verify } from './promote-with-retries.ts';
import { retireVersions } from './retire-versions.ts';

export interface PublishedCounts {
  /** Products with a vector under the version. */
  readonly embedded: number;
  /** Products that the model cannot read. */
  readonly notEmbeddable: number;
}

/** Products of one part, about. */
const PRODUCTS_PER_PART = 2500;
const MAX_PARTS = 1000;
/** From so many products on the number of parts stays the same. */
export const MAX_COUNTED_PRODUCTS = PRODUCTS_PER_PART * MAX_PARTS;
/** Shards at a time, and the share that may fail, at least one: what they leave out is found and mended when the vectors are verified. */
const CONCURRENT_SHARDS = 8;
const TOLERATED_SHARE = 0.1;

/** Makes a saved version live: announce, embed in shards, verify, pack a snapshot, promote, and let go what is no longer named. */
export async function publishRun(
  ports: PublishRunPorts,
  steps: RunSteps,
  job: TrainingJob,
  publishing: Publishing,
): Promise<PublishedCounts & { promoted: boolean }> {
  const { version, products } = publishing;
  const announced = await steps.take('announce', async () => {
    await job.enter('embedding', { modelVersion: version, embedded: 0 });
    return announce(ports, version);
  });
  const parts = Math.min(MAX_PARTS, Math.max(1, Math.ceil(products / PRODUCTS_PER_PART)));
  await embedInShards(steps, job, version, parts);
  const { verified, promotion, look } = await untilPromoted(ports, steps, job, publishing, parts, announced);
  const last =
    promotion === 'live' ? await verify(ports, steps, job, { ...look, name: 'look', mayCancel: false }) : verified;
  const retire = async (_: null, isOver: () => boolean) => ({ state: null, done: await retireVersions(ports, isOver) });
  await steps.slices('retire', null, retire, false);
  return { embedded: last.embedded, notEmbeddable: last.notEmbeddable, promoted: promotion === 'live' };
}

async function embedInShards(steps: RunSteps, job: TrainingJob, modelVersion: string, segments: number): Promise<void> {
  const requests = Array.from({ length: segments }, (_, segment) => ({ modelVersion, segment, segments }));
  const tolerated = Math.max(1, Math.floor(segments * TOLERATED_SHARE));
  const { results, failed } = await steps.durable.embedShards(requests, { concurrency: CONCURRENT_SHARDS, tolerated });
  await steps.take('embedded', async () => {
    const embedded = results.reduce((sum, one) => sum + one.embedded, 0);
    for (const one of results) job.spendElsewhere(one.milliseconds);
    job.decide('embed', `${segments} shards, of which ${failed} failed and are mended by the verification`, {
      segments,
      failed,
    });
    await job.progress({ embedded });
  });
}
