import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FormatRecord } from '../formats/format-record.ts';
import type { ReportStore } from '../ports/report-store.ts';

/** Where the rejected lines of an upload are told of. */
export function rejectsKeyOf(uploadKey: string): string {
  return `rejects/${uploadKey}.jsonl`;
}

/**
 * Writes the rejected lines of an upload to its report as they come, `{line, code, detail, text}` each, with bounded memory.
 * Without a rejected line there is no report.
 */
export class RejectsReport {
  readonly key: string;
  readonly #reports: ReportStore;
  #stream: PassThrough | undefined;
  #writing: Promise<void> | undefined;

  constructor(reports: ReportStore, uploadKey: string) {
    this.#reports = reports;
    this.key = rejectsKeyOf(uploadKey);
  }

  async add(record: FormatRecord<never> | (FormatRecord<unknown> & { ok: false })): Promise<void> {
    const { ok: _ok, ...rest } = record;
    const stream = this.#open();
    if (!stream.write(`${JSON.stringify(rest)}\n`)) await Promise.race([once(stream, 'drain'), this.#writing]);
  }

  /** Completes the report. @returns its key, or undefined when no line was rejected. @throws what the report store threw. */
  async finish(): Promise<string | undefined> {
    if (this.#stream === undefined) return undefined;
    this.#stream.end();
    await this.#writing;
    return this.key;
  }

  #open(): PassThrough {
    if (this.#stream) return this.#stream;
    const stream = new PassThrough({ encoding: 'utf8' });
    this.#stream = stream;
    this.#writing = this.#reports.write(this.key, stream, 'application/x-ndjson');
    // Told of by `finish`; until then it is nobody's unhandled rejection.
    this.#writing.catch(() => {});
    return stream;
  }
}
