import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../support/formats/read-text.ts';

/** The value of one attribute in all products of a table with this column. */
async function attributeOf(column: string, cells: readonly string[], types = {}) {
  const rows = cells.map((cell, i) => [`p${i}`, cell]);
  const { values, ...read } = await readTable(['id', column], rows, { schema: { types } });
  return { ...read, values: values.map(({ attributes }) => attributes?.[column]), column: read.column(column) };
}

describe('the columns of a table', () => {
  it('are found by their names in any case and in common languages', async () => {
    const header = ['Artikelnummer', 'Bezeichnung', 'Marke', 'Preis (EUR)', 'Kategorie', 'Beschreibung'];
    const { values } = await readTable(header, [['007', 'Lampe', 'Lux', '1.234,50', 'Haus > Licht', 'Rot']]);
    expect(values).toEqual([
      { id: '007', title: 'Lampe', brand: 'Lux', price: 1234.5, category: ['Haus', 'Licht'], description: 'Rot' },
    ]);
  });

  it.each([
    ['ID', 'NAME', 'Vendor'],
    ['product_id', 'Product Name', 'manufacturer'],
    ['Item-Id', 'productTitle', 'Brand Name'],
    ['g:id', 'g:title', 'g:brand'],
    ['Handle', 'Título', 'Märke'],
  ])('are found as %s, %s and %s', async (id, title, brand) => {
    const { values } = await readTable([id, title, brand], [['p1', 'Lamp', 'Lux']]);
    expect(values).toEqual([{ id: 'p1', title: 'Lamp', brand: 'Lux' }]);
  });

  it('give the id by a code only if no better column does', async () => {
    const header = ['SKU', 'Product ID', 'Title'];
    expect((await readTable(header, [['s1', 'p1', 'Lamp']])).values[0]).toMatchObject({
      id: 'p1',
      attributes: { SKU: 's1' },
    });
    const read = await readTable(['Title', 'SKU'], [['Lamp', 's1']]);
    expect(read.values[0]?.id).toBe('s1');
    expect(read.column('SKU')).toMatchObject({ field: 'id', because: 'no better name for the id' });
  });

  it.each(['Código', 'Codice articolo', 'Kod produktu', 'Référence produit', 'Réf'])(
    'give the id by %s',
    async (code) => {
      expect((await readTable([code, 'Titulo'], [['A-1', 'Silla']])).values).toEqual([{ id: 'A-1', title: 'Silla' }]);
    },
  );

  it('keep a second column for a field as an attribute, and say which was chosen', async () => {
    const read = await readTable(['id', 'Sale Price', 'Price', 'Name', 'Title'], [['p1', '9', '12', 'A', 'B']]);
    expect(read.values).toEqual([{ id: 'p1', title: 'B', price: 12, attributes: { 'Sale Price': 9, Name: 'A' } }]);
    expect(read.column('Price')?.because).toContain('before Sale Price');
    expect(read.column('Title')?.because).toContain('before Name');
  });

  it.each(['our_price', 'VK brutto', 'Preis inkl. MwSt.', 'price_eur', 'Prix TTC (€)', 'Final Price GBP'])(
    'give the price by %s if no better column does',
    async (column) => {
      expect((await readTable(['id', column], [['p1', '9,50']])).values).toEqual([{ id: 'p1', price: 9.5 }]);
      const { values } = await readTable(['id', 'cost price', 'old_price', 'Grundpreis'], [['p1', '1', '2', '3']]);
      expect(values[0]?.price).toBeUndefined();
    },
  );

  it('prefer a column with values to an empty one', async () => {
    const { values } = await readTable(['title', 'name', 'id'], [['', 'Lamp', 'p1']]);
    expect(values).toEqual([{ id: 'p1', title: 'Lamp' }]);
  });

  it('go to the payload if they say what is on stock or shown', async () => {
    const { values } = await readTable(['id', 'Stock', 'image_link', 'payload.margin'], [['p1', '7', 'a.jpg', '0.2']]);
    expect(values).toEqual([{ id: 'p1', payload: { Stock: 7, image_link: 'a.jpg', margin: 0.2 } }]);
  });

  it('are listed if none gives the id', async () => {
    await expect(readTable(['Farbe', 'Title'], [['rot', 'Lampe']])).rejects.toMatchObject({
      code: 'missing-column',
      message: 'catalog.csv: no column for the id; found: Farbe, Title; map one with --map id=Farbe',
    });
  });

  it.each([
    ['1', 'Red lamp', '19.5'],
    ['p1', 'Red lamp', 'Lux'],
    ['SKU-0012', 'Red lamp', 'Lux'],
    ['lamp', 'Red lamp', 'Home > Lamps'],
    ['lamp', '€19', 'https://shop.example/lamp'],
  ])('are asked for if the first line is a product: %s, %s, %s', async (...first) => {
    await expect(readTable(first, [['2', 'Blue lamp', '21']])).rejects.toMatchObject({
      code: 'missing-column',
      message: expect.stringMatching(
        /looks like a value: put a line with the names of the columns before the first one, such as id,title,price$/,
      ),
    });
  });

  it.each([
    ['id;title', 'the names are one cell in quotes: remove the quotes around each whole line'],
    ['id^title', 'the names seem to be separated by "^": use commas, semicolons, tabs or bars'],
    ['id   title', 'the names seem to be separated by "   ": use commas, semicolons, tabs or bars'],
  ])('are told apart from a line that is one cell: %s', async (name, advice) => {
    await expect(readTable([name], [['p1']])).rejects.toMatchObject({
      message: `catalog.csv: no column for the id; found: ${name}; ${advice}`,
    });
  });

  it('are not read without a name that can be used', async () => {
    const read = await readTable(['', 'id', '__proto__', 'constructor'], [['0', 'p1', 'x', '']]);
    expect(read.records).toEqual([{ ok: true, line: 2, value: { id: 'p1' } }]);
    expect(read.column('__proto__')).toMatchObject({
      field: 'ignored',
      because: 'its name is empty, too long or reserved',
    });
  });

  it('fill each name once', async () => {
    const read = await readTable(['id', 'attributes.colour', 'colour'], [['p1', 'red', 'blue']]);
    expect(read.values).toEqual([{ id: 'p1', attributes: { colour: 'red' } }]);
    expect(read.column('colour')).toMatchObject({ field: 'ignored', because: 'another column is attributes.colour' });
  });
});

