import { addRows } from './bits.ts';
import type { Condition, Filter } from './filter.ts';

/** Rows whose fields can be tested. */
export interface FieldRows {
  /** Keeps the rows of a set (bits.ts) that meet a condition, or with `isNegated` those that do not, and removes the others. */
  keepWhere(set: Uint8Array, condition: Condition, isNegated: boolean): void;
}

/**
 * Keeps the rows of a set that meet a filter, and removes the others. Each condition is applied to a whole
 * column.
 * @param isNegated Keeps the rows that do not meet it instead (default false).
 */
export function keepMeeting(rows: FieldRows, set: Uint8Array, filter: Filter, isNegated = false): void {
  if (filter.op === 'not') {
    keepMeeting(rows, set, filter.of, !isNegated);
  } else if (filter.op === 'and' || filter.op === 'or') {
    // A negated `and` is an `or` of what is negated, and the other way round (De Morgan).
    if ((filter.op === 'and') !== isNegated) for (const one of filter.of) keepMeeting(rows, set, one, isNegated);
    else keepAnyMeeting(rows, set, filter.of, isNegated);
  } else {
    rows.keepWhere(set, filter, isNegated);
  }
}

function keepAnyMeeting(rows: FieldRows, set: Uint8Array, filters: readonly Filter[], isNegated: boolean): void {
  const any = new Uint8Array(set.length);
  for (const one of filters) {
    const meeting = set.slice();
    keepMeeting(rows, meeting, one, isNegated);
    addRows(any, meeting);
  }
  set.set(any);
}
