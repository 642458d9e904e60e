import { addRows } from './bits.ts';
import { compileCondition, type Filter, type ValueTest } from './filter.ts';

/** Rows whose fields can be tested. */
export interface FieldRows {
  /** Removes from a set (bits.ts) the rows whose value of a field passes a test. */
  dropWhere(set: Uint8Array, field: string, isDropped: ValueTest): void;
}

/**
 * Keeps the rows of a set that meet a filter, and removes the others. Each condition is compiled once and applied to a
 * whole column.
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
    const meets = compileCondition(filter);
    rows.dropWhere(set, filter.field, isNegated ? meets : (value) => !meets(value));
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