describe('a mapping', () => {
  const rows = [['h1', 'Lamp', 'a;b', '1,5']];
  const header = ['Handle', 'Text', 'Words', 'Weight'];

  it('decides before the names of the columns do, may use a column twice, and ignores columns', async () => {
    const fields = { id: 'handle', title: 'Text', 'attributes.handle': 'Handle' };
    const schema = { fields, types: { Weight: 'ignore' }, listSeparators: { Words: ';' } } as const;
    const { values } = await readTable(header, rows, { schema });
    expect(values).toEqual([{ id: 'h1', title: 'Lamp', attributes: { handle: 'h1', Words: ['a', 'b'] } }]);
  });

  it('is refused with the nearest name if it names a column that is not in the file', async () => {
    await expect(readTable(header, rows, { schema: { fields: { id: 'Handel' } } })).rejects.toMatchObject({
      code: 'unknown-column',
      message:
        'catalog.csv has no column Handel, which the mapping names for id; found: Handle, Text, Words, Weight; ' +
        'did you mean Handle?',
    });
  });

  it('gives separators of categories and the decimal mark', async () => {
    const schema = { category: { steps: '/', paths: ',' }, decimalMark: ',' } as const;
    const { values } = await readTable(['id', 'category', 'price'], [['p1', 'A/B, C', '1.299']], { schema });
    expect(values).toEqual([{ id: 'p1', category: [['A', 'B'], ['C']], price: 1299 }]);
  });

  it.each([
    ['semicolons', ['Home/Kitchen;Sale', 'Home/Bath', 'Sale'], [[['Home/Kitchen'], ['Sale']], ['Home/Bath'], ['Sale']]],
    ['line breaks', ['Home > A\nSale', 'Home'], [[['Home', 'A'], ['Sale']], ['Home']]],
    [
      'semicolons beside steps',
      ['A > B; C', 'A|B'],
      [
        [['A', 'B'], ['C']],
        ['A', 'B'],
      ],
    ],
    [
      'nothing, if prose has semicolons',
      ['A; an old one, as it was made until 1970 or so.', 'B;C'],
      [['A; an old one, as it was made until 1970 or so.'], ['B;C']],
    ],
    [
      'JSON',
      ['["Home","Lamps"]', '[["Home","Lamps"],["Sale"]]', '["A > B","Sale"]', '["A'],
      [['Home', 'Lamps'], [['Home', 'Lamps'], ['Sale']], ['A > B', 'Sale'], ['["A']],
    ],
  ])('of several paths of a category are separated by %s', async (_by, cells, categories) => {
    const { values } = await readTable(
      ['id', 'category'],
      cells.map((cell, i) => [`p${i}`, cell]),
    );
    expect(values.map(({ category }) => category)).toEqual(categories);
  });
});

