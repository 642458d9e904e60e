import { describe, expect, it } from 'vitest';
import { readCatalogText, readTrainingText } from '../../support/exports/read-text.ts';

const lines = (...records: readonly object[]) => records.map((record) => JSON.stringify(record)).join('\n');
const NOTE = 'taken out of what the export of a database puts around values';

describe('records that a database wraps', () => {
  it('are those in _source of Elasticsearch, and have its id if they have none', async () => {
    const hit = (id: string, source: object) => ({ _index: 'products', _id: id, _score: 1, _source: source });
    const hits = [hit('a', { name: 'Lamp', price: 19.5 }), hit('b', { id: 'own', name: 'Mug' })];
    const expected = [
      { id: 'a', title: 'Lamp', price: 19.5 },
      { id: 'own', title: 'Mug' },
    ];
    const dump = await readCatalogText(lines(...hits), { name: 'dump.jsonl' });
    expect(dump.values).toEqual(expected);
    expect(dump.report.notes).toContain(`2 records ${NOTE}`);
    const answer = JSON.stringify({ took: 3, hits: { total: { value: 2 }, hits } });
    expect((await readCatalogText(answer, { name: 'answer.json' })).values).toEqual(expected);
  });

  it('have the types of DynamoDB', async () => {
    const item = {
      id: { S: 'a' },
      title: { S: 'Lamp' },
      price: { N: '19.5' },
      tags: { SS: ['oak', 'desk'] },
      sizes: { L: [{ S: 'M' }, { N: '40' }] },
      vintage: { BOOL: true },
      brand: { NULL: true },
    };
    const expected = [
      { id: 'a', title: 'Lamp', price: 19.5, attributes: { tags: ['oak', 'desk'], sizes: ['M', '40'], vintage: true } },
    ];
    const exported = await readCatalogText(lines({ Item: item }), { name: 'export.json' });
    expect(exported.values).toEqual(expected);
    expect(exported.report.notes).toContain(`1 record ${NOTE}`);
    const scanned = JSON.stringify({ Items: [item], Count: 1, ScannedCount: 1 });
    expect((await readCatalogText(scanned, { name: 'scan.json' })).values).toEqual(expected);
  });

  it('have the types of MongoDB', async () => {
    const document = {
      _id: { $oid: '65a1f0' },
      name: 'Lamp',
      price: { $numberDecimal: '49.00' },
      weight: { $numberInt: '3' },
      code: { $numberLong: '9007199254740993' },
      createdAt: { $date: { $numberLong: '1767434400000' } },
    };
    const { values, ignored } = await readCatalogText(lines(document), { name: 'dump.json' });
    expect(values).toEqual([
      {
        ...{ id: '65a1f0', title: 'Lamp', price: 49, attributes: { weight: 3, code: '9007199254740993' } },
        payload: { createdAt: 1767434400000 },
      },
    ]);
    expect(ignored).toEqual([]);
  });

  it('may be training rows', async () => {
    const row = { _id: { $oid: 'r1' }, items: ['a', 'b'], kind: 'basket', at: { $date: '2026-01-03T10:15:00Z' } };
    const { values } = await readTrainingText(lines(row), { name: 'train.json' });
    expect(values).toEqual([{ items: ['a', 'b'], kind: 'basket', at: '2026-01-03T10:15:00Z' }]);
  });
});

it('leaves records as they are whose names and values only look like those of databases', async () => {
  const records = [
    { id: 'a', title: 'Lamp', price: '$19', note: '"$date" is no date', Item: { S: 'x' } },
    { id: 'b', title: 'Tee', sizes: { S: 'x' }, _source: { title: 'other' } },
  ];
  const { values, report } = await readCatalogText(lines(...records), { name: 'catalog.jsonl' });
  expect(values).toMatchObject([
    { id: 'a', title: 'Lamp', price: 19 },
    { id: 'b', title: 'Tee' },
  ]);
  expect(report.notes).toEqual([]);
});
