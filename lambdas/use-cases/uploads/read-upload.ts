import { FormatError } from '../../formats/format-error.ts';
import { endingsOf, hasEndingOf } from '../../formats/object-layout.ts';
import { type RecordKinds, readRecords } from '../../formats/read-records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobStore } from '../../ports/job-store.ts';
import type { InboxObject, ObjectInbox } from '../../ports/object-inbox.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import { type RejectedLine, RejectsReport } from './rejects-report.ts';
import type { UploadEvent } from './upload-event.ts';
import { UploadJob } from './upload-job.ts';

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

/** How an upload is read. */
export interface UploadReading<Kind extends keyof RecordKinds> {
  readonly kind: Kind;
  /** Where such uploads lie; one elsewhere is refused. */
  readonly prefixes: readonly string[];
  /**
   * Gets groups of good lines in their order, and returns those that cannot be kept after all. What it throws ends the
   * reading and is thrown on.
   */
  readonly take: (lines: readonly AcceptedLine<RecordKinds[Kind]>[]) => Promise<readonly RejectedLine[]>;
  /** What else the job tells. */
  readonly detail: () => Readonly<Record<string, unknown>>;
  /**
   * Given what `detail` told when this event came before and was not answered to the end: lines that were taken then are not
   * taken again. Left out where every line has to be taken each time.
   */
  readonly resume?: (before: Readonly<Record<string, unknown>>) => void;
  /** What is to be done when every line was read and the file is whole, before the job ends. What it throws is thrown on. */
  readonly conclude?: () => Promise<UploadConclusion>;
  readonly remaining: RemainingTime;
}

/** How the work on a whole upload ended. */
export interface UploadConclusion {
  /** Good lines that turned out to be of no use. */
  readonly refused: readonly RejectedLine[];
  /** Why the upload has failed, if it has: its event is not to come again. */
  readonly failure?: string;
}

/**
 * `done`: every line was read. `failed`: the file cannot be read (to its end), or is of no use; the job says why. The others: there was
 * nothing to do. `duplicate`: this event was answered before. `stale`: the object has been replaced, which is an event of its
 * own. `missing`: it is gone. `ignored`: a folder marker or an empty object.
 */
export type UploadOutcome = 'done' | 'failed' | 'duplicate' | 'stale' | 'missing' | 'ignored';

/** Lines that `take` gets at once: enough to embed and write together, few enough to hold in memory. */
const GROUP_LINES = 256;
/** Whatever a character takes in UTF-8, a record so short fits into any store. */
const SURELY_TAKEN_CHARACTERS = 100_000;

/**
 * Reads an upload line by line: good lines go to `take`, bad ones to the rejects report, the counts to the upload's job.
 * The object is read only while it is the one that the event spoke of.
 * @throws DeadlineError and what the stores and `take` throw: the event has to come again.
 */
export async function readUpload<Kind extends keyof RecordKinds>(
  ports: ReadUploadPorts,
  event: UploadEvent,
  reading: UploadReading<Kind>,
): Promise<UploadOutcome> {
  const { key, etag } = event;
  if (key.endsWith('/')) return 'ignored';
  if (!reading.prefixes.some((prefix) => key.startsWith(prefix))) {
    return refuse(ports, event, `${key} is not under ${reading.prefixes.join(' or ')}: upload it there`);
  }
  const object = await ports.inbox.find(key);
  if (object === undefined) return 'missing';
  if (object.bytes === 0) return 'ignored';
  if (etag !== '' && object.etag !== etag) return 'stale';
  if (!hasEndingOf(reading.kind, key)) {
    return refuse(
      ports,
      event,
      `${key} ends in none of ${endingsOf(reading.kind).join(', ')}: upload it under such a name`,
    );
  }
  const job = await UploadJob.begin(ports, event);
  return typeof job === 'string' ? job : follow(ports, object, job, reading);
}

async function refuse(ports: ReadUploadPorts, event: UploadEvent, cause: string): Promise<UploadOutcome> {
  const job = await UploadJob.begin(ports, event);
  if (typeof job === 'string') return job;
  await job.finish('failed', { cause });
  return 'failed';
}

async function follow<Kind extends keyof RecordKinds>(
  ports: ReadUploadPorts,
  object: InboxObject,
  job: UploadJob,
  reading: UploadReading<Kind>,
): Promise<UploadOutcome> {
  const rejects = new RejectsReport(ports.reports, object.key);
  reading.resume?.(job.before);
  try {
    const failure = await readLines(ports.inbox, object, job, rejects, reading);
    const rejectsKey = await rejects.finish();
    const detail = { ...reading.detail(), ...(rejectsKey !== undefined && { rejectsKey }) };
    if (failure !== undefined) await job.finish('failed', { ...detail, cause: failure });
    else await job.finish('succeeded', detail);
    return failure === undefined ? 'done' : 'failed';
  } catch (cause) {
    await rejects.abort();
    if (cause instanceof StoreError && cause.code === 'object-changed') return 'stale';
    if (cause instanceof StoreError && cause.code === 'object-missing') {
      await job.finish('failed', { cause: cause.message });
      return 'missing';
    }
    await job.interrupt(cause);
    throw cause;
  }
}

/** @returns what makes the rest of the file unreadable, or the whole of no use, if anything; good lines before it are good. */
async function readLines<Kind extends keyof RecordKinds>(
  inbox: ObjectInbox,
  object: InboxObject,
  job: UploadJob,
  rejects: RejectsReport,
  { kind, take, detail, resume, conclude, remaining }: UploadReading<Kind>,
): Promise<string | undefined> {
  let group: AcceptedLine<RecordKinds[Kind]>[] = [];
  const reject = async (line: RejectedLine): Promise<void> => {
    job.counts.rejected += 1;
    await rejects.add(line);
  };
  const flush = async (): Promise<void> => {
    checkDeadline(remaining, `reading ${object.key}`);
    const refused = group.length > 0 ? await take(group) : [];
    job.counts.accepted += group.length - refused.length;
    group = [];
    for (const line of refused) await reject(line);
    await job.settle(detail());
  };
  const isTaken = (value: RecordKinds[Kind]) =>
    resume !== undefined && job.counts.lines <= job.takenBefore && !mayBeRefused(value);
  try {
    for await (const record of readRecords(await inbox.open(object), object.key, kind)) {
      job.counts.lines += 1;
      if (!record.ok) await reject(record);
      else if (isTaken(record.value)) job.counts.accepted += 1;
      else group.push({ line: record.line, value: record.value });
      if (job.counts.lines % GROUP_LINES === 0) await flush();
    }
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    await flush();
    return cause.message;
  }
  await flush();
  const { refused, failure } = (await conclude?.()) ?? { refused: [] };
  job.counts.accepted -= refused.length;
  for (const line of refused) await reject(line);
  return failure;
}

/** Whether what a line holds may be too much for the store: it is taken again, so that the report tells of it again. */
function mayBeRefused(value: unknown): boolean {
  return JSON.stringify(value).length > SURELY_TAKEN_CHARACTERS;
}
