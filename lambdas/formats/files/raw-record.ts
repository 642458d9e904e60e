import type { RecordProblemCode, RejectedRecord } from './rejected-record.ts';

/** One record of a file before it has a meaning. */
export interface RawRecord {
  readonly ok: true;
  /** The first line of the record in the file, from 1. */
  readonly line: number;
  /** The value of a JSON line, or the cells of a table as text by the names of their columns, without empty cells. */
  readonly value: unknown;
  /** The record as the file writes it, or its beginning: reports of rejected records show it. */
  readonly text: string;
}

/** A record of a file, or what is wrong with its text. */
export type ReadRecord = RawRecord | RejectedRecord<RecordProblemCode>;
