import { TRAINING_PREFIXES } from '../../formats/object-layout.ts';
import type { JobStore, UploadJob } from '../../ports/job-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { type ReadUploadPorts, readUpload } from '../uploads/read-upload.ts';
import { orderOf, type UploadEvent } from '../uploads/upload-event.ts';

/** The name of the run that these uploads start: the same uploads, the same run. */
export function trainingRunId(events: readonly UploadEvent[]): string {
  const names = events.map((event) => `${event.key}\n${event.etag}\n${orderOf(event)}`).sort();
  return `run-${sha256Hex(names.join('\n\n')).slice(0, 16)}`;
}

/** What a batch of events asks for. */
export interface CheckedUploads {
  readonly trainingRun: string;
  /** The events whose uploads want that run; none when there is nothing to train on anew. */
  readonly waiting: readonly UploadEvent[];
  /** Events that could not be answered, each with its cause: they have to come again. */
  readonly failures: ReadonlyMap<UploadEvent, unknown>;
}

/**
 * Checks uploads of training data line by line, each on its own: one that fails does not hold up the others. Their jobs name
 * the run to come. Uploads whose run has succeeded are passed over, however their events are grouped when they come again.
 */
export async function checkTrainingUploads(
  ports: ReadUploadPorts,
  events: readonly UploadEvent[],
  remaining: RemainingTime,
): Promise<CheckedUploads> {
  const failures = new Map<UploadEvent, unknown>();
  const attempt = async <Result>(event: UploadEvent, work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (cause) {
      failures.set(event, cause);
      return undefined;
    }
  };
  const runs = new Map<UploadEvent, KnownRun>();
  for (const event of events) {
    const run = await attempt(event, () => knownRun(ports.jobs, event));
    if (run && !run.succeeded) runs.set(event, run);
  }
  const unfinished = [...runs.values()].find((run) => run.id !== undefined)?.id;
  const trainingRun = unfinished ?? trainingRunId([...runs.keys()]);
  const waiting: UploadEvent[] = [];
  for (const event of runs.keys()) {
    if (await attempt(event, () => wantsRun(ports, event, trainingRun, remaining))) waiting.push(event);
  }
  return { trainingRun, waiting, failures };
}

/** The run that an upload's job names; without an id when this event was not checked before. */
interface KnownRun {
  readonly id: string | undefined;
  readonly succeeded: boolean;
}

async function knownRun(jobs: JobStore, event: UploadEvent): Promise<KnownRun> {
  const upload = await jobs.get('upload', event.key);
  const id = isOf(upload, event) ? upload.detail.trainingRun : undefined;
  if (typeof id !== 'string') return { id: undefined, succeeded: false };
  return { id, succeeded: (await jobs.get('training-run', id))?.state === 'succeeded' };
}

function isOf(upload: UploadJob | undefined, event: UploadEvent): upload is UploadJob {
  return upload?.state === 'succeeded' && upload.detail.order === orderOf(event);
}

async function wantsRun(
  ports: ReadUploadPorts,
  event: UploadEvent,
  trainingRun: string,
  remaining: RemainingTime,
): Promise<boolean> {
  const outcome = await readUpload(ports, event, {
    kind: 'training',
    prefixes: TRAINING_PREFIXES,
    take: async () => [],
    detail: () => ({ trainingRun }),
    remaining,
  });
  if (outcome !== 'duplicate') return outcome === 'done';
  // Checked before, by a run that ended too early.
  return isOf(await ports.jobs.get('upload', event.key), event);
}
