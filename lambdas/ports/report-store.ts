/** Reads reports that the shop may read: rejected lines, model cards. */
export interface ReportReader {
  /** The text of a report, or undefined. */
  read(key: string): Promise<string | undefined>;
}

/** Reports that the shop may read. */
export interface ReportStore extends ReportReader {
  /** Streams text into a report and replaces the report of this key, with bounded memory. A failed write changes nothing. */
  write(key: string, chunks: AsyncIterable<string>, contentType: string): Promise<void>;
}
