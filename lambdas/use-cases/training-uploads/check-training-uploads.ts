import { TRAINING_PREFIXES } from '../../formats/object-layout.ts';
import type { JobStore, UploadJob } from '../../ports/job-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import { type OpenUploadPorts, openUpload, type ReadObject } from '../uploads/open-upload.ts';
import { orderOf, type UploadEvent, type UploadOutcome } from '../uploads/upload-event.ts';

/** The id of the run that these uploads start: the same for the same uploads. */
export function trainingRunId(events: readonly UploadEvent[]): string {
  const names = events.map((event) => `${event.key}\n${event.etag}\n${orderOf(event)}`).sort();
  return `run-${sha256Hex(names.join('\n\n')).slice(0, 16)}`;
}

/** The content of uploads that were read before they are checked. */
export type ReadUploads = ReadonlyMap<UploadEvent, ReadObject<'training'>>;

export interface CheckedUploads {
  /** The run to start. */
  readonly trainingRun: string;
  /** The events whose uploads wait for that run; none if there is nothing new to train on. */
  readonly waiting: readonly UploadEvent[];
  /** Events that have to come again, each with its cause. */
  readonly failures: ReadonlyMap<UploadEvent, unknown>;
}

/**
 * Checks uploads of training data line by line. An upload that fails does not affect the others. Each job names the run
 * to start. Uploads whose run has succeeded are skipped, also if their events come again in other batches.
 */
export async function checkTrainingUploads(
  ports: OpenUploadPorts,
  events: readonly UploadEvent[],
  remaining: RemainingTime,
  read: ReadUploads,
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
    const run = await attempt(event, () => readKnownRun(ports.jobs, event));
    if (run && !run.hasSucceeded) runs.set(event, run);
  }
  const unfinished = [...runs.values()].find((run) => run.id !== undefined)?.id;
  const trainingRun = unfinished ?? trainingRunId([...runs.keys()]);
  const waiting: UploadEvent[] = [];
  for (const event of runs.keys()) {
    const isWaiting = () => waitsForRun(ports, event, trainingRun, remaining, read.get(event));
    if (await attempt(event, isWaiting)) waiting.push(event);
  }
  return { trainingRun, waiting, failures };
}

/** The run that the job of an upload names; without an id if this event was not checked before. */
interface KnownRun {
  readonly id: string | undefined;
  readonly hasSucceeded: boolean;
}

async function readKnownRun(jobs: JobStore, event: UploadEvent): Promise<KnownRun> {
  const upload = await jobs.get('upload', event.key);
  const id = isCheckedJob(upload, event) ? upload.detail.trainingRun : undefined;
  if (id === undefined) return { id, hasSucceeded: false };
  return { id, hasSucceeded: (await jobs.get('training-run', id))?.state === 'succeeded' };
}

function isCheckedJob(upload: UploadJob | undefined, event: UploadEvent): upload is UploadJob {
  return upload?.state === 'succeeded' && upload.detail.order === orderOf(event);
}

async function waitsForRun(
  ports: OpenUploadPorts,
  event: UploadEvent,
  trainingRun: string,
  remaining: RemainingTime,
  read: ReadObject<'training'> | undefined,
): Promise<boolean> {
  const outcome = await checkLines(ports, event, trainingRun, remaining, read);
  if (outcome !== 'duplicate') return outcome === 'done';
  // The upload was checked before, and its run has not succeeded yet.
  return isCheckedJob(await ports.jobs.get('upload', event.key), event);
}

/** Counts the lines of an upload, and reports the bad ones. */
async function checkLines(
  ports: OpenUploadPorts,
  event: UploadEvent,
  trainingRun: string,
  remaining: RemainingTime,
  read: ReadObject<'training'> | undefined,
): Promise<UploadOutcome> {
  const upload = await openUpload(ports, event, { kind: 'training', prefixes: TRAINING_PREFIXES, read });
  if (typeof upload === 'string') return upload;
  try {
    const onBytes = () => checkDeadline(remaining, `reading ${event.key}`);
    for await (const batch of upload.batches({ onBytes })) {
      onBytes();
      await upload.settle(batch, { trainingRun });
    }
    return await upload.finish(upload.isWhole ? { trainingRun } : {});
  } catch (cause) {
    return await upload.abandon(cause);
  }
}
