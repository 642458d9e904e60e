import { describe, expect, it } from 'vitest';
import type { RecordKind } from '../../../lambdas/formats/object-layout.ts';
import { readText } from '../../support/formats/read-text.ts';

async function readRow(row: unknown, kind: RecordKind = 'training') {
  const { records } = await readText('rows.jsonl', JSON.stringify(row), kind);
  const [one] = records;
  if (!one?.ok) return { rejected: one?.detail };
  return { value: one.value, ignored: (one.ignored ?? []).map(({ field, reason }) => `${field} ${reason}`) };
}

describe('a training row', () => {
  it.each([
    [1_767_435_300, '2026-01-03T10:15:00Z'],
    ['2026-01-03 10:15:00', '2026-01-03T10:15:00Z'],
    ['2026-01-03T10:15:00', '2026-01-03T10:15:00Z'],
    ['2026-01-03', '2026-01-03T00:00:00Z'],
    ['2026-01-03T10:15:00+02:00', '2026-01-03T08:15:00Z'],
  ])('has its time in any form: %j', async (at, time) => {
    expect(await readRow({ items: ['a', 'b'], kind: 'session', at })).toEqual({
      value: { items: ['a', 'b'], kind: 'session', at: time },
      ignored: [],
    });
  });

  it.each([
    [null, []],
    ['', []],
    ['yesterday', ['at not-a-time']],
    [{ date: '2026-01-03' }, ['at not-a-time']],
    ['03/04/2026', ['at not-a-time']],
  ])('does without a time that is %j', async (at, ignored) => {
    const value = { items: ['a', 'b'], kind: 'basket' };
    expect(await readRow({ items: ['a', 'b'], at })).toEqual({ value, ignored });
  });

  it('has numeric ids as text, and leaves out items that are no ids', async () => {
    expect(await readRow({ items: [1, null, 'b', { colour: 'c' }], kind: 'Basket' })).toEqual({
      value: { items: ['1', 'b'], kind: 'basket' },
      ignored: ['items nested'],
    });
    expect(await readRow({ anchor: 1, positive: 2, negative: 3 })).toEqual({
      value: { anchor: '1', positive: '2', negative: '3' },
      ignored: [],
    });
    expect((await readRow({ query: 'red', positive: 7 })).value).toEqual({ query: 'red', positive: '7' });
  });

  it('has the quantities of the items that can be read', async () => {
    const { value, ignored } = await readRow({ items: ['a', null, 'c', 'd'], quantities: [1, 5, '-1', null] });
    expect(value).toMatchObject({ items: ['a', 'c', 'd'], quantities: [1, -1, 1] });
    expect(ignored).toEqual([]);
    expect((await readRow({ items: ['a', 'b'], quantities: [1] })).ignored).toEqual(['quantities wrong-type']);
    expect((await readRow({ items: ['a', 'b'], quantities: [1, 'x'] })).ignored).toEqual(['quantities not-a-number']);
  });

  it('names its session by a text or a number, and does without one that is neither', async () => {
    const row = { items: ['a'], kind: 'session' };
    expect((await readRow({ ...row, sessionId: 's-1' })).value).toEqual({ ...row, sessionId: 's-1' });
    expect((await readRow({ ...row, sessionId: 71 })).value).toEqual({ ...row, sessionId: '71' });
    expect(await readRow({ ...row, sessionId: null })).toEqual({ value: row, ignored: [] });
    expect(await readRow({ ...row, sessionId: { id: 1 } })).toEqual({ value: row, ignored: ['sessionId wrong-type'] });
    const tooLong = 'x'.repeat(257);
    expect(await readRow({ ...row, sessionId: tooLong })).toEqual({ value: row, ignored: ['sessionId too-long'] });
  });

  it('is a pair without a negative that cannot be read', async () => {
    for (const negative of [null, [1, 'x'], { title: 'no id' }, true]) {
      const { value, ignored } = await readRow({ anchor: 'a', positive: 'b', negative });
      expect(value).toEqual({ anchor: 'a', positive: 'b' });
      expect(ignored).toHaveLength(negative === null ? 0 : 1);
    }
  });

  it('loses a field of its products alone, and names it', async () => {
    const anchor = { product_id: 7, name: 'Lamp', price: 'cheap', image: null };
    expect(await readRow({ anchor, positive: [1, 2] })).toEqual({
      value: { anchor: { id: '7', title: 'Lamp' }, positive: [1, 2] },
      ignored: ['anchor.price not-a-number'],
    });
  });

  it('names the fields that it does not have', async () => {
    const row = { anchor: 'a', positive: 'b', audit: { rank: 3 }, weight: 2, note: null };
    expect(await readRow(row)).toEqual({
      value: { anchor: 'a', positive: 'b', audit: { rank: 3 } },
      ignored: ['weight unknown-field'],
    });
  });

  it.each([
    [{ items: 'a' }, undefined],
    [{ items: [{}] }, '/items'],
    [{ items: ['a'], kind: 'heap' }, '/kind'],
    [{ anchor: 'a' }, '/positive'],
    [{ anchor: 'a', positive: [null] }, '/positive'],
    [{ anchor: { title: 'no id' }, positive: 'b' }, '/anchor'],
    [{ query: '', positive: 'a' }, '/query'],
    [['a'], '/'],
  ])('is rejected for what it needs: %j', async (row, place) => {
    const { rejected } = await readRow(row);
    if (place === undefined) expect(rejected).toBeUndefined();
    else expect(rejected).toMatch(new RegExp(`^${place}: `));
  });

  it('is rejected for any of these if reading is strict', async () => {
    const { records } = await readText('r.jsonl', '{"items":["a"],"at":"soon"}', 'training', { strict: true });
    expect(records).toMatchObject([{ ok: false, detail: 'at: not-a-time: soon' }]);
  });
});

