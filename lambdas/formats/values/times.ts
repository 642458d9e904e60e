/** The first and the last year that a time may have. Numbers outside are no times, or in another unit. */
const YEARS = { first: 1900, last: 2200 } as const;

/** Units of numbers since 1970, by their size: seconds until the year 5138, milliseconds from 1973 on, and so on. */
const EPOCH_UNITS = [
  { from: 1e8, below: 1e11, perMillisecond: 1e-3 },
  { from: 1e11, below: 1e14, perMillisecond: 1 },
  { from: 1e14, below: 1e17, perMillisecond: 1e3 },
  { from: 1e17, below: 1e20, perMillisecond: 1e6 },
] as const;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The time of day and the offset, both optional: `T10:15:00.5+02:00`, `T101500Z`, ` 3:05 PM`, ` 10:15:00 UTC`. */
const TIME = String.raw`(?:(?:T|,? +)(\d(?=:)|\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([AP])\.?M\.?)?)?`;
const OFFSET = String.raw`(?: ?(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?))?`;
const WEEKDAY = '(?:[a-z]{3,9},? +)?';

/** How dates are written, and in which order their three parts are. */
const FORMS = [
  { order: 'ymd', pattern: anyTime(String.raw`(\d{4})([-/.])(\d{1,2})\2(\d{1,2})`) },
  { order: 'ymd', pattern: anyTime(String.raw`(\d{4})()(\d{2})(\d{2})`) },
  { order: 'ymd', pattern: /^(\d{4})()(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/ },
  { order: 'dmy', pattern: anyTime(String.raw`(\d{1,2})(\.) ?(\d{1,2})\. ?(\d{4}|\d{2})`) },
  { order: 'either', pattern: anyTime(String.raw`(\d{1,2})([-/])(\d{1,2})\2(\d{4})`) },
  { order: 'either', pattern: anyTime(String.raw`(\d{1,2})(/)(\d{1,2})/(\d{2})`) },
  { order: 'dmy', pattern: anyTime(String.raw`${WEEKDAY}(\d{1,2})(\.?[- ]+)([a-z]{3,9})\.?,?[- ]+(\d{4})`) },
  { order: 'mdy', pattern: anyTime(String.raw`${WEEKDAY}([a-z]{3,9})(\.? +)(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})`) },
] as const;

type DateOrder = (typeof FORMS)[number]['order'];

/** Dates such as `03/04/2026`: whether the day or the month is first. */
export type DayOrder = 'day-first' | 'month-first';

/** Any longer text is no time. A bound for the patterns. */
const MAX_CHARACTERS = 60;

/**
 * Reads a time in any common form: RFC 3339, ISO 8601, a date alone, `2026-01-03 10:15:00`, `3 Jan 2026`, `03.01.2026`,
 * `1/31/26`, `20260103101500`, seconds, milliseconds, microseconds or nanoseconds since 1970. Without an offset the time is UTC.
 * @param order Of dates such as `03/04/2026`, if it is known. Without it such a date is read only if one part is over 12.
 * @returns the time by RFC 3339, in UTC; undefined if the value is no time, or could be two.
 */
export function readTime(value: unknown, order?: DayOrder): string | undefined {
  if (typeof value === 'number') return formatTime(readEpoch(value)) ?? readWritten(String(value), order);
  if (typeof value !== 'string' || value.length > MAX_CHARACTERS) return undefined;
  const text = value.trim();
  const epoch = /^\d{9,20}(?:\.\d{1,9})?$/.test(text) ? formatTime(readEpoch(Number(text))) : undefined;
  return epoch ?? readWritten(text, order);
}

function readWritten(text: string, order: DayOrder | undefined): string | undefined {
  for (const { pattern, order: written } of FORMS) {
    const parts = pattern.exec(text);
    if (parts) return formatTime(readParts(parts, written, order));
  }
  return undefined;
}

/**
 * Finds out from all values of a column whether dates such as `03/04/2026` begin with the day: one value with a part over
 * 12 proves it.
 */
export class DayOrders {
  readonly #proofs = { 'day-first': 0, 'month-first': 0 };

  add(value: string): void {
    const dayFirst = readTime(value, 'day-first') !== undefined;
    const monthFirst = readTime(value, 'month-first') !== undefined;
    if (dayFirst !== monthFirst) this.#proofs[dayFirst ? 'day-first' : 'month-first'] += 1;
  }

  /** Undefined without a proof, or if two values prove the opposite. */
  get order(): DayOrder | undefined {
    const { 'day-first': days, 'month-first': months } = this.#proofs;
    if (days > 0 === months > 0) return undefined;
    return days > 0 ? 'day-first' : 'month-first';
  }
}

function anyTime(date: string): RegExp {
  return new RegExp(`^${date}${TIME}${OFFSET}$`, 'i');
}

function formatTime(milliseconds: number | undefined): string | undefined {
  if (milliseconds === undefined) return undefined;
  const time = new Date(milliseconds);
  const year = time.getUTCFullYear();
  if (!(year >= YEARS.first && year <= YEARS.last)) return undefined;
  return time.toISOString().replace('.000Z', 'Z');
}

/** A number such as 20260103 is a date; a larger one counts from 1970. */
function readEpoch(value: number): number | undefined {
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(String(value));
  if (date) return readDay(Number(date[1]), Number(date[2]), Number(date[3]));
  const unit = EPOCH_UNITS.find(({ from, below }) => value >= from && value < below);
  return unit && value / unit.perMillisecond;
}

/** Parts of a match: three of the date around its separator, hour, minute, second, fraction, A or P, offset. */
function readParts(parts: RegExpExecArray, written: DateOrder, order: DayOrder | undefined): number | undefined {
  const [, first, , second, third, hour = '0', minute = '0', seconds = '0', fraction = '', half, offset = 'Z'] = parts;
  const day = readDate([first!, second!, third!], written, order);
  const hours = readHour(Number(hour), half);
  const minutes = readOffset(offset);
  if (day === undefined || hours === undefined || minutes === undefined) return undefined;
  if (Number(minute) > 59 || Number(seconds) > 59) return undefined;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return day + ((hours * 60 + Number(minute) - minutes) * 60 + Number(seconds)) * 1000 + milliseconds;
}

function readDate(parts: readonly [string, string, string], written: DateOrder, order?: DayOrder): number | undefined {
  const [a, b, c] = parts.map((part) => (/^\d/.test(part) ? Number(part) : findMonth(part))) as [
    number,
    number,
    number,
  ];
  if (parts[2].length === 2 && written !== 'ymd') return readDate([parts[0], parts[1], fullYear(c)], written, order);
  if (written === 'ymd') return readDay(a, b, c);
  if (written === 'dmy') return readDay(c, b, a);
  if (written === 'mdy') return readDay(c, a, b);
  if (order !== undefined) return order === 'day-first' ? readDay(c, b, a) : readDay(c, a, b);
  const [dayFirst, monthFirst] = [readDay(c, b, a), readDay(c, a, b)];
  if (dayFirst !== undefined && monthFirst !== undefined && dayFirst !== monthFirst) return undefined;
  return dayFirst ?? monthFirst;
}

/** The year that two digits mean: 1970 to 2069. */
function fullYear(short: number): string {
  return String(short + (short < 70 ? 2000 : 1900));
}

/** From 1; 0 for no name of a month. */
function findMonth(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

/** Midnight UTC of a day that exists. */
function readDay(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : undefined;
}

/** 0 to 23. @param half `A` or `P` of a clock with twelve hours. */
function readHour(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
}

/** Minutes before UTC. */
function readOffset(offset: string): number | undefined {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  if (sign === undefined) return 0;
  if (Number(hours) > 18 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
