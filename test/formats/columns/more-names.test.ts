import { describe, expect, it } from 'vitest';
import { readTable } from '../../support/formats/read-text.ts';

describe('the columns of a table', () => {
  it.each([
    ['aw_product_id', 'merchant_id'],
    ['eBay item number', 'Custom label'],
    ['shop-article-no', 'stock'],
  ])('give the id by %s, which ends like one, and not by %s', async (column, other) => {
    const { values } = await readTable([other, column, 'title'], [['7', '111', 'Tee']]);
    expect(values[0]).toMatchObject({ id: '111', title: 'Tee' });
  });

  it('give no id by the id of another product', async () => {
    await expect(readTable(['Parent product ID', 'title'], [['7', 'Tee']])).rejects.toThrow('no column for the id');
  });

  it('give the category by a name that ends like one, if no better column does', async () => {
    const alone = await readTable(['id', 'eBay category 1 name', 'Tax category'], [['a', 'Home > Lamps', 'full']]);
    expect(alone.values[0]).toMatchObject({ category: ['Home', 'Lamps'], attributes: { 'Tax category': 'full' } });
    const both = await readTable(['id', 'merchant_category', 'category'], [['a', 'Mine', 'Lamps']]);
    expect(both.values[0]).toMatchObject({ category: ['Lamps'], attributes: { merchant_category: 'Mine' } });
  });

  it('give the title by the word for a product only if no better column does', async () => {
    expect((await readTable(['SKU', 'Product'], [['a', 'Lamp']])).values).toEqual([{ id: 'a', title: 'Lamp' }]);
    const both = await readTable(['SKU', 'Product', 'Name'], [['a', 'x-1', 'Lamp']]);
    expect(both.values[0]).toMatchObject({ title: 'Lamp', attributes: { Product: 'x-1' } });
  });

  it('name the column in the hint for a missing id that is most like one', async () => {
    await expect(readTable(['colour', 'Lot number', 'size'], [['red', '7', 'S']])).rejects.toThrow(
      'map one with --map id="Lot number"',
    );
  });
});

describe('the id of a row', () => {
  it('is no number that a spreadsheet rounded, because several products would become one', async () => {
    const rows = [
      ['4.00638E+12', 'Pen'],
      ['4,00638E+12', 'Pencil'],
      ['4006381333931', 'Ruler'],
      ['12E5', 'Rubber'],
    ];
    const { values, records } = await readTable(['EAN', 'Title'], rows);
    expect(values.map(({ id }) => id)).toEqual(['4006381333931', '12E5']);
    expect(records.flatMap((one) => (one.ok ? [] : [`${one.line}: ${one.detail}`]))).toEqual([
      '2: /id: 4.00638E+12 was rounded by a spreadsheet: format the column as text, and export it again',
      '3: /id: 4,00638E+12 was rounded by a spreadsheet: format the column as text, and export it again',
    ]);
  });

  it('is not that of a row of sums', async () => {
    const rows = [
      ['a', 'Lamp', '5'],
      ['Total', 'Total eclipse', '6'],
      ['Grand total', '', '11'],
      ['Summe:', '', '11'],
    ];
    const { values, records } = await readTable(['SKU', 'Title', 'Price'], rows);
    expect(values.map(({ id }) => id)).toEqual(['a', 'Total']);
    expect(records.flatMap((one) => (one.ok ? [] : [one.detail]))).toEqual([
      '/id: Grand total names a row of sums, not a product',
      '/id: Summe: names a row of sums, not a product',
    ]);
  });
});
