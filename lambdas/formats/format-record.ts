import type * as z from 'zod';

export type RecordProblemCode =
  /** The line is not JSON. */
  | 'malformed-json'
  /** The line is not UTF-8 text. */
  | 'malformed-text'
  /** The line is longer than allowed. */
  | 'line-too-long'
  /** JSON, but not of the format: the place is in the detail. */
  | 'invalid-record'
  /** A row of CSV with another number of cells than the header. */
  | 'malformed-csv';

/** A line of an upload: its value, or what is wrong with it. Lines count from 1. */
export type FormatRecord<Value> =
  | { readonly ok: true; readonly line: number; readonly value: Value }
  | {
      readonly ok: false;
      readonly line: number;
      readonly code: RecordProblemCode;
      readonly detail: string;
      readonly text: string;
    };

/** How much of a rejected line is kept for its report. */
const KEPT_CHARACTERS = 200;

export function rejected(line: number, code: RecordProblemCode, detail: string, text: string): FormatRecord<never> {
  return { ok: false, line, code, detail, text: text.slice(0, KEPT_CHARACTERS) };
}

/** `/attributes/colour: expected string` for the first problem of a value (JSON Pointer, RFC 6901). */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return `${pointerOf(issue.path)}: ${issue.message}`;
}

/** A path as a JSON Pointer; the empty path is the whole value, written `/`. */
function pointerOf(path: readonly PropertyKey[]): string {
  return `/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
}
