import { FormatError } from './format-error.ts';
import type { ReadRecord } from './raw-record.ts';

/** Reads records from chunks of bytes, as they arrive. */
export interface RecordReader {
  /** @returns the records that are complete with this chunk. */
  read(chunk: Uint8Array): ReadRecord[];
  /**
   * Reads the records that are left after the last chunk.
   * @param isCutOff The file breaks off: what comes after its last whole record is dropped.
   */
  end(isCutOff: boolean): ReadRecord[];
  /** After the end: why the file is not whole, if it is not. */
  readonly failure?: FormatError | undefined;
}

/**
 * The records of a stream of bytes.
 * @throws FormatError if the stream breaks off, after the records before that.
 */
export async function* readRecordsOf(
  chunks: AsyncIterable<Uint8Array>,
  reader: RecordReader,
): AsyncGenerator<ReadRecord, void, void> {
  let broken: FormatError | undefined;
  try {
    for await (const chunk of chunks) for (const record of reader.read(chunk)) yield record;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    broken = cause;
  }
  for (const record of reader.end(broken !== undefined)) yield record;
  const failure = broken ?? reader.failure;
  if (failure) throw failure;
}
