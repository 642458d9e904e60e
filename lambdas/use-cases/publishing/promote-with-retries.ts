import { parseModel } from '../../core/model/model-file.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import type { LoadedModel } from '../models/model-source.ts';
import type { MovePointerPorts } from '../models/move-pointer.ts';
import type { RunSteps } from '../runs/run-steps.ts';
import type { TrainingJob } from '../runs/training-job.ts';
import { NO_SNAPSHOT, publishSnapshot, writeSegments } from '../snapshots/write-snapshot.ts';
import { type Announced, announceVersion, isOvertaken, type Promotion, promoteVersion } from './announce-version.ts';
import type { ConfirmIndexPorts } from './confirm-index.ts';
import { confirmIndex } from './confirm-index.ts';
import type { EmbedCatalogPorts } from './embed-catalog.ts';
import { noWeights, PublishError } from './publish-error.ts';
import { type VerifiedVersion, type VersionToVerify, verifyVersion } from './verify-version.ts';

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

/** Of publications that overlap each gives way to the others, and announces its version anew, until it has gone live. */
const MAX_ANNOUNCEMENTS = 5;

type Look = Pick<VersionToVerify, 'version' | 'parts' | 'isNew'>;
type AnnouncedAt = Announced & {
  /** RFC 3339. */
  readonly at: string;
};

/** Announces a version, and tells when. */
export async function announce(ports: PublishRunPorts, version: string): Promise<AnnouncedAt> {
  return { ...(await announceVersion(ports, version)), at: ports.clock.now().toISOString() };
}

/** Verifies, packs and promotes, and begins again with the announcement where another version was announced meanwhile and has had its time. */
export async function untilPromoted(
  ports: PublishRunPorts,
  steps: RunSteps,
  job: TrainingJob,
  { version, gatheredAt }: Publishing,
  parts: number,
  first: AnnouncedAt,
): Promise<{ verified: VerifiedVersion; promotion: Promotion; look: Look }> {
  let announced = first;
  for (let n = 1; n <= MAX_ANNOUNCEMENTS; n++) {
    // What left while another version was announced was not removed under this one.
    const look = { version, parts, isNew: first.isNew && n === 1 };
    const again = n === 1 ? '' : ` again (${n})`;
    const verified = await verify(ports, steps, job, { ...look, name: `verify${again}`, mayCancel: true });
    await steps.take(`verified${again}`, async () => {
      const { embedded, notEmbeddable, mended } = verified;
      const why = `all ${embedded} vectors are there, finite and of the right length`;
      job.decide('verify', why, { embedded, notEmbeddable, mended });
    });
    const { index, vectors, clock } = ports;
    const inIndex = { version, verified, name: `index${again}` };
    if (index) await confirmIndex({ ...index, vectors, clock }, steps, job, inIndex);
    await pack(ports, steps, job, version, `snapshot${again}`);
    const promotion = await steps.take(`promote${again}`, () => promote(ports, job, version, gatheredAt), false);
    if (promotion !== 'superseded') return { verified, promotion, look };
    await giveWay(ports, steps, announced.at, again);
    const anew = await steps.take(`announce${again} anew`, async () => {
      if (!(await isOvertaken(ports, version, gatheredAt))) return announce(ports, version);
      decidePromotion(job, version, 'later-data');
      return null;
    });
    if (anew === null) return { verified, promotion: 'later-data', look };
    announced = anew;
  }
  throw new PublishError(
    'superseded',
    `other versions were announced ${MAX_ANNOUNCEMENTS} times while ${version} was made complete, expected a quiet while; ` +
      'live is not moved to it: let their runs end, and promote it then',
  );
}

/**
 * Rests as long as this version took since it was announced. Were it announced anew at once, two publications could supersede each other
 * for ever; in this time the other one, which has as much to do, goes live.
 */
async function giveWay({ clock }: PublishRunPorts, steps: RunSteps, announcedAt: string, again: string): Promise<void> {
  const { seconds } = await steps.take(`give way${again}`, async () => {
    const milliseconds = clock.now().getTime() - Date.parse(announcedAt);
    return { seconds: Math.max(1, Math.ceil(milliseconds / 1000)) };
  });
  await steps.durable.rest(`give way${again} rest`, seconds);
}

/** Looks through the catalog. @throws PublishError `no-weights`, `vectors-incomplete` */
export function verify(ports: PublishRunPorts, steps: RunSteps, job: TrainingJob, look: VersionToVerify) {
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
  decidePromotion(job, version, promotion);
  return promotion;
}

function decidePromotion(job: TrainingJob, version: string, promotion: Promotion): void {
  const why = {
    live: `${version} is live`,
    'later-data': 'a version of later data is live, and stays so',
    superseded:
      'another version was announced meanwhile: it gets time to go live, then this one is announced and made complete anew',
  }[promotion];
  job.decide('promote', why, { promoted: promotion === 'live' });
}

/** @throws PublishError `no-weights` */
async function loaded({ weights }: PublishRunPorts, version: string): Promise<LoadedModel> {
  const bytes = await weights.load(version);
  if (bytes) return { version, model: parseModel(bytes) };
  throw noWeights(version);
}