describe('the type of a column', () => {
  it.each([
    ['gtin', ['0012345678905', '98765432109876543210']],
    ['mpn', ['1e5', '2E3', '3e400']],
    ['Größe', ['08', '10', '38/40']],
    ['version', ['1.10', '1.1']],
    ['PLZ', ['01067', '10115']],
    ['style', ['0010', '10', '0x1F']],
    ['shoeSize', ['40', '41']],
    ['Modellnummer', ['7', '8']],
    ['Farbcode', ['100', '200']],
  ])('%s is code: its values stay as they are', async (column, cells) => {
    const read = await attributeOf(column, cells);
    expect(read.values).toEqual(cells);
    expect(read.column?.type).toBe('code');
  });

  it.each([
    ['a leading zero', ['12', '007']],
    ['an exponent', ['12', '1e5']],
    ['a trailing zero', ['1.1', '1.10']],
    ['more digits than a number holds', ['12', '98765432109876543210']],
    ['a fixed width', ['104523', '104524']],
    ['a plus', ['12', '+5']],
    ['infinity', ['12', '9e999']],
  ])('is code for %s in any of its values, under any name', async (_why, cells) => {
    const read = await attributeOf('feld', cells);
    expect(read.values).toEqual(cells);
    expect(read.column?.type).toBe('code');
  });

  it('is text for words and for numbers with a unit', async () => {
    expect(await attributeOf('feld', ['12', '500 ml'])).toMatchObject({
      values: ['12', '500 ml'],
      column: { type: 'text' },
    });
    expect(await attributeOf('feld', ['12', 'red'])).toMatchObject({ values: ['12', 'red'], column: { type: 'text' } });
  });

  it('is number only if each value is one, and names the first value that is not', async () => {
    expect(await attributeOf('Teile', ['12', '7.5', '-3'])).toMatchObject({
      values: [12, 7.5, -3],
      column: { type: 'number' },
    });
    const mixed = await attributeOf('Teile', ['12', '08', '7']);
    expect(mixed.values).toEqual(['12', '08', '7']);
    expect(mixed.column?.because).toContain('08 in line 3');
  });

  it('is number for measures as people write them, and text if they have a unit', async () => {
    expect((await attributeOf('Gewicht', ['1.250,5', '12,50', '350'])).values).toEqual([1250.5, 12.5, 350]);
    expect((await attributeOf('weight', ['350.0', '12.50'])).values).toEqual([350, 12.5]);
    expect((await attributeOf('volume', ['500 ml', '750 ml'])).values).toEqual(['500 ml', '750 ml']);
    expect((await attributeOf('cost', ['$1,299', '$5.00'])).values).toEqual([1299, 5]);
  });

  it('leaves out values such as n/a in a column of numbers', async () => {
    const read = await attributeOf('Watts', ['12', 'n/a', '-', 'NULL', '7']);
    expect(read.values).toEqual([12, undefined, undefined, undefined, 7]);
    expect(read.column?.because).toContain('3 such as n/a');
  });

  it.each(['#DIV/0!', '#REF!', '#VALUE!', '#NAME?', '#WERT!', '#NV'])(
    'is number beside %s, the error of a spreadsheet, which is no value',
    async (error) => {
      const { values } = await readTable(
        ['id', 'weight', 'note'],
        [
          ['p1', '1.5', error],
          ['p2', error, 'ok'],
        ],
      );
      expect(values).toEqual([
        { id: 'p1', attributes: { weight: 1.5 } },
        { id: 'p2', attributes: { note: 'ok' } },
      ]);
    },
  );

  it('is flag if each value is true or false', async () => {
    expect((await attributeOf('Vegan', ['TRUE', 'false'])).values).toEqual([true, false]);
    expect((await attributeOf('Vegan', ['true', 'unknown'])).values).toEqual(['true', 'unknown']);
  });

  it('is list if its name says so, split by the separator that most cells hold', async () => {
    expect((await attributeOf('Tags', ['red, metal', 'oak', 'a,b,c'])).values).toEqual([
      ['red', 'metal'],
      ['oak'],
      ['a', 'b', 'c'],
    ]);
    expect((await attributeOf('colours', ['red; dark, warm', 'blue;green'])).values).toEqual([
      ['red', 'dark, warm'],
      ['blue', 'green'],
    ]);
  });

  it('is list if each value is one as JSON or Python writes it', async () => {
    const { values } = await readTable(
      ['id', 'wood'],
      [
        ['p1', '["oak","pine"]'],
        ['p2', `['ash, white', "men's"]`],
        ['p3', '[]'],
      ],
    );
    expect(values.map(({ attributes }) => attributes!.wood)).toEqual([['oak', 'pine'], ['ash, white', "men's"], []]);
  });

  it('is list if bars or semicolons stand between short entries, and never for commas in prose', async () => {
    expect((await attributeOf('fits', ['A1|A2', 'B1'])).values).toEqual([['A1', 'A2'], ['B1']]);
    const prose = [
      'Nice, warm and soft.',
      'Wash cold; do not tumble dry, or it will shrink a good deal.',
      'Salt &amp; pepper',
    ];
    expect((await attributeOf('care', prose)).values).toEqual(prose);
    expect((await attributeOf('words', ['["a","b"]', '["c"]'])).values).toEqual([['a', 'b'], ['c']]);
  });

  it('is what the mapping says', async () => {
    expect((await attributeOf('n', ['12', '13'], { n: 'code' })).values).toEqual(['12', '13']);
    expect((await attributeOf('seen', ['03/04/2026', '13/01/2026'], { seen: 'time' })).values).toEqual([
      '2026-04-03T00:00:00Z',
      '2026-01-13T00:00:00Z',
    ]);
    const { records } = await attributeOf('n', ['12', 'x'], { n: 'number' });
    expect(records[1]).toMatchObject({ ignored: [{ field: 'attributes.n', reason: 'not-a-number', example: 'x' }] });
  });

  it('does not depend on the order of the rows', async () => {
    const cells = fc.constantFrom('12', '7.5', '08', '1e5', 'n/a', 'true', 'red', 'a|b', 'a;b', '1,5', '100000', '[1]');
    const columns = fc.constantFrom('feld', 'weight', 'tags', 'size', 'Watts', 'price', 'category');
    await fc.assert(
      fc.asyncProperty(columns, fc.array(cells, { minLength: 1, maxLength: 8 }), async (column, values) => {
        const rows = values.map((cell, i) => [`p${i}`, cell]);
        const [forwards, backwards] = [
          await readTable(['id', column], rows),
          await readTable(['id', column], rows.toReversed()),
        ];
        expect(backwards.values.toReversed()).toEqual(forwards.values);
        expect(backwards.column(column)?.type).toBe(forwards.column(column)?.type);
      }),
    );
  });
});

