import type { IgnoredField } from '../../core/catalog/reading-report.ts';
import type { RecordProblemCode } from '../../formats/files/rejected-record.ts';
import { CONTENT_TYPES, rejectsKey } from '../../formats/object-layout.ts';
import type { RejectedExcerpt } from '../../ports/job-detail.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';

/** One line of a rejects report. */
export interface RejectedLine {
  /** From 1. */
  readonly line: number;
  /**
   * `too-large`: the line is good, but its record is too large for the store. `unusable`: the line is good, but no step
   * can be taken on it: it names an unknown product, names one product twice, or has a value that the model cannot
   * read.
   */
  readonly code: RecordProblemCode | 'too-large' | 'unusable';
  readonly detail: string;
  /** The beginning of the line. */
  readonly text: string;
  /** Of the product of the line, if it can be read. */
  readonly id?: string;
}

/** A report that is not complete. Plain JSON. */
export interface ReportState {
  readonly rows: readonly string[];
  readonly examples: readonly (readonly [string, number])[];
  readonly counts: ReportCounts;
}

interface ReportCounts {
  readonly rejected: number;
  readonly shownRejected: number;
  readonly ignored: number;
  readonly shownExamples: number;
  readonly bytes: number;
}

/** A report has at most so many rejected lines, and at most so many examples of ignored fields. */
export const MAX_REPORTED = 1000;
/** Examples of one field and reason. */
const MAX_EXAMPLES = 10;
/** A report has at most so many bytes: a character may take six of them in JSON. */
const MAX_REPORT_BYTES = 4 * 1024 ** 2;
/** The limit of S3 for a key. */
const MAX_KEY_BYTES = 1024;
/** Of a detail or an example at most so many characters are reported. */
const MAX_CHARACTERS = 500;
/** A job is written once a second and listed with others, so it shows few lines, and short ones. */
export const MAX_EXCERPTS = 10;
const MAX_EXCERPT_CHARACTERS = 200;

/**
 * Collects the rejected lines of an upload, and examples of its ignored fields, and writes them to its report. The
 * report is bounded; its last line counts what is left out. Without such a line there is no report.
 */
export class RejectsReport {
  readonly key: string;
  readonly #reports: ReportStore;
  #rows: string[] = [];
  #examples = new Map<string, number>();
  readonly #excerpts: RejectedExcerpt[] = [];
  #rejected = 0;
  #shownRejected = 0;
  #ignored = 0;
  #shownExamples = 0;
  #bytes = 0;

  constructor(reports: ReportStore, uploadKey: string) {
    this.#reports = reports;
    this.key = keyOfReport(uploadKey);
  }

  /** What an earlier attempt has collected, except for excerpts: its job has them. */
  get state(): ReportState {
    const counts = {
      rejected: this.#rejected,
      shownRejected: this.#shownRejected,
      ignored: this.#ignored,
      shownExamples: this.#shownExamples,
      bytes: this.#bytes,
    };
    return { rows: this.#rows, examples: [...this.#examples], counts };
  }

  /** Continues with what an earlier attempt has collected. */
  restore({ rows, examples, counts }: ReportState): void {
    this.#rows = [...rows];
    this.#examples = new Map(examples);
    this.#rejected = counts.rejected;
    this.#shownRejected = counts.shownRejected;
    this.#ignored = counts.ignored;
    this.#shownExamples = counts.shownExamples;
    this.#bytes = counts.bytes;
  }

  /** Adds a rejected line. */
  add({ line, code, detail, text }: RejectedLine): void {
    this.#rejected += 1;
    if (this.#shownRejected < MAX_REPORTED && this.#addRow({ line, code, detail, text })) this.#shownRejected += 1;
    if (this.#rejected > MAX_EXCERPTS) return;
    const [shortDetail, shortText] = [detail, text].map((one) => one.slice(0, MAX_EXCERPT_CHARACTERS));
    this.#excerpts.push({ line, code, detail: shortDetail!, text: shortText! });
  }

  /** The lines that were rejected first. */
  get excerpts(): readonly RejectedExcerpt[] {
    return this.#excerpts;
  }

  /** Adds a value that was left out of an accepted line, or cut. */
  addIgnored(line: number, { field, reason, example }: IgnoredField): void {
    this.#ignored += 1;
    if (this.#shownExamples === MAX_REPORTED) return;
    const key = `${reason}\n${field.slice(0, MAX_CHARACTERS)}`;
    const shown = this.#examples.get(key) ?? 0;
    if (shown === MAX_EXAMPLES) return;
    if (!this.#addRow({ line, code: 'field-ignored', detail: `${field}: ${reason}`, text: example })) return;
    this.#examples.set(key, shown + 1);
    this.#shownExamples += 1;
  }

  /**
   * Writes the report, over that of an earlier upload of the same key.
   * @returns its key, or undefined if there is nothing to report: then an earlier report stays.
   * @throws what the report store threw.
   */
  async write(): Promise<string | undefined> {
    if (this.#rows.length === 0) return undefined;
    await this.#reports.write(this.key, linesOf([...this.#rows, ...this.#leftOut()]), CONTENT_TYPES.jsonLines);
    return this.key;
  }

  /** @returns false if the report is full. */
  #addRow({ detail, text, ...row }: { line: number; code: string; detail: string; text: string }): boolean {
    const cut = { detail: detail.slice(0, MAX_CHARACTERS), text: text.slice(0, MAX_CHARACTERS) };
    const json = `${JSON.stringify({ ...row, ...cut })}\n`;
    this.#bytes += Buffer.byteLength(json);
    if (this.#bytes > MAX_REPORT_BYTES) return false;
    this.#rows.push(json);
    return true;
  }

  /** The last line, if the report does not list everything. */
  #leftOut(): string[] {
    const rejected = this.#rejected - this.#shownRejected;
    const ignored = this.#ignored - this.#shownExamples;
    if (rejected + ignored === 0) return [];
    const detail = `${rejected} more rejected lines and ${ignored} more ignored fields are not listed`;
    return [`${JSON.stringify({ code: 'not-listed', detail, rejected, ignored })}\n`];
  }
}

/** The key of the report, which is longer than that of the upload. Where it would be too long, a hash takes its place. */
function keyOfReport(uploadKey: string): string {
  const key = rejectsKey(uploadKey);
  return Buffer.byteLength(key) <= MAX_KEY_BYTES ? key : rejectsKey(`long-keys/${sha256Hex(uploadKey)}`);
}

async function* linesOf(rows: readonly string[]): AsyncGenerator<string, void, void> {
  yield* rows;
}
