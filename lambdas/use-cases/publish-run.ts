import { parseModel } from '../core/model/model-file.ts';
import type { SnapshotStore } from '../ports/snapshot-store.ts';
import type { WeightsStore } from '../ports/weights-store.ts';
import { awaitIndex } from './await-index.ts';
import type { ConfirmIndexPorts } from './confirm-index.ts';
import type { EmbedCatalogPorts } from './embed-catalog.ts';
import type { LoadedModel } from './model-source.ts';
import type { MovePointerPorts } from './move-pointer.ts';
import { noWeights, PublishError } from './publish-error.ts';
import { announceVersion, type Promotion, promoteVersion } from './publish-model.ts';
import { retireVersions } from './retire-versions.ts';
import type { RunSteps } from './run-step.ts';
import type { TrainingJob } from './training-job.ts';
import { type VerifiedVersion, type VersionToVerify, verifyVersion } from './verify-version.ts';
import { NO_SNAPSHOT, publishSnapshot, writeSegments } from './write-snapshot.ts';

export type PublishRunPorts = EmbedCatalogPorts &
  MovePointerPorts & {
    readonly weights: WeightsStore;
    readonly snapshots: SnapshotStore;
    /** Where the deployment searches a vector index. */
    readonly index?: Omit<ConfirmIndexPorts, 'vectors' | 'clock'> | undefined;
  };

/** What is published, and on whose word. */
export interface Publishing {
  readonly version: string;
  /** Of the version's data: a version of later data stays live. `override`: whatever is live. */
  readonly gatheredAt: string | 'override';
  /** Products that the catalog had when the run began. */
  readonly products: number;
}

export interface PublishedCounts {
  /** Products with a vector under the version. */
  readonly embedded: number;
  /** Products that the model cannot read. */
  readonly notEmbeddable: number;
}

/** Products of one part, about. */
const PRODUCTS_PER_PART = 2500;
const MOST_PARTS = 1000;
/** From so many products on the number of parts stays the same. */
export const MOST_COUNTED_PRODUCTS = PRODUCTS_PER_PART * MOST_PARTS;
/** Shards at a time, and the share that may fail, at least one: what they leave out is found and mended when the vectors are verified. */
const CONCURRENT_SHARDS = 8;
const TOLERATED_SHARE = 0.1;
/** Of publications that overlap each announces its version anew until it has gone live. */
const MOST_ANNOUNCEMENTS = 5;

/** Makes a saved version live: announce, embed in shards, verify, pack a snapshot, promote, and let go what is no longer named. */
export async function publishRun(
  ports: PublishRunPorts,
  steps: RunSteps,
  job: TrainingJob,
  publishing: Publishing,
): Promise<PublishedCounts & { promoted: boolean }> {
  const { version, products } = publishing;
  const { isNew } = await steps.take('announce', async () => {
    await job.enter('embedding', { modelVersion: version, embedded: 0 });
    return announceVersion(ports, version);
  });
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.ceil(products / PRODUCTS_PER_PART)));
  await embedInShards(steps, job, version, parts);
  const { verified, promotion, look } = await untilPromoted(ports, steps, job, publishing, { version, parts, isNew });
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

type Look = Pick<VersionToVerify, 'version' | 'parts' | 'isNew'>;

/** Verifies, packs and promotes, and begins again with the announcement where another version was announced meanwhile. */
async function untilPromoted(
  ports: PublishRunPorts,
  steps: RunSteps,
  job: TrainingJob,
  { version, gatheredAt }: Publishing,
  first: Look,
): Promise<{ verified: VerifiedVersion; promotion: Promotion; look: Look }> {
  for (let n = 1; n <= MOST_ANNOUNCEMENTS; n++) {
    // What left while another version was announced was not removed under this one.
    const look = { ...first, isNew: first.isNew && n === 1 };
    const again = n === 1 ? '' : ` again (${n})`;
    const verified = await verify(ports, steps, job, { ...look, name: `verify${again}`, mayCancel: true });
    await steps.take(`verified${again}`, async () => {
      const { embedded, notEmbeddable, mended } = verified;
      const why = `all ${embedded} vectors are there, finite and of the right length`;
      job.decide('verify', why, { embedded, notEmbeddable, mended });
    });
    const { index, vectors, clock } = ports;
    const inIndex = { version, verified, name: `index${again}` };
    if (index) await awaitIndex({ ...index, vectors, clock }, steps, job, inIndex);
    await pack(ports, steps, job, version, `snapshot${again}`);
    const promotion = await steps.take(`promote${again}`, () => promote(ports, job, version, gatheredAt), false);
    if (promotion !== 'superseded') return { verified, promotion, look };
    await steps.take(`announce${again} anew`, () => announceVersion(ports, version));
  }
  throw new PublishError(
    'superseded',
    `other versions were announced ${MOST_ANNOUNCEMENTS} times while ${version} was made complete, expected a quiet while; ` +
      'live is not moved to it: let their runs end, and promote it then',
  );
}

function verify(ports: PublishRunPorts, steps: RunSteps, job: TrainingJob, look: VersionToVerify) {
  return verifyVersion(ports, steps, job, () => loaded(ports, look.version), look);
}

async function pack(
  ports: PublishRunPorts,
  steps: RunSteps,
  job: TrainingJob,
  version: string,
  name: string,
): Promise<void> {
  const parts = await steps.slices(name, NO_SNAPSHOT, (from, isOver) => writeSegments(ports, version, from, isOver));
  await steps.take(`${name}: manifest`, async () => {
    const { segments = [], products = 0 } = (await publishSnapshot(ports, version, parts)) ?? {};
    job.decide('snapshot', `${products} vectors are packed for search`, { segments: segments.length });
    await job.enter('promoting');
  });
}

async function promote(
  ports: PublishRunPorts,
  job: TrainingJob,
  version: string,
  gatheredAt: string,
): Promise<Promotion> {
  const promotion = await promoteVersion(ports, version, gatheredAt);
  const why = {
    live: `${version} is live`,
    'later-data': 'a version of later data is live, and stays so',
    superseded: 'another version was announced meanwhile: this one is announced and made complete anew',
  }[promotion];
  job.decide('promote', why, { promoted: promotion === 'live' });
  return promotion;
}

/** @throws PublishError `no-weights` */
async function loaded({ weights }: PublishRunPorts, version: string): Promise<LoadedModel> {
  const bytes = await weights.load(version);
  if (bytes) return { version, model: parseModel(bytes) };
  throw noWeights(version);
}
