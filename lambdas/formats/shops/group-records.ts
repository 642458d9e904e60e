import { FormatError } from '../files/format-error.ts';
import type { RawRecord, ReadRecord } from '../files/raw-record.ts';
import { type RecordProblemCode, type RejectedRecord, rejectRecord } from '../files/rejected-record.ts';

/** Records of a file that belong together, in the order of the file. */
export interface RecordGroup<Row> {
  readonly ok: true;
  readonly key: string;
  /** The line of the first record. */
  readonly line: number;
  readonly rows: readonly Row[];
}

/** How the records of a file are grouped. */
export interface Grouping<Row> {
  readRow(record: RawRecord): Row;
  /**
   * A function for one pass over the file, called for each record in order, that gives the name of the record's group;
   * undefined if it belongs to none.
   */
  startPass(): (row: Row) => string | undefined;
  /** The group that a name means. Called after the first pass, when every record was seen. */
  groupOf(name: string): string;
  /** What is wrong with a record without a group, one sentence. */
  readonly withoutGroup: string;
}

/** At most so many records wait for the others of their group. */
const MAX_OPEN_RECORDS = 100_000;

/** Counts the records of each group: the first pass over a file. */
export class GroupCounter<Row> {
  readonly #grouping: Grouping<Row>;
  readonly #nameOf: (row: Row) => string | undefined;
  readonly #named = new Map<string, number>();

  constructor(grouping: Grouping<Row>) {
    this.#grouping = grouping;
    this.#nameOf = grouping.startPass();
  }

  add(record: RawRecord): void {
    const name = this.#nameOf(this.#grouping.readRow(record));
    if (name !== undefined) this.#named.set(name, (this.#named.get(name) ?? 0) + 1);
  }

  /** The records of each group; call it after the last record. */
  count(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [name, count] of this.#named) {
      const group = this.#grouping.groupOf(name);
      counts.set(group, (counts.get(group) ?? 0) + count);
    }
    return counts;
  }
}

/**
 * Streams groups of records, each when its last record was read, wherever its records stand in the file: the second
 * pass. Memory holds the groups that are open. Rejected records pass through, and a record without a group is one.
 * @param counts Of a `GroupCounter` over the same records.
 * @throws FormatError `too-scattered` if more than 100,000 records wait for the others of their group.
 */
export async function* streamGroups<Row>(
  records: AsyncIterable<ReadRecord> | Iterable<ReadRecord>,
  grouping: Grouping<Row>,
  counts: ReadonlyMap<string, number>,
): AsyncGenerator<RecordGroup<Row> | RejectedRecord<RecordProblemCode>, void, void> {
  const open = new Map<string, { readonly line: number; readonly rows: Row[] }>();
  const nameOf = grouping.startPass();
  let waiting = 0;
  for await (const record of records) {
    if (!record.ok) {
      yield record;
      continue;
    }
    const { line, text } = record;
    const row = grouping.readRow(record);
    const name = nameOf(row);
    if (name === undefined) {
      yield rejectRecord(line, 'invalid-record', grouping.withoutGroup, text);
      continue;
    }
    const key = grouping.groupOf(name);
    const group = open.get(key) ?? { line, rows: [] };
    group.rows.push(row);
    if (group.rows.length < counts.get(key)!) {
      open.set(key, group);
      waiting += 1;
      if (waiting > MAX_OPEN_RECORDS) throw tooScattered(line);
      continue;
    }
    open.delete(key);
    waiting -= group.rows.length - 1;
    yield { ok: true, key, ...group };
  }
}

function tooScattered(line: number): FormatError {
  const problem = `up to line ${line}, over ${MAX_OPEN_RECORDS} rows wait for other rows of their product or order`;
  return new FormatError('too-scattered', `${problem}: sort the file, so that rows which belong together are together`);
}
