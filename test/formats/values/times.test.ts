import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DayOrders, readTime } from '../../../lambdas/formats/values/times.ts';

describe('readTime', () => {
  it.each([
    [1_767_435_300, '2026-01-03T10:15:00Z'],
    [1_767_435_300_000, '2026-01-03T10:15:00Z'],
    [1_767_435_300_000_000, '2026-01-03T10:15:00Z'],
    ['1767435300', '2026-01-03T10:15:00Z'],
    [20260103, '2026-01-03T00:00:00Z'],
    ['20260103', '2026-01-03T00:00:00Z'],
    ['2026-01-03', '2026-01-03T00:00:00Z'],
    ['2026-01-03 10:15:00', '2026-01-03T10:15:00Z'],
    ['2026-01-03T10:15', '2026-01-03T10:15:00Z'],
    ['20260103T101500Z', '2026-01-03T10:15:00Z'],
    ['2026-01-03T10:15:00+02:00', '2026-01-03T08:15:00Z'],
    ['2026-01-03 10:15:00 -0530', '2026-01-03T15:45:00Z'],
    ['2026-01-03 10:15:00 UTC', '2026-01-03T10:15:00Z'],
    ['2026-01-03 10:15:00.25', '2026-01-03T10:15:00.250Z'],
    ['2026/1/3 9:05', '2026-01-03T09:05:00Z'],
    ['03.01.2026', '2026-01-03T00:00:00Z'],
    ['3.1.2026 10:15', '2026-01-03T10:15:00Z'],
    ['03.01.26 10:15', '2026-01-03T10:15:00Z'],
    ['13/01/2026', '2026-01-13T00:00:00Z'],
    ['1/13/26, 3:05 PM', '2026-01-13T15:05:00Z'],
    ['31/12/69', '2069-12-31T00:00:00Z'],
    ['12/31/99', '1999-12-31T00:00:00Z'],
    ['20260103101500', '2026-01-03T10:15:00Z'],
    [20260103101500, '2026-01-03T10:15:00Z'],
    ['01/13/2026 3:05 PM', '2026-01-13T15:05:00Z'],
    ['12/31/2026 12:00 AM', '2026-12-31T00:00:00Z'],
    ['04/04/2026', '2026-04-04T00:00:00Z'],
    ['Sat, 03 Jan 2026 10:15:00 +0000', '2026-01-03T10:15:00Z'],
    ['Jan 3, 2026', '2026-01-03T00:00:00Z'],
    ['3 January 2026', '2026-01-03T00:00:00Z'],
    ['03-Jan-2026', '2026-01-03T00:00:00Z'],
  ])('reads %j as %s', (value, time) => {
    expect(readTime(value)).toBe(time);
  });

  it.each([
    ...[
      'yesterday',
      '',
      '2026-02-30',
      '2026-13-01',
      '2026-01-03 25:00',
      '2026-01-03 12:75',
      '2026-01-03 12:15:61',
      '2026-01-03 13:00 PM',
      '2026-01-03 0:30 AM',
      '2026-01-03 12:15 +19:00',
      '2026-01-03 12:15 +02:75',
      '03/04/2026',
      '3/4/26',
      '26-01-03',
      '2026',
      '1e400',
      '0000-00-00',
    ],
    ...[0, -5, 12, 1e30, Number.NaN, true, { at: 1 }, '9'.repeat(100)],
  ])('does not read %j, which is no time or could be two', (value) => {
    expect(readTime(value)).toBeUndefined();
  });

  it('gives each RFC 3339 time as the same moment in UTC', () => {
    const moments = fc.date({ min: new Date('1901-01-01'), max: new Date('2199-01-01'), noInvalidDate: true });
    const offsets = fc.integer({ min: -12 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(moments, offsets, (moment, minutes) => {
        const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const offset = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
        expect(Date.parse(readTime(local + offset)!)).toBe(moment.getTime());
      }),
    );
  });
});

describe('DayOrders', () => {
  it.each([
    [['03/04/2026', '13/01/2026'], 'day-first'],
    [['03/04/2026', '01/13/2026'], 'month-first'],
    [['03/04/2026'], undefined],
    [['13/01/2026', '01/13/2026'], undefined],
    [['3/4/26', '13/1/26'], 'day-first'],
  ] as const)('finds the order of %j', (values, order) => {
    const orders = new DayOrders();
    for (const value of values) orders.add(value);
    expect(orders.order).toBe(order);
    expect(readTime('03/04/2026', order)).toBe(
      order && (order === 'day-first' ? '2026-04-03T00:00:00Z' : '2026-03-04T00:00:00Z'),
    );
  });
});
