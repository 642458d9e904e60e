import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileReport } from '../../../lambdas/core/catalog/reading-report.ts';
import { FormatError } from '../../../lambdas/formats/files/format-error.ts';
import { type ReadOptions, type RecordKinds, readRecords } from '../../../lambdas/formats/reading/read-records.ts';
import { chunked, collect, gzipped } from '../../support/stores/byte-streams.ts';

function read(
  content: string | Uint8Array,
  key = 'a.jsonl',
  kind: keyof RecordKinds = 'catalog',
  options: ReadOptions = {},
) {
  return collect(readRecords({ name: key, open: async () => chunked(content) }, kind, options));
}

describe('readRecords of JSON lines', () => {
  it('reads the products of all good lines, and counts lines from 1', async () => {
    const records = await read(
      '\uFEFF{"id":"a","title":"Café 咖啡"}\r\n\n{"id":}\n{"title":"no id"}\n{"id":"b","price":"cheap"}\n{"id":"c"}',
    );
    expect(records.map((one) => [one.line, one.ok ? one.value : one.code])).toEqual([
      [1, { id: 'a', title: 'Café 咖啡' }],
      [3, 'malformed-json'],
      [4, 'invalid-record'],
      [5, { id: 'b' }],
      [6, { id: 'c' }],
    ]);
    expect(records[2]).toMatchObject({ detail: expect.stringMatching(/^\/id: missing/), text: '{"title":"no id"}' });
    expect(records[3]).toMatchObject({ ignored: [{ field: 'price', reason: 'not-a-number', example: 'cheap' }] });
  });

  it('rejects a record with a value that cannot be read if reading is strict, and names the value', async () => {
    const content = '{"id":"a","price":"cheap"}\n{"id":"b","price":"19.50"}';
    const records = await read(content, 'a.jsonl', 'catalog', { strict: true });
    expect(records).toMatchObject([
      { ok: false, code: 'invalid-record', detail: 'price: not-a-number: cheap' },
      { ok: true, value: { id: 'b', price: 19.5 } },
    ]);
  });

  it.each(['{"id":""}', '{"id":{"text":"a"}}', '{"id":12345678901234567890}', '{"id":true}', '[]', 'null', '"x"'])(
    'rejects %s, which has no usable id',
    async (line) => {
      const records = await read(`{"id":"a"}\n${line}`);
      expect(records[1]).toMatchObject({
        ok: false,
        code: 'invalid-record',
        detail: expect.stringMatching(/^\/(id)?: /),
      });
    },
  );

  it('says once what is missing if no record has an id, and which keys were found', async () => {
    await expect(read('{"Farbe":"red","title":"Lamp"}\n{"title":"Chair"}')).rejects.toThrow(
      'a.jsonl: no key for the id; found: Farbe, title; map one with --map id=Farbe',
    );
  });

  it('reads unknown fields as attributes, and reports a name that it cannot use', async () => {
    const [record] = await read('{"id":"a","__proto__":{"polluted":1},"novel":[1]}');
    const ignored = [{ field: 'attributes.__proto__', reason: 'bad-name', example: '__proto__' }];
    expect(record).toEqual({ ok: true, line: 1, value: { id: 'a', attributes: { novel: ['1'] } }, ignored });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('rejects an overlong line with its beginning, and reads the lines after it', async () => {
    const records = await read(`{"id":"${'x'.repeat(5000)}"}\n{"id":"b"}\n`, 'a.jsonl', 'catalog', {
      maxLineBytes: 1000,
    });
    expect(records[0]).toMatchObject({ ok: false, line: 1, code: 'line-too-long' });
    expect(records[1]).toMatchObject({ ok: true, line: 2, value: { id: 'b' } });
  });

  it('reports from how many records it found out how a long file is read, and reads later keys by their names', async () => {
    const reports: FileReport[] = [];
    const options = { maxSurveyCharacters: 200, onReport: (report: FileReport) => void reports.push(report) };
    const content = '{"sku":"a"}\n{"sku":"b"}\n{"sku":"c","farbe":"rot"}';
    const records = await read(content, 'a.jsonl', 'catalog', options);
    expect(records).toMatchObject([{}, {}, { ok: true, value: { id: 'c', attributes: { farbe: 'rot' } } }]);
    expect(reports.map(({ notes }) => notes)).toEqual([
      ['how the file is read was found out from its first 1 records'],
    ]);
  });

  it('refuses a line that is not UTF-8', async () => {
    const bytes = Uint8Array.of(0x22, 0xff, 0x22, 0x0a);
    expect(await read(bytes)).toEqual([expect.objectContaining({ code: 'malformed-text', line: 1 })]);
  });

  it('reads the same records from any chunks of the same bytes', async () => {
    const content = '{"id":"ä"}\r\n\r\n{"id":"咖"}\nbroken\n{"id":"z"}';
    const whole = await collect(readRecords({ name: 'a.jsonl', open: async () => chunked(content, 1000) }, 'catalog'));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (size) => {
        expect(
          await collect(readRecords({ name: 'a.jsonl', open: async () => chunked(content, size) }, 'catalog')),
        ).toEqual(whole);
      }),
    );
  });

  it('never throws anything but a FormatError, for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const source = { name: 'a.jsonl', open: async () => chunked(bytes) };
        const records = await collect(readRecords(source, 'training')).catch((cause) => {
          expect(cause).toBeInstanceOf(FormatError);
          return [];
        });
        expect(records.every((record) => record.line >= 1)).toBe(true);
      }),
    );
  });
});

