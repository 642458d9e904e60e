import { CodedError } from '../../core/errors/coded-error.ts';
import { type EventRow, eventRowsSchema } from './event-schema.ts';

/** The most bytes of one event as JSON. A message of SQS takes 256 KiB in every region, and has one event at least. */
export const MAX_EVENT_BYTES = 200_000;

/** Thrown for a message that is no list of events. */
export class EventMessageError extends CodedError<'not-events'> {}

/** The text of a message, and the places of its rows in the list that was packed. */
export interface PackedMessage {
  readonly text: string;
  readonly places: readonly number[];
}

/** The bytes of an event in a message. */
export function eventBytes(row: EventRow): number {
  return Buffer.byteLength(writeEvent(row));
}

/** Packs rows into as few messages as their order allows. @param rows Each of at most 200,000 bytes. */
export function packEvents(rows: readonly EventRow[]): PackedMessage[] {
  const messages: { texts: string[]; places: number[]; bytes: number }[] = [];
  for (const [place, row] of rows.entries()) {
    const text = writeEvent(row);
    const bytes = Buffer.byteLength(text) + 1;
    let last = messages.at(-1);
    if (last === undefined || last.bytes + bytes > MAX_EVENT_BYTES) {
      last = { texts: [], places: [], bytes: 0 };
      messages.push(last);
    }
    last.texts.push(text);
    last.places.push(place);
    last.bytes += bytes;
  }
  return messages.map(({ texts, places }) => ({ text: `[${texts.join()}]`, places }));
}

/** The rows of a message. @throws EventMessageError */
export function parseEvents(text: string): EventRow[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notEvents('it is not JSON', cause);
  }
  const parsed = eventRowsSchema.safeParse(value);
  // zod types an absent field as undefined.
  if (parsed.success) return parsed.data as EventRow[];
  throw notEvents(`/${parsed.error.issues[0]?.path.join('/')}: ${parsed.error.issues[0]?.message}`, parsed.error);
}

function notEvents(detail: string, cause: unknown): EventMessageError {
  return new EventMessageError(
    'not-events',
    `the message is no list of events (${detail}): check which other senders the queue has`,
    { cause },
  );
}

/**
 * SQS takes the characters of XML alone, so U+FFFE and U+FFFF become escapes of JSON. So do the halves of characters
 * beyond U+FFFF: not every queue that speaks for SQS takes them.
 */
function writeEvent(row: EventRow): string {
  return JSON.stringify(row).replaceAll(
    /[\ud800-\udfff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16)}`,
  );
}
