import { gzipSync } from 'node:zlib';
import { parseEvents } from '../../formats/events/event-messages.ts';
import type { EventRow } from '../../formats/events/event-schema.ts';
import { eventsKey } from '../../formats/object-layout.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { EventObjects } from '../../ports/upload-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';

/** A message of the queue. */
export interface EventMessage {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly rows: readonly EventRow[];
}

/** Reads a message. @param sent Its `SentTimestamp`. @throws EventMessageError if it holds no events */
export function readEventMessage(id: string, sent: string, body: string): EventMessage {
  return { id, sentAt: Number(sent), rows: parseEvents(body) };
}

/** An object that was written. */
export interface CollectedObject {
  readonly key: string;
  readonly rows: number;
}

/**
 * Writes the rows of messages into one object. Its key and its bytes follow from the messages alone: a batch that is
 * delivered again replaces its object by the same one. If a message is delivered again in another batch, its rows are in
 * two objects; training counts them once, by their times.
 * @param messages At least one.
 * @throws StoreError `unavailable`: all messages have to come again
 */
export async function collectEvents(
  { objects, metrics }: { readonly objects: EventObjects; readonly metrics: Metrics },
  messages: readonly EventMessage[],
): Promise<CollectedObject> {
  const distinct = [...new Map(messages.map((message) => [message.id, message])).values()].sort(compareMessages);
  const rows = distinct.flatMap((message) => message.rows);
  const ids = distinct.map((message) => message.id);
  const key = eventsKey(new Date(distinct[0]!.sentAt).toISOString(), sha256Hex(ids.join('\n')).slice(0, 16));
  await objects.write(key, gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
  metrics.record('events', { collectedEvents: rows.length });
  return { key, rows: rows.length };
}

function compareMessages(a: EventMessage, b: EventMessage): number {
  return a.sentAt - b.sentAt || (a.id < b.id ? -1 : 1);
}
