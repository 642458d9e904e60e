import { parseModel } from '../core/model/model-file.ts';
import type { DecisionLog } from '../ports/decision-log.ts';
import type { WeightsStore } from '../ports/weights-store.ts';
import type { LoadedModel } from './model-source.ts';
import {
  announceVersion,
  completeVersion,
  type PublishedCounts,
  type PublishModelPorts,
  promoteVersion,
  retireVersion,
} from './publish-model.ts';
import type { RunSteps } from './run-step.ts';
import type { TrainingJob } from './training-job.ts';

export type PublishRunPorts = PublishModelPorts & { readonly weights: WeightsStore; readonly decisions: DecisionLog };

/** What is published, and on whose word. */
export interface Publishing {
  readonly version: string;
  /** Of the version's data: a version of later data stays live. `override`: whatever is live. */
  readonly gatheredAt: string | 'override';
  /** Products that the catalog had when the run began. */
  readonly products: number;
}

/** Products of one shard, about. */
const PRODUCTS_PER_SHARD = 2500;
const MOST_SHARDS = 1000;
/** Shards at a time, and the share that may fail: what they leave out is found and mended when the vectors are verified. */
const CONCURRENT_SHARDS = 8;
const TOLERATED_SHARE = 0.1;

/** Makes a saved version live: announce, embed in shards, verify, promote, and let the version before the last go. */
export async function publishRun(
  ports: PublishRunPorts,
  steps: RunSteps,
  job: TrainingJob,
  { version, gatheredAt, products }: Publishing,
): Promise<PublishedCounts & { promoted: boolean }> {
  const { previous } = await steps.take('announce', async () => {
    await job.enter('embedding', { modelVersion: version, embedded: 0 });
    return announceVersion(ports, version);
  });
  await embedInShards(steps, job, version, products);
  const counts = await steps.take('verify', async () => {
    await job.enter('verifying');
    const counts = await completeVersion(ports, await loaded(ports, version), (embedded) => job.progress({ embedded }));
    job.decide('verify', `all ${counts.embedded} vectors are there, finite and of the right length`, { ...counts });
    await job.enter('promoting', { ...counts });
    return counts;
  });
  const live = await steps.take('promote', async () => {
    const live = await promoteVersion(ports, await loaded(ports, version), gatheredAt);
    const why = live ? `${version} is live` : 'a version of later data is live, and stays so';
    job.decide('promote', why, { promoted: live !== undefined });
    return live ?? null;
  });
  if (live) await steps.take('retire', () => retireVersion(ports, previous));
  return { ...(live ?? counts), promoted: live !== null };
}

async function embedInShards(steps: RunSteps, job: TrainingJob, modelVersion: string, products: number): Promise<void> {
  const segments = Math.min(MOST_SHARDS, Math.max(1, Math.ceil(products / PRODUCTS_PER_SHARD)));
  const requests = Array.from({ length: segments }, (_, segment) => ({ modelVersion, segment, segments }));
  const tolerated = Math.floor(segments * TOLERATED_SHARE);
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

/** @throws RangeError when the version has no weights */
async function loaded({ weights }: PublishRunPorts, version: string): Promise<LoadedModel> {
  const bytes = await weights.load(version);
  if (bytes) return { version, model: parseModel(bytes) };
  throw new RangeError(`version ${version} has no weights, expected saved ones: publish another version`);
}
