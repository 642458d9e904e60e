import type * as z from 'zod';
import type { IgnoredField, NotBought } from '../../core/catalog/reading-report.ts';
import { jsonPointer } from '../../core/errors/json-pointer.ts';

export type RecordProblemCode =
  /** The line is not JSON. */
  | 'malformed-json'
  /** The line is not UTF-8 text. */
  | 'malformed-text'
  /** The line is longer than allowed. */
  | 'line-too-long'
  /** The line is JSON, but breaks the format: the detail names the place. */
  | 'invalid-record'
  /** A row of CSV has another number of cells than the header. */
  | 'malformed-csv'
  /** An element of XML is not closed, or closed by another. */
  | 'malformed-xml'
  /** The order is no evidence of what was bought together. */
  | NotBought;

/** A line of a data file: its value, or what is wrong with it. Lines count from 1. */
export type FormatRecord<Value> =
  | {
      readonly ok: true;
      readonly line: number;
      readonly value: Value;
      /** Values of the record that were left out or cut; absent if none was. */
      readonly ignored?: readonly IgnoredField[];
    }
  | RejectedRecord<RecordProblemCode>;

export interface RejectedRecord<Code extends string> {
  readonly ok: false;
  readonly line: number;
  readonly code: Code;
  readonly detail: string;
  /** The beginning of the line. */
  readonly text: string;
  /** Of the product of the line, if it can be read. */
  readonly id?: string;
}

/** Of a rejected line its report shows at most so many characters. */
export const MAX_SHOWN_CHARACTERS = 200;

/** A rejected line; of its text the first `MAX_SHOWN_CHARACTERS` are stored. It holds no reference to the whole line. */
export function rejectRecord<Code extends string>(
  line: number,
  code: Code,
  detail: string,
  text: string,
): RejectedRecord<Code> {
  return { ok: false, line, code, detail: copyText(detail), text: copyText(text.slice(0, MAX_SHOWN_CHARACTERS)) };
}

/** V8 represents a slice as a reference into the whole text, which then stays in memory. A decoded copy does not. */
function copyText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** The first problem of a value, after its JSON Pointer (RFC 6901): `/attributes/colour: expected string`. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return `${jsonPointer(issue.path) || '/'}: ${issue.message}`;
}
