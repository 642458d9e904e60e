import type { FileReport } from '../../core/catalog/reading-report.ts';
import { CodedError } from '../../core/errors/coded-error.ts';
import { describeEndings, hasEndingOf, type RecordKind } from '../../formats/object-layout.ts';
import type { ContinuableReading } from '../../formats/reading/read-records.ts';
import type { ReadingPoint } from '../../formats/reading/reading-place.ts';
import type { ReadingSchema } from '../../formats/schemas/reading-schema.ts';
import type { RejectedExcerpt, UploadDetail } from '../../ports/job-detail.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';
import { IgnoredTally } from './ignored-tally.ts';
import { boundFileReport } from './job-file-report.ts';
import { type BatchOf, type ReadBatchesOptions, type ReadFrom, readBatches } from './read-batches.ts';
import { RejectReasons } from './reject-reasons.ts';
import { MAX_EXCERPTS, type RejectedLine, RejectsReport } from './rejects-report.ts';
import { SparedIds } from './spared-ids.ts';
import { UnfinishedReading } from './unfinished-reading.ts';
import type { UploadEvent, UploadOutcome } from './upload-event.ts';
import { type UploadJobPorts, UploadJobWriter } from './upload-job.ts';

export interface OpenUploadPorts extends UploadJobPorts {
  readonly uploadStore: UploadStore;
  readonly reports: ReportStore;
  /** Takes why a later invocation cannot, or this one could not, resume where the one before ended. */
  readonly onWarning: (cause: unknown) => void;
}

/** An invocation reads a file again from its beginning. */
class ReadAgainError extends CodedError<'read-again'> {}

/** An object that was read before its upload is opened. */
export interface ReadObject<Kind extends RecordKind> {
  readonly object: UploadObject;
  /** All batches of the object; after an interruption, none. */
  readonly batches: readonly BatchOf<Kind>[];
  /** What the file was found to be; absent if it could not be opened. */
  readonly file?: FileReport;
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
  /**
   * Whether a repetition resumes at the last batch that an earlier attempt settled, by what it wrote to the job
   * (default: it takes every line again).
   */
  readonly resumes?: (before: UploadDetail) => boolean;
}

/**
 * Finds the object of an event and opens its job. The object is read later, by `OpenUpload.batches`, and only while it
 * is the one that the event is about.
 * @returns the upload, or the outcome if there is nothing to do.
 */
export async function openUpload<Kind extends RecordKind>(
  ports: OpenUploadPorts,
  event: UploadEvent,
  options: UploadOptions<Kind>,
): Promise<OpenUpload<Kind> | UploadOutcome> {
  const { key, etag } = event;
  const { kind, prefixes, read, resumes = () => false } = options;
  if (key.endsWith('/')) return 'ignored';
  if (!prefixes.some((prefix) => key.startsWith(prefix))) {
    return fail(ports, event, `${key} is not under ${prefixes.join(' or ')}: upload it there`);
  }
  const object = await ports.uploadStore.find(key);
  if (object === undefined) {
    // It was deleted between two attempts: without an end, training runs would wait for its job.
    const job = await ports.jobs.get('upload', key);
    if (job?.state === 'running') await fail(ports, event, `${key} is gone: upload it again`);
    return 'missing';
  }
  if (etag !== '' && object.etag !== etag) return 'stale';
  if (!hasEndingOf(kind, key)) {
    return fail(ports, event, `${key} ends in none of ${describeEndings(kind)}: rename the file and upload it again`);
  }
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job === 'string') return job;
  const readBatchesOf: BatchReader<Kind> = (given) =>
    read?.object.etag === object.etag
      ? replayBatches(read, given)
      : readBatches(ports.uploadStore, object, kind, given);
  const resumedFrom = resumes(job.before) ? job.before : {};
  const stored = {
    report: new RejectsReport(ports.reports, key),
    reading: new UnfinishedReading(ports.reports, event),
    onWarning: ports.onWarning,
  };
  return new OpenUpload(job, stored, readBatchesOf, resumedFrom);
}

type BatchReader<Kind extends RecordKind> = (
  options: ReadBatchesOptions,
) => AsyncIterable<BatchOf<Kind>> | Iterable<BatchOf<Kind>>;

function* replayBatches<Kind extends RecordKind>(
  { batches, file, interruption }: ReadObject<Kind>,
  { onReport }: ReadBatchesOptions,
): Generator<BatchOf<Kind>, void, void> {
  if (file) onReport?.(file);
  yield* batches;
  if (interruption !== undefined) throw interruption;
}

async function fail(ports: UploadJobPorts, event: UploadEvent, cause: string): Promise<UploadOutcome> {
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job === 'string') return job;
  await job.finish('failed', { cause });
  return 'failed';
}

/** A batch of an upload that is open. */
export type OpenBatch<Kind extends RecordKind> = BatchOf<Kind> & {
  /** Whether an earlier attempt settled it: it is counted already. */
  readonly isSettled: boolean;
};

