/** Reports that the shop may read: rejected lines, model cards. */
export interface ReportStore {
  /** Streams text to a report, replacing one of the same key; bounded memory. Nothing is left behind when it fails. */
  write(key: string, chunks: AsyncIterable<string>, contentType: string): Promise<void>;
  /** The text of a report, or undefined. */
  read(key: string): Promise<string | undefined>;
}
