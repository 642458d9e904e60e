import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EventMessageError,
  eventBytes,
  MAX_EVENT_BYTES,
  packEvents,
  parseEvents,
} from '../../../lambdas/formats/events/event-messages.ts';
import type { EventRow } from '../../../lambdas/formats/events/event-schema.ts';

const at = '2026-01-03T10:15:00.000Z';
const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
const group = fc.record({ items: fc.array(id, { minLength: 1, maxLength: 5 }), kind: fc.constant('session' as const) });
const query = fc.record({ query: id, positive: id });
const rows = fc.array(
  fc.oneof(group, query).map((row): EventRow => ({ ...row, at })),
  { minLength: 1, maxLength: 20 },
);

describe('messages of events', () => {
  it('hold the rows as they were, with any characters, in signs that SQS takes', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const messages = packEvents(given);
        expect(messages.flatMap(({ text }) => parseEvents(text))).toEqual(given);
        expect(messages.flatMap(({ places }) => places)).toEqual([...given.keys()]);
        for (const { text } of messages) expect(text).not.toMatch(/[^\t\n\r -\ud7ff\ue000-\ufffd]/);
      }),
    );
  });

  it('are as few as the limit of their size allows, and each below 256 KiB', () => {
    const row: EventRow = { items: ['x'.repeat(250)], kind: 'basket', at };
    const perMessage = Math.floor(MAX_EVENT_BYTES / (eventBytes(row) + 1));
    const messages = packEvents(Array.from({ length: 2 * perMessage + 1 }, () => row));
    expect(messages.map(({ places }) => places.length)).toEqual([perMessage, perMessage, 1]);
    for (const { text } of messages) expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024);
  });

  it('hold one row of the largest size', () => {
    const row = (length: number): EventRow => ({ query: 'q', positive: 'x'.repeat(length), at });
    const largest = row(MAX_EVENT_BYTES - eventBytes(row(0)));
    expect(packEvents([largest, largest])).toHaveLength(2);
  });

  it.each([
    ['poison', 'not JSON'],
    ['{"Records": []}', 'expected array'],
    ['[{"items": ["a"], "kind": "basket"}]', '/0'],
    ['[{"items": [], "at": "2026-01-03T10:15:00Z"}]', '/0'],
  ])('refuse %s', (text, why) => {
    expect(() => parseEvents(text)).toThrow(EventMessageError);
    expect(() => parseEvents(text)).toThrow(why);
  });
});
