import type { ReportStore } from '../../ports/report-store.ts';

/** The reports in memory, for tests. A failed write changes nothing. */
export class MemoryReportStore implements ReportStore {
  readonly #reports = new Map<string, string>();

  async write(key: string, chunks: AsyncIterable<string>, _contentType: string): Promise<void> {
    const parts: string[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    this.#reports.set(key, parts.join(''));
  }

  async read(key: string): Promise<string | undefined> {
    return this.#reports.get(key);
  }
}
