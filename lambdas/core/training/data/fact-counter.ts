const DAY_MS = 86_400_000;

/** A fact, and how often it occurred. */
export interface CountedFact<Row> {
  readonly row: Row;
  times: number;
  /** Of `times`: rows that the starting model was trained on. */
  seenTimes: number;
  /** The earliest time of its rows in milliseconds; undefined if none has a time. */
  at: number | undefined;
  hasRowWithoutTime: boolean;
  /** All times of its rows, once there are two, and whether the starting model was trained on a row of this time. */
  events?: Map<number, boolean>;
}

/** One row that states a fact. */
export interface Occurrence {
  /** Milliseconds since 1970. */
  readonly at: number | undefined;
  /** Whether the starting model was trained on the row. */
  readonly isSeen: boolean;
}

/** Counts the occurrences of distinct facts, in the order in which they first occur. */
export class FactCounter<Row> {
  readonly #facts = new Map<string, CountedFact<Row>>();

  /**
   * Counts a row.
   * @param key Equal for equal facts.
   * @returns `first`, `again`, or `same-event`: a row with the same time of day says the same, so that one event was
   *   exported twice. It is not counted. A date without a time of day names no event.
   */
  add(key: string, row: Row, { at, isSeen }: Occurrence): 'first' | 'again' | 'same-event' {
    const fact = this.#facts.get(key);
    if (fact === undefined) {
      this.#facts.set(key, { row, times: 1, seenTimes: isSeen ? 1 : 0, at, hasRowWithoutTime: at === undefined });
      return 'first';
    }
    if (at !== undefined && hasTimeOfDay(at) && isKnownEvent(fact, { at, isSeen })) return 'same-event';
    fact.times += 1;
    if (isSeen) fact.seenTimes += 1;
    if (at === undefined) fact.hasRowWithoutTime = true;
    else fact.at = Math.min(at, fact.at ?? at);
    return 'again';
  }

  facts(): CountedFact<Row>[] {
    return [...this.#facts.values()];
  }
}

/** Whether a time is more than a date: rows with such a time and the same products are one event. */
export function hasTimeOfDay(at: number): boolean {
  return at % DAY_MS !== 0;
}

/** Whether a row of the fact has this time. Adds the time. If one of several rows of an event was seen, the event was. */
function isKnownEvent<Row>(fact: CountedFact<Row>, { at, isSeen }: { readonly at: number; readonly isSeen: boolean }) {
  fact.events ??= new Map(fact.at === undefined ? [] : [[fact.at, fact.seenTimes > 0]]);
  const wasSeen = fact.events.get(at);
  fact.events.set(at, isSeen || wasSeen === true);
  if (wasSeen === false && isSeen) fact.seenTimes += 1;
  return wasSeen !== undefined;
}

/** Milliseconds since 1970 of an RFC 3339 time; undefined for none, and for one that cannot be read. */
export function parseTime(at: string | undefined): number | undefined {
  const ms = Date.parse(at ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
