import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../support/formats/read-text.ts';

describe('the keys of JSON records', () => {
  it('are found by their names, and unknown ones are attributes or payload', async () => {
    const read = await readJson([{ product_id: 7, name: 'Lamp', image: 'a.jpg', tags: ['red', 'oak'], gtin: '0012' }]);
    expect(read.values).toEqual([
      { id: '7', title: 'Lamp', attributes: { tags: ['red', 'oak'], gtin: '0012' }, payload: { image: 'a.jpg' } },
    ]);
    expect(read.column('name')).toMatchObject({ field: 'title', type: 'json', because: 'a name for the title' });
    expect(read.column('tags')?.field).toBe('attributes.tags');
  });

  it('may differ from record to record: each record has the best of its own keys', async () => {
    const { values } = await readJson([
      { id: 'a', name: 'A' },
      { id: 'b', title: 'B', name: 'b' },
      { product_id: 'c' },
    ]);
    expect(values).toEqual([{ id: 'a', title: 'A' }, { id: 'b', title: 'B', attributes: { name: 'b' } }, { id: 'c' }]);
  });

  it('give the id by a code only if no record has an id', async () => {
    const { values, records } = await readJson([{ sku: 's1' }, { id: 'b', sku: 's2' }]);
    expect(values).toEqual([{ id: 'b', attributes: { sku: 's2' } }]);
    expect(records[0]).toMatchObject({ ok: false, detail: '/id: missing: each product needs an id' });
    expect((await readJson([{ sku: 's1' }])).values).toEqual([{ id: 's1' }]);
  });

  it('may be the ids of records in place of their names, which the message says', async () => {
    await expect(readJson([{ p1: { title: 'A' }, p2: { title: 'B' } }])).rejects.toMatchObject({
      code: 'missing-column',
      message: expect.stringMatching(
        /no key for the id; found: p1, p2; p1 looks like an id: write a list of objects, each with its own id, such as \[\{"id": "p1"\}\]$/,
      ),
    });
  });

  it('follow the mapping', async () => {
    const schema = { fields: { id: 'Nr', 'payload.x': 'x' }, types: { y: 'ignore', n: 'number', l: 'list' } } as const;
    const { values } = await readJson([{ Nr: 1, id: 'z', x: 2, y: 3, n: '1.234,5', l: 'a,b' }], {
      schema: { ...schema, listSeparators: { l: ',' }, decimalMark: ',' },
    });
    expect(values).toEqual([{ id: '1', payload: { x: 2 }, attributes: { id: 'z', n: 1234.5, l: ['a', 'b'] } }]);
    await expect(readJson([{ id: 'a' }], { schema })).rejects.toMatchObject({ code: 'unknown-column' });
  });
});

