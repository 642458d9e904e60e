import { describe, expect, it } from 'vitest';
import { readRaw } from '../../support/formats/read-raw.ts';

const read = (content: string | Uint8Array, name = 'catalog.json') => readRaw(content, { name });
const [a, b] = [
  { id: 'a', title: 'Lamp' },
  { id: 'b', title: 'Cup' },
];
const json = JSON.stringify;

describe('a file of JSON', () => {
  it.each([
    ['an array on one line', json([a, b]), 'json', [1, 1]],
    ['an array with a record a line', `[\n${json(a)},\n${json(b)}\n]\n`, 'json', [2, 3]],
    ['an indented array', json([a, b], null, 2), 'json', [2, 6]],
    ['an indented object after another', `${json(a, null, 2)}\n${json(b, null, 2)}\n`, 'json', [1, 5]],
    ['arrays after each other', `${json([a])}\n${json([b])}`, 'json', [1, 2]],
    ['lines', `${json(a)}\n\n${json(b)}`, 'json-lines', [1, 3]],
    ['lines that end in commas', `${json(a)},\n${json(b)},\n`, 'json-lines', [1, 2]],
    ['lines with CR', `${json(a)}\r${json(b)}\r`, 'json-lines', [1, 2]],
    ['an object with an array', json({ total: 2, products: [a, b], next: null }), 'json', [1, 1]],
    [
      'an indented object with an array',
      json({ meta: { id: 1 }, title: 'Shop', items: [a, b] }, null, 1),
      'json',
      [7, 11],
    ],
    ['an object with the records a line each', `{"products": [\n${json(a)},\n${json(b)}\n]}`, 'json', [2, 3]],
    [
      'a deep array',
      json({ data: { shop: { products: { nodes: [a, b] } } }, extensions: { cost: [{ x: 1 }] } }),
      'json',
      [1, 1],
    ],
  ])('is read as %s', async (_, content, format, lines) => {
    const { good, bad, found } = await read(content);
    expect(found.format).toBe(format);
    expect(good.map(({ value }) => value)).toEqual([a, b]);
    expect(good.map(({ line }) => line)).toEqual(lines);
    expect(bad).toEqual([]);
  });

  it.each([
    ['one record', { id: 'a', variants: [{ id: 1 }] }],
    ['a record with its id at the end', { variants: [{ size: 'S' }], id: 'a' }],
    ['a basket', { items: ['a', 'b'], kind: 'basket' }],
    ['an order', { order_id: 'o1', line_items: [{ product_id: 'p1' }] }],
  ])('may be %s, on one line or several', async (_, record) => {
    for (const content of [json(record), json(record, null, 2)])
      expect((await read(content)).good).toEqual([{ line: 1, value: record }]);
  });

  it('says where the records are, and counts other lists of objects', async () => {
    const { found, notes } = await read(json({ feed: { products: [a, b] }, orders: [{ o: 1 }], tags: ['x'] }));
    expect(found.notes).toEqual(['the records are in feed.products']);
    expect(notes).toEqual(['1 other list in the JSON document left out']);
  });

  it('counts commas at the end of lines', async () => {
    expect((await read(`${json(a)},\n${json(b)}\n`)).notes).toEqual([
      '1 line with a comma after the record, which was read over',
    ]);
  });

  it('may hold values that are no objects: they are for the schema to refuse', async () => {
    const { good, rejected } = await read('[1, "a,b", null, [1, [2]], tru, {"id": "a"}]');
    expect(good.map(({ value }) => value)).toEqual([1, 'a,b', null, [1, [2]], { id: 'a' }]);
    expect(rejected).toMatchObject([{ line: 1, text: 'tru' }]);
  });

  it('is JSON lines by its name, even if no line can be read', async () => {
    const { found, bad } = await read('p1 Lamp\np2 Cup\n', 'catalog.jsonl');
    expect(found.format).toBe('json-lines');
    expect(bad.map(({ line }) => line)).toEqual([1, 2]);
  });

  it('is no JSON if it only begins with a bracket', async () => {
    expect((await read('[id],[title]\n1,a\n', 'catalog.csv')).found).toMatchObject({ columns: ['[id]', '[title]'] });
  });

  it('reads the lines around a line that is too long', async () => {
    const content = `${json(a)}\n${json({ id: 'x'.repeat(500) })}\n${json(b)}`;
    for (const chunkBytes of [1, 64, 5_000]) {
      const { good, rejected } = await readRaw(content, { name: 'a.jsonl', chunkBytes, maxRecordBytes: 100 });
      expect(good.map(({ line }) => line)).toEqual([1, 3]);
      expect(rejected).toMatchObject([{ line: 2, code: 'line-too-long', detail: 'over 100 bytes' }]);
    }
  });
});

