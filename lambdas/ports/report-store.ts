/** Reports that the shop may read: rejected lines, model cards. */
export interface ReportStore {
  /** Streams text into a report and replaces the report of this key, with bounded memory. A failed write changes nothing. */
  write(key: string, chunks: AsyncIterable<string>, contentType: string): Promise<void>;
  /** The text of a report, or undefined. */
  read(key: string): Promise<string | undefined>;
}
