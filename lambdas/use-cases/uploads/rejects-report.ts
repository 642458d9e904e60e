import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { RecordProblemCode } from '../../formats/files/rejected-record.ts';
import { CONTENT_TYPES, rejectsKey } from '../../formats/object-layout.ts';
import type { ReportStore } from '../../ports/report-store.ts';

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
}

/**
 * Streams the rejected lines of an upload to its report, with bounded memory. Without a rejected line there is no
 * report. End with either `finish` or `abort`.
 */
export class RejectsReport {
  readonly key: string;
  readonly #reports: ReportStore;
  #stream: PassThrough | undefined;
  #writing: Promise<void> | undefined;

  constructor(reports: ReportStore, uploadKey: string) {
    this.#reports = reports;
    this.key = rejectsKey(uploadKey);
  }

  /** @throws what the report store threw. */
  async add({ line, code, detail, text }: RejectedLine): Promise<void> {
    const stream = this.#open();
    if (stream.write(`${JSON.stringify({ line, code, detail, text })}\n`)) return;
    await Promise.race([once(stream, 'drain'), this.#writing]);
  }

  /**
   * Completes the report.
   * @returns its key, or undefined if no line was rejected.
   * @throws what the report store threw.
   */
  async finish(): Promise<string | undefined> {
    if (this.#stream === undefined) return undefined;
    this.#stream.end();
    await this.#writing;
    return this.key;
  }

  /** Discards the report. A report of an earlier upload does not change. */
  async abort(): Promise<void> {
    this.#stream?.destroy(new Error(`the report ${this.key} was discarded because its upload ended early`));
    await this.#writing?.catch(() => {});
  }

  #open(): PassThrough {
    if (this.#stream) return this.#stream;
    const stream = new PassThrough({ encoding: 'utf8' });
    // `#writing` rejects with what breaks the stream.
    stream.on('error', () => {});
    this.#stream = stream;
    this.#writing = this.#reports.write(this.key, stream, CONTENT_TYPES.jsonLines);
    // `add` and `finish` throw the rejection; until then it must not count as unhandled.
    this.#writing.catch(() => {});
    return stream;
  }
}