describe('a judging row', () => {
  it('has numeric ids as text, and does without a mask or a slice that is null', async () => {
    const row = { query: 1, relevant: [2, null], mask: null, slice: null, note: 'x' };
    expect(await readRow(row, 'judging')).toEqual({
      value: { query: '1', relevant: ['2'] },
      ignored: ['note unknown-field'],
    });
  });
});

describe('a table of training rows', () => {
  const readCsv = (content: string, options = {}) => readText('train.csv', content, 'training', options);

  it.each([
    ['anchor,positive', 'a,b', { anchor: 'a', positive: 'b' }],
    ['Product 1,Product 2', 'a,b', { anchor: 'a', positive: 'b' }],
    ['Source,Target,Date', 'a,b,2026-01-03', { anchor: 'a', positive: 'b', at: '2026-01-03T00:00:00Z' }],
    ['Search Term,positive', 'red,b', { query: 'red', positive: 'b' }],
    ['items,kind', 'a|b|7,session', { items: ['a', 'b', '7'], kind: 'session' }],
    ['items', '"[1,2]"', { items: ['1', '2'], kind: 'basket' }],
    ['items', `"['a', 'b']"`, { items: ['a', 'b'], kind: 'basket' }],
    ['items', '"[a, b]"', { items: ['a', 'b'], kind: 'basket' }],
    ['items', 'a b', { items: ['a', 'b'], kind: 'basket' }],
  ])('has the columns %s', async (header, row, value) => {
    expect((await readCsv(`${header}\n${row}\n`)).values).toEqual([value]);
  });

  it('is read by the mapping', async () => {
    const schema = { fields: { anchor: 'x', positive: 'y' } };
    expect((await readCsv('y,x\nb,a\n', { schema })).values).toEqual([{ anchor: 'a', positive: 'b' }]);
  });

  it('says once which columns it has and which it needs', async () => {
    await expect(readCsv('shop,colour\n1,red\n')).rejects.toThrow(
      'train.csv: no columns of training rows; found: shop, colour; needed: anchor and positive, or query and positive, ' +
        'or items; map them with --map anchor=COLUMN --map positive=COLUMN',
    );
  });
});

describe('the items and the kind of a group', () => {
  it('may be objects with an id and a quantity', async () => {
    expect(await readRow({ items: [{ id: 'a', quantity: 2 }, { product_id: 7, qty: -1 }, 'c'] })).toEqual({
      value: { items: ['a', '7', 'c'], kind: 'basket', quantities: [2, -1, 1] },
      ignored: [],
    });
  });

  it.each([
    ['order', 'basket'],
    ['Purchase', 'basket'],
    ['visit', 'session'],
  ])('reads %s as %s', async (kind, expected) => {
    expect(await readRow({ items: ['a', 'b'], kind })).toMatchObject({ value: { items: ['a', 'b'], kind: expected } });
  });

  it('refuses a return, which shows nothing that goes together', async () => {
    expect(JSON.stringify(await readRow({ items: ['a', 'b'], kind: 'return' }))).toContain('/kind');
  });
});
