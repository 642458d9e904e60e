import { FormatError } from './format-error.ts';
import type { OpenedFile } from './open-file.ts';
import type { RawRecord, ReadRecord } from './raw-record.ts';

/** Of a small file the records stay in memory, and it is not read twice: at most so many characters of their text. */
const MAX_HELD_CHARACTERS = 8_000_000;
/** A record takes memory beside its text: as much as so many characters. */
const RECORD_CHARACTERS = 200;

/** A file that was read once. */
interface SurveyedFile {
  /** The records from the beginning. If the file breaks off, they end with the error. */
  readonly records: () => AsyncIterable<ReadRecord> | Iterable<ReadRecord>;
  /** The records that were looked at, if others follow. */
  readonly lookedAt?: number;
}

/**
 * Reads the records of a file once, with bounded memory.
 * @param add Called with each good record.
 * @param maxCharacters Of their text. What follows is not looked at: an invocation must get through. @default all
 */
export async function surveyFile(
  file: OpenedFile,
  add: (record: RawRecord) => void,
  maxCharacters = Number.POSITIVE_INFINITY,
): Promise<SurveyedFile> {
  let held: ReadRecord[] | undefined = [];
  let [characters, lookedAt] = [0, 0];
  let failure: FormatError | undefined;
  try {
    for await (const record of file.records()) {
      if (characters > maxCharacters) return { records: () => file.records(), lookedAt };
      if (record.ok) add(record);
      lookedAt += 1;
      characters += record.text.length + RECORD_CHARACTERS;
      if (characters > MAX_HELD_CHARACTERS) held = undefined;
      held?.push(record);
    }
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    failure = cause;
  }
  const records = held;
  return { records: records === undefined ? () => file.records() : () => replay(records, failure) };
}

function* replay(records: readonly ReadRecord[], failure: FormatError | undefined): Generator<ReadRecord, void, void> {
  yield* records;
  if (failure !== undefined) throw failure;
}
