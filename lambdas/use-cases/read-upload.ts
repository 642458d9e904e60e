import { FormatError } from '../formats/format-error.ts';
import { hasKnownEnding, type RecordKinds, readRecords } from '../formats/read-records.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { InboxObject, ObjectInbox } from '../ports/object-inbox.ts';
import type { ReportStore } from '../ports/report-store.ts';
import { StoreError } from '../ports/store-error.ts';
import { UploadJob } from './follow-upload.ts';
import type { UploadEvent } from './upload-event.ts';
import { RejectsReport } from './write-rejects.ts';

export interface ReadUploadPorts {
  readonly inbox: ObjectInbox;
  readonly reports: ReportStore;
  readonly jobs: JobStore;
  readonly clock: Clock;
}

/** A good line of an upload. */
export interface AcceptedLine<Value> {
  readonly line: number;
  readonly value: Value;
}

/**
 * `done`: every line was read. `failed`: the file cannot be read, the job says why. The others: there was nothing to do.
 */
export type UploadOutcome = 'done' | 'failed' | 'duplicate' | 'stale' | 'missing' | 'ignored';

/**
 * Reads an upload line by line: good lines go to `take`, bad ones to the rejects report, the counts to the upload's job.
 * The object is read only while it is the one that the event spoke of.
 * @param take Gets groups of good lines in their order; what it throws ends the reading and is thrown on.
 * @param detail What else the job tells at its end.
 */
export async function readUpload<Kind extends keyof RecordKinds>(
  ports: ReadUploadPorts,
  event: UploadEvent,
  kind: Kind,
  take: (lines: readonly AcceptedLine<RecordKinds[Kind]>[]) => Promise<void>,
  detail: () => Readonly<Record<string, unknown>> = () => ({}),
): Promise<UploadOutcome> {
  if (event.key.endsWith('/')) return 'ignored';
  const object = await ports.inbox.find(event.key);
  if (object === undefined) return 'missing';
  if (object.bytes === 0) return 'ignored';
  // Another object has taken its place, and has an event of its own.
  if (event.etag !== '' && object.etag.replaceAll('"', '') !== event.etag) return 'stale';
  const job = await UploadJob.begin(ports, event);
  if (typeof job === 'string') return job;
  const rejects = new RejectsReport(ports.reports, event.key);
  try {
    if (!hasKnownEnding(event.key))
      throw new FormatError('unknown-ending', `${event.key} does not end in .jsonl, .jsonl.gz, .csv or .csv.gz`);
    await readLines(ports.inbox, object, kind, job, rejects, take);
  } catch (cause) {
    if (cause instanceof StoreError && (cause.code === 'object-changed' || cause.code === 'object-missing'))
      return 'stale';
    if (!(cause instanceof FormatError)) throw cause;
    const rejectsKey = await rejects.finish();
    await job.finish('failed', { ...detail(), ...(rejectsKey ? { rejectsKey } : {}), cause: cause.message });
    return 'failed';
  }
  const rejectsKey = await rejects.finish();
  await job.finish('succeeded', { ...detail(), ...(rejectsKey ? { rejectsKey } : {}) });
  return 'done';
}

/** Lines that `take` gets at once: enough to embed and write together, few enough to hold in memory. */
const GROUP_LINES = 256;

async function readLines<Kind extends keyof RecordKinds>(
  inbox: ObjectInbox,
  object: InboxObject,
  kind: Kind,
  job: UploadJob,
  rejects: RejectsReport,
  take: (lines: readonly AcceptedLine<RecordKinds[Kind]>[]) => Promise<void>,
): Promise<void> {
  let group: AcceptedLine<RecordKinds[Kind]>[] = [];
  const flush = async (): Promise<void> => {
    if (group.length > 0) await take(group);
    group = [];
    await job.progress();
  };
  try {
    for await (const record of readRecords(await inbox.open(object), object.key, kind)) {
      job.counts.lines += 1;
      if (record.ok) {
        job.counts.accepted += 1;
        group.push({ line: record.line, value: record.value });
      } else {
        job.counts.rejected += 1;
        await rejects.add(record);
      }
      if (group.length >= GROUP_LINES) await flush();
    }
  } finally {
    // The good lines before a break in the file are good.
    await flush();
  }
}
