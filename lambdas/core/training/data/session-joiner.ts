import { type GroupRow, MAX_GROUP_ITEMS } from '../../catalog/training-row.ts';
import { hasTimeOfDay, type Occurrence } from './fact-counter.ts';

/** A longer pause between two parts ends a session, as in web analytics. So an id may even be that of a visitor. */
export const SESSION_PAUSE_MINUTES = 30;
const PAUSE_MS = SESSION_PAUSE_MINUTES * 60_000;

interface Part {
  readonly row: GroupRow;
  readonly at: number | undefined;
  isSeen: boolean;
}

/** The parts of one session by their identity: equal for two exports of one event. */
type Parts = Map<string | symbol, Part>;

/** A group that was joined from its parts, as if it had come as one row. */
export interface JoinedGroup {
  readonly row: GroupRow;
  readonly occurrence: Occurrence;
}

/**
 * Joins the rows of sessions that came one by one, as the events of a shop's pages do: rows of one kind with the same
 * `sessionId`. They may come in any order and from several objects.
 */
export class SessionJoiner {
  #sessions = new Map<string, Parts>();

  /**
   * Adds a part of a session.
   * @returns `same-event` for a part with the products and the time of day of another one: it is not counted.
   */
  add(row: GroupRow, { at, isSeen }: Occurrence): 'added' | 'same-event' {
    const key = `${row.kind} ${row.sessionId}`;
    const parts: Parts = this.#sessions.get(key) ?? new Map();
    this.#sessions.set(key, parts);
    const identity = at !== undefined && hasTimeOfDay(at) ? `${at} ${JSON.stringify(row.items)}` : Symbol('part');
    const known = parts.get(identity);
    if (known === undefined) parts.set(identity, { row, at, isSeen });
    else known.isSeen ||= isSeen;
    return known === undefined ? 'added' : 'same-event';
  }

  /**
   * The joined groups, in the order of their first rows, and forgets them. Parts are in the order of their times; those
   * without a time are last, in the order in which they came. The starting model was trained on a group if it was on all
   * of its parts.
   */
  *take(): Generator<JoinedGroup, void, void> {
    const sessions = this.#sessions;
    this.#sessions = new Map();
    for (const parts of sessions.values()) for (const session of cut([...parts.values()])) yield join(session);
  }
}

/** Cuts parts where a session ends: after a pause, and before a group would be too large. */
function cut(parts: readonly Part[]): Part[][] {
  const ordered = parts.toSorted((a, b) => compareTimes(a.at, b.at));
  const sessions: Part[][] = [];
  let items = 0;
  for (const [i, part] of ordered.entries()) {
    const size = part.row.items.length;
    if (i === 0 || isPause(ordered[i - 1]!.at, part.at) || items + size > MAX_GROUP_ITEMS) {
      sessions.push([]);
      items = 0;
    }
    sessions.at(-1)!.push(part);
    items += size;
  }
  return sessions;
}

function compareTimes(a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number {
  return a === b ? 0 : a - b;
}

function isPause(before: number | undefined, after: number | undefined): boolean {
  return before !== undefined && after !== undefined && after - before > PAUSE_MS;
}

function join(parts: readonly Part[]): JoinedGroup {
  const [{ row, at }] = parts as readonly [Part, ...Part[]];
  const items = parts.flatMap((part) => part.row.items);
  const hasQuantities = parts.some((part) => part.row.quantities !== undefined);
  return {
    row: { items, kind: row.kind, ...(hasQuantities && { quantities: parts.flatMap(quantitiesOf) }) },
    occurrence: { at, isSeen: parts.every((part) => part.isSeen) },
  };
}

/** The quantities of a part; one of each item if it has none. A wrong number of them stays wrong, and is counted later. */
function quantitiesOf({ row: { items, quantities } }: Part): readonly number[] {
  return quantities ?? items.map(() => 1);
}
