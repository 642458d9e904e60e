import { FormatError } from './format-error.ts';
import type { OpenedFile } from './open-file.ts';
import type { RawRecord, ReadRecord } from './raw-record.ts';

/** Of a small file the records stay in memory, and it is not read twice: at most so many characters of their text. */
const MAX_HELD_CHARACTERS = 8_000_000;
/** A record takes memory beside its text: as much as so many characters. */
const RECORD_CHARACTERS = 200;

/**
 * Reads all records of a file once, with bounded memory.
 * @param add Called with each good record.
 * @returns the records from the beginning. If the file breaks off, they end with the error.
 */
export async function surveyFile(
  file: OpenedFile,
  add: (record: RawRecord) => void,
): Promise<() => AsyncIterable<ReadRecord> | Iterable<ReadRecord>> {
  let held: ReadRecord[] | undefined = [];
  let characters = 0;
  let failure: FormatError | undefined;
  try {
    for await (const record of file.records()) {
      if (record.ok) add(record);
      characters += record.text.length + RECORD_CHARACTERS;
      if (characters > MAX_HELD_CHARACTERS) held = undefined;
      held?.push(record);
    }
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    failure = cause;
  }
  const records = held;
  return records === undefined ? () => file.records() : () => replay(records, failure);
}

function* replay(records: readonly ReadRecord[], failure: FormatError | undefined): Generator<ReadRecord, void, void> {
  yield* records;
  if (failure !== undefined) throw failure;
}