describe('prices of a table', () => {
  const pricesOf = async (cells: readonly string[]) => {
    const { records } = await readTable(
      ['id', 'price'],
      cells.map((cell, i) => [`p${i}`, cell]),
    );
    return records.map((record) => (record.ok ? (record.value.price ?? record.ignored?.[0]?.reason) : record.code));
  };

  it('are read in any notation, each by itself', async () => {
    const cells = ['1.234,56 €', '19,99', '€ 49', '1,299.00', '15.00 USD', '$5.99', '12.50'];
    expect(await pricesOf(cells)).toEqual([1234.56, 19.99, 49, 1299, 15, 5.99, 12.5]);
  });

  it('are read by the decimal mark of the column where they have two meanings', async () => {
    expect(await pricesOf(['1.299', '19,99'])).toEqual([1299, 19.99]);
    expect(await pricesOf(['1.299', '19.99'])).toEqual([1.299, 19.99]);
  });

  it('are left out and counted if the column does not decide', async () => {
    expect(await pricesOf(['1.299', '899'])).toEqual(['ambiguous-number', 899]);
    expect(await pricesOf(['1.299', '19,99', '5.50'])).toEqual(['ambiguous-number', 19.99, 5.5]);
  });

  it('are left out and counted if they are no amount, without their product', async () => {
    expect(await pricesOf(['from 15', '10-20', 'n/a', '9e999', '5'])).toEqual([
      'not-a-number',
      'not-a-number',
      'not-a-number',
      'not-finite',
      5,
    ]);
  });
});