describe('a value of a JSON record', () => {
  const readOne = async (record: object) => {
    const { records } = await readJson([{ id: 'p1', ...record }]);
    const [one] = records;
    if (!one?.ok) throw new Error('the record was rejected');
    const { id: _, ...value } = one.value;
    return { value, ignored: (one.ignored ?? []).map(({ field, reason }) => `${field} ${reason}`) };
  };

  it('is absent if it is null, in lists and maps too', async () => {
    const nulls = { brand: null, category: null, price: null, vectors: null, features: null, payload: null };
    expect(await readOne({ ...nulls, attributes: { a: null, b: ['x', null] }, other: null })).toEqual({
      value: { attributes: { b: ['x'] } },
      ignored: [],
    });
  });

  it.each([
    [{ title: 'two\nlines\tand 🎉' }, { title: 'two\nlines\tand 🎉' }],
    [{ price: '1.234,56 EUR' }, { price: 1234.56 }],
    [{ price: '$1,299' }, { price: 1299 }],
    [{ price: '' }, {}],
    [
      { title: 2048, brand: 4711 },
      { title: '2048', brand: '4711' },
    ],
    [{ category: [['Home', 'Lamps'], 'Sale'] }, { category: [['Home', 'Lamps'], 'Sale'] }],
    [{ category: ['Home', 7] }, { category: ['Home', '7'] }],
    [{ attributes: { sizes: [38, 40], vegan: true } }, { attributes: { sizes: ['38', '40'], vegan: true } }],
    [{ attributes: {} }, { attributes: {} }],
  ])('is read: %j', async (record, value) => {
    expect(await readOne(record)).toEqual({ value, ignored: [] });
  });

  it.each([
    [{ price: { amount: 5 } }, {}, 'price nested'],
    [{ price: true }, {}, 'price wrong-type'],
    [{ price: 'cheap' }, {}, 'price not-a-number'],
    [{ price: -5 }, {}, 'price negative'],
    [{ price: '-5,00 EUR' }, {}, 'price negative'],
    [{ price: '1.299' }, {}, 'price ambiguous-number'],
    [{ title: ['a'] }, {}, 'title nested'],
    [{ title: false }, {}, 'title wrong-type'],
    [{ title: 'Lamp \ud83e, red\0' }, { title: 'Lamp , red' }, 'title malformed-text'],
    [
      { attributes: { tags: ['a\x1bb', 'c'] } },
      { attributes: { tags: ['ab', 'c'] } },
      'attributes.tags malformed-text',
    ],
    [{ category: ['Ho\udc00me'] }, { category: ['Home'] }, 'category malformed-text'],
    [{ title: 'x'.repeat(2_001) }, { title: 'x'.repeat(2_000) }, 'title too-long'],
    [{ title: `${'x'.repeat(1_999)}😀` }, { title: 'x'.repeat(1_999) }, 'title too-long'],
    [{ description: 'x'.repeat(20_001) }, { description: 'x'.repeat(20_000) }, 'description too-long'],
    [{ category: [{ name: 'Home' }, 'Lamps'] }, { category: ['Lamps'] }, 'category nested'],
    [{ attributes: ['red'] }, {}, 'attributes wrong-type'],
    [{ attributes: { colour: { en: 'red' }, a: 'b' } }, { attributes: { a: 'b' } }, 'attributes.colour nested'],
    [{ attributes: { tags: [['a'], {}, 'b'] } }, { attributes: { tags: ['b'] } }, 'attributes.tags nested'],
    [
      { attributes: { ['n'.repeat(201)]: 'a' }, b: 1 },
      { attributes: { b: 1 } },
      `attributes.${'n'.repeat(201)} bad-name`,
    ],
    [
      { colour: 'blue', attributes: { colour: 'red' } },
      { attributes: { colour: 'red' } },
      'attributes.colour duplicate',
    ],
    [{ dimensions: { w: 1 } }, {}, 'attributes.dimensions nested'],
    [{ vectors: { image: [1, 'x'], text: [1] } }, { vectors: { text: [1] } }, 'vectors.image not-a-number'],
    [{ features: ['warm', 'soft'] }, {}, 'features not-a-number'],
    [{ features: [] }, {}, 'features wrong-type'],
    [{ features: [1, null] }, {}, 'features not-a-number'],
  ])('costs itself alone if it cannot be read: %j', async (record, value, ignored) => {
    const { attributes, ...read } = (await readOne(record)).value;
    const empty = Object.keys(attributes ?? {}).length === 0;
    expect({ ...read, ...(!empty && { attributes }) }).toEqual(value);
    expect((await readOne(record)).ignored).toEqual([ignored]);
  });

  it('is left out if it is over the number of entries', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 202 }, (_, i) => [`a${i}`, i]));
    const { value, ignored } = await readOne({ attributes });
    expect(Object.keys(value.attributes ?? {})).toHaveLength(200);
    expect(ignored).toEqual(['attributes too-many']);
  });

  it('shows its beginning, however deep it is nested', async () => {
    const deep = `{"id":"a","price":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { readText } = await import('../../support/formats/read-text.ts');
    const { records } = await readText('a.jsonl', deep, 'catalog');
    expect(records).toMatchObject([{ ok: true, ignored: [{ field: 'price', reason: 'nested', example: '["…"]' }] }]);
  });

  it('may be an infinite number, which is left out', async () => {
    const { readText } = await import('../../support/formats/read-text.ts');
    const content = '{"id":"a","price":1e999,"attributes":{"n":-1e999},"features":[1e999]}';
    const { records } = await readText('a.jsonl', content, 'catalog');
    const fields = records.flatMap((one) => (one.ok ? (one.ignored ?? []) : []));
    expect(fields.map(({ field, reason }) => [field, reason])).toEqual([
      ['attributes.n', 'not-finite'],
      ['features', 'not-finite'],
      ['price', 'not-finite'],
    ]);
  });
});

describe('any mix of good and broken fields', () => {
  const text = fc.string({ maxLength: 20 });
  const name = fc.stringMatching(/^x[a-z]{1,8}$/);
  const attribute = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.array(text));
  const good = fc.record(
    {
      title: text,
      description: text,
      brand: text,
      category: fc.oneof(text, fc.array(text, { maxLength: 5 })),
      price: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      attributes: fc.dictionary(name, attribute, { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
      vectors: fc.dictionary(name, fc.array(fc.integer(), { minLength: 1 }), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      }),
      features: fc.array(fc.integer(), { minLength: 1 }),
    },
    { requiredKeys: [] },
  );
  const nested = fc.constantFrom<object>({ a: 1 }, [{}], [[1]]);
  const broken = fc.record(
    {
      title: fc.oneof(nested, fc.boolean()),
      description: fc.oneof(nested, fc.boolean()),
      brand: nested,
      category: fc.constantFrom<unknown>({ a: 1 }, true, [{ a: 1 }]),
      price: fc.oneof(nested, fc.boolean(), fc.constantFrom('cheap', '1.299', '1-2', '5 or 6')),
      vectors: fc.constantFrom<unknown>([1], 'x', { xv: [] }, { xv: ['a'] }),
      features: fc.constantFrom<unknown>([], 'x', [1, null], [true], { a: 1 }),
      ybroken: fc.constantFrom<unknown>({ a: 1 }, { b: [] }),
    },
    { requiredKeys: [] },
  );

  it('gives the good ones exactly, and counts each broken one once', async () => {
    await fc.assert(
      fc.asyncProperty(good, broken, async (fine, faulty) => {
        const { records } = await readJson([{ id: 'p', ...fine, ...faulty }]);
        const [record] = records;
        if (!record?.ok) throw new Error('the record was rejected');
        const kept = Object.entries(fine).filter(([field]) => !(field in faulty));
        const { category: _category, vectors: _vectors, ...rest } = record.value;
        const { category, vectors } = record.value;
        const found = {
          ...rest,
          ...(!('category' in faulty) && category !== undefined && { category }),
          ...(!('vectors' in faulty) && vectors !== undefined && { vectors }),
        };
        expect(found).toEqual(JSON.parse(JSON.stringify({ id: 'p', ...Object.fromEntries(kept) })));
        const fields = (record.ignored ?? []).map(({ field }) => field.replace(/^(vectors)\..*/, '$1'));
        expect(fields.sort()).toEqual(
          Object.keys(faulty)
            .map((field) => (field === 'ybroken' ? 'attributes.ybroken' : field))
            .sort(),
        );
      }),
    );
  });
});