/** What is stored of an upload beside its job. */
interface StoredParts {
  readonly report: RejectsReport;
  readonly reading: UnfinishedReading;
  readonly onWarning: OpenUploadPorts['onWarning'];
}

/**
 * An upload that is being read: its batches, its job and its rejects report. Read all `batches`, call `settle` after
 * each, and end with either `finish` or `abandon`.
 */
export class OpenUpload<Kind extends RecordKind> {
  /** Why the rest of the file cannot be read; undefined until that is found. */
  unreadable: string | undefined;
  /** The results that this attempt continues; empty if it takes every line. */
  readonly resumedFrom: UploadDetail;
  /** The products of the rejected lines of settled batches. */
  readonly spared = new SparedIds();
  readonly #job: UploadJobWriter;
  readonly #report: RejectsReport;
  readonly #reading: UnfinishedReading;
  readonly #onWarning: OpenUploadPorts['onWarning'];
  readonly #readBatches: BatchReader<Kind>;
  readonly #reasons = new RejectReasons();
  readonly #ignored: IgnoredTally;
  /** Of the settled batches. */
  readonly #counts: { lines: number; accepted: number; rejected: number };
  readonly #takenBefore: number;
  /** Up to here lines are settled. */
  #taken: number;
  /** The last batch of this attempt that is settled. */
  #settled: { readonly position: number; readonly point: ReadingPoint } | undefined;
  #continuable: ContinuableReading | undefined;
  #schema: ReadingSchema = {};
  #file: FileReport | undefined;
  #isReported = false;
  #rejectsKey: string | undefined;
  /** How often an invocation had to begin at the first line again. */
  #readAgain: number;

  constructor(
    job: UploadJobWriter,
    { report, reading, onWarning }: StoredParts,
    readBatchesOf: BatchReader<Kind>,
    resumedFrom: UploadDetail,
  ) {
    this.resumedFrom = resumedFrom;
    this.#job = job;
    this.#report = report;
    this.#reading = reading;
    this.#onWarning = onWarning;
    this.#readBatches = readBatchesOf;
    const { taken = -1, lines = 0, accepted = 0, rejected = 0, fieldsIgnored } = resumedFrom;
    this.#takenBefore = taken;
    this.#taken = taken;
    this.#file = resumedFrom.file;
    this.#readAgain = resumedFrom.readAgain ?? 0;
    this.#counts = { lines, accepted, rejected };
    this.#ignored = new IgnoredTally(fieldsIgnored);
  }