describe('readRecords of training and judging data', () => {
  it('reads every kind of training row', async () => {
    const rows = [
      { anchor: 'a', positive: 'b' },
      { anchor: [1, 2], positive: { id: 'x', title: 'X' }, negative: 'c' },
      { items: ['a', 'b'], kind: 'basket', at: '2010-12-01T08:26:00Z' },
      { query: 'red lamp', positive: 'a' },
    ];
    const records = await read(rows.map((row) => JSON.stringify(row)).join('\n'), 't.jsonl', 'training');
    expect(records.map((one) => one.ok && one.value)).toEqual(rows);
  });

  it.each([
    '{"items":["a"],"kind":"heap"}',
    '{"anchor":"a"}',
    '{"query":"","positive":"a"}',
    '{"anchor":"a","positive":[null]}',
  ])('refuses %s', async (line) => {
    expect(await read(line, 't.jsonl', 'training')).toEqual([expect.objectContaining({ code: 'invalid-record' })]);
  });

  it('reads judging rows', async () => {
    const row = { query: 'a', relevant: ['b'], mask: ['c'], slice: 'cold' };
    expect(await read(JSON.stringify(row), 'j.jsonl', 'judging')).toEqual([{ ok: true, line: 1, value: row }]);
  });
});

describe('readRecords of compressed files', () => {
  it('reads a gzip file', async () => {
    expect(await read(gzipped('{"id":"a"}\n'), 'a.jsonl.gz')).toEqual([{ ok: true, line: 1, value: { id: 'a' } }]);
  });

  it('yields the good lines of a gzip file before it throws that the file is cut off', async () => {
    const content = Array.from({ length: 3000 }, (_, i) =>
      JSON.stringify({ id: `p${i}`, title: String(Math.sin(i)) }),
    ).join('\n');
    const bytes = gzipped(content);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const record of readRecords(
        { name: 'a.jsonl.gz', open: async () => chunked(bytes.subarray(0, bytes.length >> 1), 1000) },
        'catalog',
      )) {
        seen.push(record.line);
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'broken-gzip' });
    expect(seen.length).toBeGreaterThan(500);
  });

  it('refuses a gzip bomb', async () => {
    const bomb = gzipped('\n'.repeat(100_000));
    await expect(read(bomb, 'a.jsonl.gz', 'catalog', { maxBytes: 10_000 })).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  it('refuses names of no data file, and tables of judging rows', async () => {
    await expect(read('{}', 'a.md')).rejects.toMatchObject({ code: 'unknown-ending' });
    await expect(read('query,relevant\na,b\n', 'a.json', 'judging')).rejects.toMatchObject({
      code: 'unsupported-format',
      message: 'a.json is csv, which cannot hold judging data: use JSON lines',
    });
  });

  it('reports what the file is, and what was read over', async () => {
    const reports: FileReport[] = [];
    const onReport = (one: FileReport) => reports.push(one);
    await read('id;title;price\na;Cup;1\n;;\nb;Lamp;2\n', 'a.csv', 'catalog', { onReport });
    expect(reports).toMatchObject([
      { format: 'csv', encoding: 'utf-8', delimiter: ';', notes: ['1 row without any value left out'] },
    ]);
  });

  it('reports again after the last record what was read over in training data, which is read once', async () => {
    const notes: (readonly string[])[] = [];
    await read('anchor,positive\n,\na,b\n', 'a.csv', 'training', { onReport: (one) => notes.push(one.notes) });
    expect(notes).toEqual([[], ['1 row without any value left out']]);
  });
});

describe('readRecords of CSV', () => {
  it('reads categories, prices and attributes from the columns of a catalog', async () => {
    const csv = 'id,title,category,price,Colour,Watts\na,"Lamp, red",Home > Lamps,9.50,red,12\nb,Cup,,,,\n';
    expect((await read(csv, 'c.csv')).map((one) => one.ok && one.value)).toEqual([
      {
        id: 'a',
        title: 'Lamp, red',
        category: ['Home', 'Lamps'],
        price: 9.5,
        attributes: { Colour: 'red', Watts: 12 },
      },
      { id: 'b', title: 'Cup' },
    ]);
  });

  it('rejects a row with another number of cells, leaves out an invalid price, and reads the rows after them', async () => {
    const records = await read('id,price\na,1,2\nb,cheap\nc,3\n', 'c.csv');
    expect(records.map((one) => (one.ok ? one.value : one.code))).toEqual([
      'malformed-csv',
      { id: 'b' },
      { id: 'c', price: 3 },
    ]);
  });

  it('reads pairs of training data', async () => {
    expect(await read('anchor,positive\na,b\n', 'p.csv', 'training')).toMatchObject([
      { value: { anchor: 'a', positive: 'b' } },
    ]);
  });
});
