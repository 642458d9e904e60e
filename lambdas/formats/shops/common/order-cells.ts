import { type DayOrder, readTime } from '../../values/times.ts';
import { readPrice } from './cell-values.ts';
import type { Cells, Column } from './cells.ts';
import type { Reference, ReferenceKind } from './shop-order.ts';

/** The references of a line, without empty ones. */
export function listReferences(named: readonly (readonly [ReferenceKind, string | undefined])[]): Reference[] {
  return named.flatMap(([kind, text]) => {
    const value = text?.trim();
    return value ? [{ kind, value }] : [];
  });
}

/** The quantity of a line. A line without one, or with one that is no number, is one piece. */
export function readQuantity(text: string | undefined): number {
  return readPrice(text) ?? 1;
}

const TWO_PARTS = /^\s*(\d{1,2})[-/](\d{1,2})[-/]\d{2}(?:\d{2})?\b/;

/** A time of day: `10:15:00`, `3:05 PM`. */
const TIME_OF_DAY = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]\.?M\.?)?$/i;

/** The first text, or a date and the time of day that stands in a column of its own, as tills write them. */
function findTime(texts: readonly string[]): string | undefined {
  const [first] = texts.filter((text) => !TIME_OF_DAY.test(text));
  const timeOfDay = texts.find((text) => TIME_OF_DAY.test(text));
  if (first === undefined || timeOfDay === undefined || first.includes(':')) return first ?? timeOfDay;
  return `${first} ${timeOfDay}`;
}

/**
 * Reads the times of one file. Whether `03/04/2026` is in March or in April follows from the other times of the file:
 * so each time is read in the first pass too.
 */
export class TimeReader {
  #order: DayOrder | undefined;

  /** RFC 3339; undefined for an empty cell, and for a text that is no time or could be two: that is ignored. */
  read(cells: Cells, of: Column): string | undefined {
    const text = findTime(cells.texts(of));
    if (text === undefined) return undefined;
    const parts = TWO_PARTS.exec(text);
    if (parts !== null && Number(parts[1]) > 12) this.#order = 'day-first';
    if (parts !== null && Number(parts[2]) > 12) this.#order = 'month-first';
    return readTime(text, this.#order) ?? cells.ignored.add(of.field, 'not-a-time', text);
  }
}