describe('a broken record of a JSON document', () => {
  it('costs that record, with the text up to the next one', async () => {
    const { good, rejected } = await read(`[\n${json(a)},\n{"id": "x, "title": "y"},\n${json(b)}\n]`);
    expect(good.map(({ line }) => line)).toEqual([2, 4]);
    expect(rejected).toEqual([
      {
        ok: false,
        line: 3,
        code: 'malformed-json',
        detail: 'the record ends before it is complete: is a quote or a bracket missing?',
        text: '{"id": "x, "title": "y"}',
      },
    ]);
  });

  it('is not confused with the objects inside of it', async () => {
    const record = (id: string, price: string) =>
      `{"id":"${id}","price":${price},"variants":[{"id":1,"size":"S"},{"id":2,"size":"M"}]}`;
    const { good, bad } = await read(`[${record('a', '1')},${record('b', 'NaN')},${record('c', '3')}]`);
    expect(good.map(({ value }) => (value as { id: string }).id)).toEqual(['a', 'c']);
    expect(bad).toHaveLength(1);
  });

  it('may lack its first bracket, or its comma', async () => {
    const { good, bad } = await read(`[\n${json(a)},\n"id": "x", "title": "y"},\n${json(b)}${json(a)}]`);
    expect(good.map(({ value }) => value)).toEqual([a, b, a]);
    expect(bad).toEqual([{ line: 3, code: 'malformed-json' }]);
  });

  it.each(['// all products', '/* all\n products */', '# all', 'foo bar,', '"id": "x", "title": "y"},'])(
    'may be the first thing in the array: %j costs no record after it',
    async (broken) => {
      for (const [start, chunkBytes] of [
        ['[\n  ', 1],
        ['[\n  ', 1_000],
        ['[\n  [],', 1_000],
      ] as const) {
        const text = `${start}${broken}\n  ${json(a)},\n  ${json(b)}\n]`;
        const { good, bad } = await readRaw(text, { name: 'a.json', chunkBytes });
        expect(good.map(({ value }) => value).filter((value) => !Array.isArray(value))).toEqual([a, b]);
        expect(bad).toEqual([{ line: 2, code: 'malformed-json' }]);
      }
    },
  );

  it('may be longer than allowed', async () => {
    const long = json({ id: 'x'.repeat(9_000), title: 'y' });
    for (const between of [',', ',\n']) {
      const content = `[${[json(a), long, json(b)].join(between)}]`;
      for (const chunkBytes of [7, 300, 20_000]) {
        const { good, rejected } = await readRaw(content, { name: 'a.json', chunkBytes, maxRecordBytes: 100 });
        expect(good.map(({ value }) => value)).toEqual([a, b]);
        expect(rejected).toMatchObject([{ code: 'line-too-long' }]);
      }
    }
  });

  it('is the end of a document that is cut off: the records before it are read', async () => {
    for (const content of [
      `[${json(a)},${json(b)}`,
      `[${json(a)},${json(b)},{"id":"x"`,
      `{"products":[${json(a)},${json(b)}]`,
    ]) {
      const good: unknown[] = [];
      const reading = readRaw(content, { name: 'a.json' }).then((one) => good.push(one));
      await expect(reading).rejects.toMatchObject({
        code: 'cut-off',
        message: 'the JSON document ends before its last bracket: upload it again',
      });
    }
  });
});

describe('the reason why a line is no JSON', () => {
  it.each([
    ['{"id":"a","price":NaN}', 'NaN is no JSON: write null'],
    ['{"id":"a","price":-Infinity}', '-Infinity is no JSON: write null'],
    ['{"id":"a","price":None}', 'None is no JSON: write null'],
    ['{"id":"a","price":undefined}', 'undefined is no JSON: write null'],
    ['{"id":"a","isNew":True}', 'True is no JSON: write true'],
    ['{"id":"a","isNew":FALSE}', 'FALSE is no JSON: write false'],
    ["{'id':'a'}", 'JSON has no texts in single quotes: write "'],
    ['{“id”:“a”}', '“ is no quote of JSON: write "'],
    ['{"id":"a",}', 'a comma before the closing bracket: remove it'],
    ['{"id":"a","tags":["x",]}', 'a comma before the closing bracket: remove it'],
    ['{"id":"a"} // new', 'JSON has no comments: remove it'],
    ['{id:"a"}', 'the name id is not in quotes: write "'],
    ['{"id":"a","price":1,5}', '1,5 is no number of JSON: write a point for the decimal comma'],
    ['{"id":"a","price":.5}', '.5 is no number of JSON: write it as 0.5 or 5'],
    ['{"id":"a","price":007}', '007 is no number of JSON: write it as 0.5 or 5'],
    ['{"id":"a\tb"}', 'a text with a tab or another control character: write \\t'],
    ['{"id":"a\\d"}', '\\d is no escape of JSON: write \\\\ for a backslash'],
    ['{"id":"a', 'the record ends before it is complete: is a quote or a bracket missing?'],
    ['{"id":"a" "title":"b"}', expect.stringContaining("Expected ','")],
  ])('says what is wrong with %s', async (line, detail) => {
    const { rejected } = await read(`{"id":"sound"}\n${line}\n`, 'catalog.jsonl');
    expect(rejected).toEqual([{ ok: false, line: 2, code: 'malformed-json', detail, text: line }]);
  });

  it('does not look for it inside of texts', async () => {
    const { good } = await read(json({ id: 'NaN', title: "it's, } // None" }), 'catalog.jsonl');
    expect(good).toHaveLength(1);
  });
});
