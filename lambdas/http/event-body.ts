import * as z from 'zod';
import { eventBytes, MAX_EVENT_BYTES } from '../formats/events/event-messages.ts';
import type { EventRow } from '../formats/events/event-schema.ts';
import { groupRowSchema, queryRowSchema } from '../formats/schemas/training-schema.ts';
import { HttpProblem, invalidRequest, problemAt } from './problems.ts';
import { boundedArray, closedObject, type Kind, selectSchema, validateBody } from './validation.ts';

export const MAX_EVENTS = 1000;

/** Clocks may differ, and times may lack their zone. What is later was not yet. */
const MAX_FUTURE_MILLISECONDS = 24 * 3_600_000;

const hasField = (name: string) => (value: unknown) => typeof value === 'object' && value !== null && name in value;

/** The kinds of events, each as the training row that it becomes. */
export const eventForms = {
  group: closedObject(groupRowSchema.shape, {
    items: ['item', 'products', 'productIds', 'ids', 'id'],
    kind: ['type', 'event'],
    at: ['time', 'timestamp', 'date'],
    sessionId: ['session', 'visitId', 'visitorId'],
    quantities: ['quantity', 'counts'],
  }).refine(({ items, quantities }) => quantities === undefined || quantities.length === items.length, {
    path: ['quantities'],
    error: 'has another number of entries than items: send one for each item',
  }),
  query: closedObject(queryRowSchema.shape, {
    query: ['text', 'search', 'term'],
    positive: ['id', 'product', 'productId', 'clicked'],
    at: ['time', 'timestamp', 'date'],
  }),
} as const;

type Event = z.output<typeof eventForms.group> | z.output<typeof eventForms.query>;

const kinds: readonly Kind<Event>[] = [
  [hasField('query'), eventForms.query],
  [hasField('items'), eventForms.group],
];

/** One event. */
export const eventSchema = selectSchema(kinds, 'expected an object with items, or with query and positive');

/** The body of `POST /v1/events`: each event is checked by itself. */
export const eventsSchema = closedObject(
  { events: boundedArray(z.unknown(), 1, MAX_EVENTS) },
  { events: ['items', 'rows', 'data'] },
);

/** An event that can be accepted, or why it is refused. */
export type ReadEvent = EventRow | HttpProblem;

/**
 * The training row of an event, with its time in UTC, or why it is refused. An event without a time gets that of the
 * request, and a millisecond more for each event before it: equal events of one time would be one event sent twice.
 * @param index Its place. @param now When the request came.
 */
export function readEvent(value: unknown, index: number, now: Date): ReadEvent {
  try {
    const { at, ...event } = validateBody(eventSchema, value);
    const time = at === undefined ? new Date(now.getTime() + index) : new Date(at);
    // zod types an absent field as undefined.
    const row = { ...event, at: time.toISOString() } as EventRow;
    checkTime(time, now);
    checkSize(row);
    return row;
  } catch (cause) {
    if (cause instanceof HttpProblem) return problemAt(cause, `/events/${index}`);
    throw cause;
  }
}

function checkTime(at: Date, now: Date): void {
  // Programs have times that were never set, such as the first day of year 1.
  if (at.getTime() < 0) {
    const detail = 'is before 1970: send when it happened, or nothing';
    throw invalidRequest([{ pointer: '/at', code: 'too-small', detail }]);
  }
  if (at.getTime() <= now.getTime() + MAX_FUTURE_MILLISECONDS) return;
  const detail = `is ${at.toISOString()}, more than a day after now (${now.toISOString()}): send when it happened, or nothing`;
  throw invalidRequest([{ pointer: '/at', code: 'too-big', detail }]);
}

function checkSize(row: EventRow): void {
  const bytes = eventBytes(row);
  if (bytes <= MAX_EVENT_BYTES) return;
  const detail = `has ${bytes} bytes as JSON, expected at most ${MAX_EVENT_BYTES}: upload it as a file to interactions/`;
  throw invalidRequest([{ pointer: '', code: 'too-big', detail }]);
}
