import { parseModel } from '../../core/model/model-file.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { FrozenCatalog, RunStore } from '../../ports/run-store.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import type { LoadedModel } from '../models/model-cache.ts';
import type { MovePointerPorts } from '../models/move-pointer.ts';
import { expireWeights } from '../models/weights-expiry.ts';
import type { RunContext, SliceEnd } from '../runs/run-steps.ts';
import type { TrainingJob } from '../runs/training-job.ts';
import { NO_SNAPSHOT, publishSnapshot, type SnapshotPart, writeSegments } from '../snapshots/write-snapshot.ts';
import { type Announcement, announceVersion } from './announce-version.ts';
import { type PollIndexPorts, pollIndex } from './poll-index.ts';
import { type Promotion, promoteVersion } from './promote-version.ts';
import { noWeights } from './publish-error.ts';
import { retireVersions } from './retire-versions.ts';
import type { VerifyCatalogPorts } from './verify-and-repair-part.ts';
import { type VerifiedVersion, type VersionToVerify, verifyVersion } from './verify-version.ts';

/*
 * The durable steps of a publication, in the order in which publish-run.ts takes them. Each does its work, and reports in the job
 * what it found. The names of the steps are stored with a run in progress, so they must not change.
 */

export type PublishPorts = VerifyCatalogPorts &
  MovePointerPorts & {
    readonly metrics: Metrics;
    readonly weights: WeightsStore;
    readonly runs: Pick<RunStore, 'write'>;
    readonly snapshots: SnapshotStore;
    /** Present if the deployment searches a vector index. */
    readonly index?: Omit<PollIndexPorts, 'vectors' | 'clock'> | undefined;
  };

export type PublishRun = RunContext<PublishPorts>;

/** A version to make live. */
export interface Publication {
  readonly version: string;
  /** When the data of the version was gathered (RFC 3339): a live version of later data stays live. `override`: no version does. */
  readonly gatheredAt: string | 'override';
  /** The number of products in the catalog when the run started. */
  readonly products: number;
  /** The products as the run found them. @default later steps read the table */
  readonly catalog?: FrozenCatalog | undefined;
}

/** One round of completing and promoting an announced version. */
export interface PublishRound extends Publication {
  /** The number of parts in which the catalog is read. */
  readonly parts: number;
  /** When the version was announced first (RFC 3339). */
  readonly announcedAt: string;
  /** Makes the names of the steps of this round unique: empty in the first round. */
  readonly suffix: string;
}

export async function announce({ ports, steps, job }: PublishRun, version: string): Promise<Announcement> {
  return steps.take('announce', async () => {
    await job.enter('embedding', { modelVersion: version, embedded: 0 });
    return announceVersion(ports, version);
  });
}

/** Verifies and repairs the vectors of the version. @throws PublishError `no-weights`, `vectors-incomplete` */
export async function verify(run: PublishRun, round: PublishRound): Promise<VerifiedVersion> {
  const { suffix } = round;
  const verified = await verifyVersion(run, { ...targetOf(run, round), name: `verify${suffix}`, mayCancel: true });
  await run.steps.take(`verified${suffix}`, async () => {
    const { embedded, notEmbeddable, mended, orphans = 0 } = verified;
    const why = `all ${embedded} vectors are stored, finite and of the right length`;
    run.job.decide('verify', why, { embedded, notEmbeddable, mended, orphans });
  });
  return verified;
}

/**
 * Verifies once more after `live` has moved. Finds products whose writer died before it embedded them, and products written
 * in the moment when another version was announced.
 */
export function verifyAfterPromotion(run: PublishRun, round: PublishRound): Promise<VerifiedVersion> {
  return verifyVersion(run, { ...targetOf(run, round), name: 'look', mayCancel: false });
}

/** Waits for the vector index, for a limited time. Does nothing if the deployment has no vector index. */
export async function waitForIndex(
  { ports, steps, job }: PublishRun,
  { version, suffix }: PublishRound,
  { spread, last }: VerifiedVersion,
): Promise<void> {
  const { index, vectors, clock } = ports;
  if (index === undefined) return;
  const ids = [...new Set([...spread, ...last])];
  await pollIndex({ ports: { ...index, vectors, clock }, steps, job }, { version, ids, name: `index${suffix}` });
}

/** Packs the vectors into a snapshot for search. */
export async function packSnapshot(
  { ports, steps, job }: PublishRun,
  { version, suffix }: PublishRound,
): Promise<void> {
  const name = `snapshot${suffix}`;
  const slices = await steps.inSlices<SliceEnd<SnapshotPart>>(name, (before, { isOver }) =>
    writeSegments(ports, version, before?.state ?? NO_SNAPSHOT, isOver),
  );
  await steps.take(`${name}: manifest`, async () => {
    const parts = slices.map(({ state }) => state);
    const { segments = [], products = 0 } = (await publishSnapshot(ports, version, parts)) ?? {};
    job.decide('snapshot', `${products} vectors are packed for search`, { segments: segments.length });
    await job.enter('promoting');
  });
}

/** Moves `live`, unless another version was announced or is of later data. */
export async function promote({ ports, steps, job }: PublishRun, round: PublishRound): Promise<Promotion> {
  const { version, gatheredAt, suffix, announcedAt } = round;
  const work = async () => {
    const promotion = await promoteVersion(ports, version, gatheredAt);
    decidePromotion(job, version, promotion);
    const seconds = (ports.clock.now().getTime() - Date.parse(announcedAt)) / 1000;
    if (promotion === 'live') ports.metrics.record('publication', { publicationSeconds: seconds });
    return promotion;
  };
  return steps.take(`promote${suffix}`, work, false);
}

/** Deletes announced versions that no pointer references any more, and weights that have expired. */
export async function retireOldVersions({ ports, steps }: PublishRun): Promise<void> {
  await steps.inSlices<SliceEnd<string | null>>(
    'retire',
    async (before, { isOver }) => {
      if (!(await retireVersions(ports, isOver))) return { state: null, done: false };
      const next = await expireWeights(ports, isOver, before?.state ?? undefined);
      return { state: next ?? null, done: next === undefined };
    },
    { mayCancel: false },
  );
}

function targetOf({ ports }: PublishRun, { version, parts }: PublishRound) {
  return { version, parts, load: () => loadModel(ports, version) } satisfies Partial<VersionToVerify>;
}

/** @throws PublishError `no-weights` */
async function loadModel({ weights }: PublishPorts, version: string): Promise<LoadedModel> {
  const bytes = await weights.load(version);
  if (bytes) return { version, model: parseModel(bytes) };
  throw noWeights(version);
}

export function decidePromotion(job: TrainingJob, version: string, promotion: Promotion): void {
  const why = {
    live: `${version} is live`,
    'later-data': 'a version of later data is live and stays live',
    superseded:
      'another version was announced meanwhile: this run waits until that version can go live, then announces its own again',
  }[promotion];
  job.decide('promote', why, { promoted: promotion === 'live' });
}
