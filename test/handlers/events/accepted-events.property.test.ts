import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packEvents, parseEvents } from '../../../lambdas/formats/events/event-messages.ts';
import type { EventRow } from '../../../lambdas/formats/events/event-schema.ts';
import { readEvent } from '../../../lambdas/http/event-body.ts';
import { HttpProblem } from '../../../lambdas/http/problems.ts';

const now = new Date('2026-01-01T00:00:00Z');
const two = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
const day = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('2027-01-01T00:00:00Z'),
  noInvalidDate: true,
});

/** Times as they are sent: of any year, with any offset. */
const times = fc
  .tuple(day, fc.constantFrom('+', '-'), two(23), two(59))
  .map(([date, sign, hours, minutes]) => `${date.toISOString().slice(0, -1)}${sign}${hours}:${minutes}`);
const ids = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
const events = fc.oneof(
  fc.record({ items: fc.array(ids, { minLength: 1, maxLength: 5 }), at: times }),
  fc.record({ query: ids, positive: ids, at: times }),
);

describe('accepted events', () => {
  it('can all be read again from the message that holds them', () => {
    fc.assert(
      fc.property(fc.array(events, { minLength: 1, maxLength: 20 }), (sent) => {
        const read = sent.map((event, index) => readEvent(event, index, now));
        const rows = read.filter((one): one is EventRow => !(one instanceof HttpProblem));
        expect(packEvents(rows).flatMap(({ text }) => parseEvents(text))).toEqual(rows);
      }),
      {
        examples: [[[{ items: ['a'], at: '0000-01-01T00:00:00+01:00' }]]],
      },
    );
  });
});
