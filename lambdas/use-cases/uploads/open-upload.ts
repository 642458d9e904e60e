import { endingsOf, hasEndingOf, type RecordKind } from '../../formats/object-layout.ts';
import type { UploadDetail } from '../../ports/job-detail.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';
import { type BatchOf, readBatches } from './read-batches.ts';
import { type RejectedLine, RejectsReport } from './rejects-report.ts';
import type { UploadEvent, UploadOutcome } from './upload-event.ts';
import { type UploadJobPorts, UploadJobWriter } from './upload-job.ts';

export interface OpenUploadPorts extends UploadJobPorts {
  readonly uploadStore: UploadStore;
  readonly reports: ReportStore;
}

/** An object that was read before its upload is opened. */
export interface ReadObject<Kind extends RecordKind> {
  readonly object: UploadObject;
  /** All batches of the object; after an interruption, none. */
  readonly batches: readonly BatchOf<Kind>[];
  /** The error that interrupted the read, if any: `OpenUpload.batches` throws it. */
  readonly interruption?: unknown;
}

/** Which uploads a use case handles. */
export interface UploadOptions<Kind extends RecordKind> {
  readonly kind: Kind;
  /** An upload under another prefix fails. */
  readonly prefixes: readonly string[];
  /** If present, and the object is still the same, its batches are used and the object is not read again. */
  readonly read?: ReadObject<Kind> | undefined;
}

/**
 * Finds the object of an event and opens its job. The object is read later, by `OpenUpload.batches`, and only while it
 * is the one that the event is about.
 * @returns the upload, or the outcome if there is nothing to do.
 */
export async function openUpload<Kind extends RecordKind>(
  ports: OpenUploadPorts,
  event: UploadEvent,
  { kind, prefixes, read }: UploadOptions<Kind>,
): Promise<OpenUpload<Kind> | UploadOutcome> {
  const { key, etag } = event;
  if (key.endsWith('/')) return 'ignored';
  if (!prefixes.some((prefix) => key.startsWith(prefix))) {
    return fail(ports, event, `${key} is not under ${prefixes.join(' or ')}: upload it there`);
  }
  const object = await ports.uploadStore.find(key);
  if (object === undefined) return 'missing';
  if (object.bytes === 0) return 'ignored';
  if (etag !== '' && object.etag !== etag) return 'stale';
  if (!hasEndingOf(kind, key)) {
    return fail(
      ports,
      event,
      `${key} ends in none of ${endingsOf(kind).join(', ')}: rename the file and upload it again`,
    );
  }
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job === 'string') return job;
  const batches =
    read?.object.etag === object.etag ? replayBatches(read) : readBatches(ports.uploadStore, object, kind);
  return new OpenUpload(job, new RejectsReport(ports.reports, key), batches);
}

function* replayBatches<Kind extends RecordKind>({
  batches,
  interruption,
}: ReadObject<Kind>): Generator<BatchOf<Kind>, void, void> {
  yield* batches;
  if (interruption !== undefined) throw interruption;
}

async function fail(ports: UploadJobPorts, event: UploadEvent, cause: string): Promise<UploadOutcome> {
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job === 'string') return job;
  await job.finish('failed', { cause });
  return 'failed';
}

/** What the work on a whole upload adds to its end. */
export interface UploadConclusion {
  /** Accepted lines that turned out to be of no use. */
  readonly refused?: readonly RejectedLine[];
  /** Why the upload failed, if it did: its event must not come again. */
  readonly failure?: string;
}

/** A record longer than this may be too large for a store. Shorter ones fit, with any characters. */
const SURELY_STORED_CHARACTERS = 100_000;

/**
 * An upload that is being read: its batches, its job and its rejects report. Read all `batches`, call `settle` after
 * each, and end with either `finish` or `abandon`.
 */
export class OpenUpload<Kind extends RecordKind> {
  /** Why the rest of the file cannot be read; undefined until that is found. */
  unreadable: string | undefined;
  readonly #job: UploadJobWriter;
  readonly #rejects: RejectsReport;
  readonly #batches: AsyncIterable<BatchOf<Kind>> | Iterable<BatchOf<Kind>>;

  constructor(
    job: UploadJobWriter,
    rejects: RejectsReport,
    batches: AsyncIterable<BatchOf<Kind>> | Iterable<BatchOf<Kind>>,
  ) {
    this.#job = job;
    this.#rejects = rejects;
    this.#batches = batches;
  }

  /** The results of an earlier attempt at the same event; empty at the first attempt. */
  get before(): UploadDetail {
    return this.#job.before;
  }

  /**
   * The lines of the upload. Bad lines are counted and go to the rejects report before their batch is yielded.
   * @param skipTaken Whether lines that an earlier attempt settled are left out of `accepted` (they still count as
   *   accepted).
   */
  async *batches({ skipTaken = false } = {}): AsyncGenerator<BatchOf<Kind>, void, void> {
    for await (const batch of this.#batches) {
      this.#job.counts.lines += batch.lines;
      for (const line of batch.rejected) await this.#reject(line);
      this.unreadable = batch.unreadable;
      yield skipTaken && batch.position <= this.#job.takenBefore ? this.#withoutTaken(batch) : batch;
    }
  }

  /**
   * Counts a batch that is dealt with, and records how far the upload is: a repetition resumes from there.
   * @param results What the job reports so far.
   * @param refused Lines of the batch that cannot be stored.
   */
  async settle(batch: BatchOf<Kind>, results: UploadDetail, refused: readonly RejectedLine[] = []): Promise<void> {
    this.#job.counts.accepted += batch.accepted.length - refused.length;
    for (const line of refused) await this.#reject(line);
    await this.#job.settle(results);
  }

  /** Completes the rejects report and the job, after the last batch. */
  async finish(results: UploadDetail, { refused = [], failure }: UploadConclusion = {}): Promise<'done' | 'failed'> {
    this.#job.counts.accepted -= refused.length;
    for (const line of refused) await this.#reject(line);
    const rejectsKey = await this.#rejects.finish();
    const detail = { ...results, ...(rejectsKey !== undefined && { rejectsKey }) };
    const cause = failure ?? this.unreadable;
    if (cause === undefined) await this.#job.finish('succeeded', detail);
    else await this.#job.finish('failed', { ...detail, cause });
    return cause === undefined ? 'done' : 'failed';
  }

  /**
   * Ends the work on the upload at an error. An object that changed or is gone is an outcome.
   * @throws any other error again: the event has to come again, and the job says why.
   */
  async abandon(cause: unknown): Promise<UploadOutcome> {
    await this.#rejects.abort();
    if (cause instanceof StoreError && cause.code === 'object-changed') return 'stale';
    if (cause instanceof StoreError && cause.code === 'object-missing') {
      await this.#job.finish('failed', { cause: cause.message });
      return 'missing';
    }
    await this.#job.interrupt(cause);
    throw cause;
  }

  /** Records that may be too large for a store stay in, so that the report lists them again. */
  #withoutTaken(batch: BatchOf<Kind>): BatchOf<Kind> {
    const accepted = batch.accepted.filter(({ value }) => JSON.stringify(value).length > SURELY_STORED_CHARACTERS);
    this.#job.counts.accepted += batch.accepted.length - accepted.length;
    return { ...batch, accepted };
  }

  async #reject(line: RejectedLine): Promise<void> {
    this.#job.counts.rejected += 1;
    await this.#rejects.add(line);
  }
}