  /**
   * The lines of the upload; those that an earlier attempt settled only as far as it did not store what it found there.
   * @param options How the file is read.
   */
  async *batches(options: ReadBatchesOptions = {}): AsyncGenerator<OpenBatch<Kind>, void, void> {
    const onReport = (found: FileReport) => {
      this.#file = boundFileReport(found);
    };
    const onPlan = (continuable: ContinuableReading) => {
      this.#continuable = continuable;
    };
    this.#schema = options.schema ?? {};
    const from = await this.#continue();
    for await (const batch of this.#readBatches({ ...options, onReport, onPlan, from })) {
      this.unreadable = batch.unreadable;
      yield { ...batch, isSettled: batch.position <= this.#takenBefore };
    }
  }

  /**
   * Counts a batch that is dealt with, reports what is wrong with its lines, and records how far the upload is: a repetition
   * resumes from there.
   * @param results What the job reports so far.
   * @param refused Lines of the batch that cannot be stored.
   */
  async settle(batch: OpenBatch<Kind>, results: UploadDetail, refused: readonly RejectedLine[] = []): Promise<void> {
    for (const line of [...batch.rejected, ...refused]) this.#reject(line);
    for (const { line, ignored = [] } of batch.accepted)
      for (const field of ignored) this.#report.addIgnored(line, field);
    this.#settled = batch;
    if (batch.isSettled) return;
    this.#counts.lines += batch.lines;
    this.#counts.accepted += batch.accepted.length - refused.length;
    this.#counts.rejected += batch.rejected.length + refused.length;
    for (const { ignored = [] } of batch.accepted) for (const field of ignored) this.#ignored.add(field);
    this.#taken = batch.position;
    await this.record(results);
  }

  /**
   * Records results for a repetition, at most once a second.
   * @param isNeeded Whether a repetition must find them: then they are written in any case.
   */
  async record(results: UploadDetail, isNeeded = false): Promise<void> {
    const detail = { ...this.#detailOf(results), taken: this.#taken };
    await (isNeeded ? this.#job.save(detail) : this.#job.settle(detail));
  }

  /** Whether lines were taken, and the file was read to its end. */
  get isWhole(): boolean {
    return this.unreadable === undefined && this.#counts.accepted > 0;
  }

  /** Rejects accepted lines of settled batches that turned out to be of no use, and writes the rejects report. */
  async refuse(lines: readonly RejectedLine[]): Promise<void> {
    for (const line of lines) this.#reject(line);
    this.#countRefused(lines.length);
    this.#rejectsKey = await this.#report.write();
    this.#isReported = true;
    // A repetition does not see these lines again.
    if (lines.length > 0) await this.record({}, true);
  }

  /** Counts lines that an earlier attempt refused: they are in the report that it wrote. */
  refuseAsBefore(lines: number): void {
    this.#countRefused(lines);
    if (lines === 0) return;
    this.#rejectsKey = this.#report.key;
    this.#isReported = true;
  }

  /**
   * Completes the rejects report and the job, after the last batch. An upload of which nothing was taken has failed.
   * @param failure Why the upload failed although it was read: its event must not come again.
   */
  async finish(results: UploadDetail, failure?: string): Promise<'done' | 'failed'> {
    if (!this.#isReported) this.#rejectsKey = await this.#report.write();
    const reported = this.#rejectsKey === undefined ? {} : { rejectsKey: this.#rejectsKey };
    const detail = { ...this.#detailOf(results), ...reported };
    const { accepted, lines } = this.#counts;
    const nothingTaken = accepted === 0 ? this.#reasons.describe(lines) : undefined;
    const cause = failure ?? this.unreadable ?? nothingTaken;
    if (cause === undefined) await this.#job.finish('succeeded', detail);
    else await this.#job.finish('failed', { ...detail, cause });
    return cause === undefined ? 'done' : 'failed';
  }

  /**
   * Ends the work on the upload at an error. An object that changed or is gone is an outcome.
   * @throws any other error again: the event has to come again, and the job says why.
   */
  async abandon(cause: unknown): Promise<UploadOutcome> {
    if (cause instanceof StoreError && cause.code === 'object-changed') return 'stale';
    if (cause instanceof StoreError && cause.code === 'object-missing') {
      await this.#job.finish('failed', { cause: cause.message });
      return 'missing';
    }
    await this.#job.interrupt(cause);
    await this.#keepPlace();
    throw cause;
  }

  /** Continues where an earlier attempt ended, if it stored that. */
  async #continue(): Promise<ReadFrom | undefined> {
    if (this.#takenBefore <= 0) return undefined;
    const state = await this.#reading.read(this.#schema, this.#takenBefore);
    if ('because' in state) {
      await this.#countAgain(state.because);
      return undefined;
    }
    const { place, position } = state;
    if (place.point === undefined) return { plan: place.plan, position: 0 };
    this.#report.restore(state.report);
    this.#reasons.restore(state.reasons);
    this.spared.restore(state.spared);
    this.#settled = { position, point: place.point };
    return { ...place, position };
  }

  /** Counts in the job that the file is read again from its beginning: that takes time, and changes no result. */
  async #countAgain(because: string): Promise<void> {
    this.#readAgain += 1;
    const text = `the upload is read again from its beginning, because its place cannot be used: ${because}`;
    this.#onWarning(new ReadAgainError('read-again', text));
    await this.#job.save({ ...this.resumedFrom, readAgain: this.#readAgain });
  }

  /** Stores how far the reading is. Never throws: without that, a repetition reads the file from its beginning. */
  async #keepPlace(): Promise<void> {
    if (this.#continuable === undefined) return;
    const { plan, keepsPoint } = this.#continuable;
    const { position, point } = this.#settled && keepsPoint() ? this.#settled : { position: 0, point: undefined };
    const place = { plan, ...(point && { point }) };
    const found = { report: this.#report.state, reasons: this.#reasons.state, spared: this.spared.state };
    await this.#reading.write(this.#schema, { position, place, ...found }).catch(this.#onWarning);
  }

  #countRefused(lines: number): void {
    this.#counts.accepted -= lines;
    this.#counts.rejected += lines;
  }

  #reject(line: RejectedLine): void {
    this.#reasons.add(line);
    this.#report.add(line);
    this.spared.add(line);
  }

  #detailOf(results: UploadDetail): UploadDetail {
    const fieldsIgnored = this.#ignored.counts;
    const found = { ...(this.#file && { file: this.#file }), ...(fieldsIgnored && { fieldsIgnored }) };
    const again = this.#readAgain > 0 && { readAgain: this.#readAgain };
    return { ...results, ...this.#counts, ...found, ...again, ...this.#excerptsOf() };
  }

  /** An attempt does not see again what an earlier one of the same event refused: that is kept in the job. */
  #excerptsOf(): Pick<UploadDetail, 'firstRejects'> {
    const byLine = new Map<number, RejectedExcerpt>();
    for (const one of [...(this.#job.before.firstRejects ?? []), ...this.#report.excerpts])
      if (!byLine.has(one.line)) byLine.set(one.line, one);
    return byLine.size === 0 ? {} : { firstRejects: [...byLine.values()].slice(0, MAX_EXCERPTS) };
  }
}
