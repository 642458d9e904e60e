import { describe, expect, it } from 'vitest';
import { byId, readRows } from '../../../support/exports/product-rows.ts';
import { readCatalogText } from '../../../support/exports/read-text.ts';
import { csvText } from '../../../support/exports/table-text.ts';

describe('the items of a product feed', () => {
  const item = {
    ...{ id: 'a1', title: 'Tee - Red, S', link: 'https://shop.example/a1', image_link: 'https://cdn.example/a1.jpg' },
    ...{ price: '20.00 EUR', availability: 'in_stock', product_type: 'Clothing > Tops', item_group_id: 'A' },
  };

  it('of one group are one product, under the id of the group, with the words that their titles begin with', async () => {
    const { values, report } = await readRows([
      { ...item, color: 'Red/White', size: 'S', gtin: '4001', custom_label_0: 'summer' },
      { ...item, id: 'a2', title: 'Tee - Red, M', price: '18.00 EUR', size: 'M', sale_price: '17.50 EUR' },
      {
        ...item,
        id: 'b',
        title: 'Mug',
        item_group_id: '',
        google_product_category: '2169',
        availability: 'out_of_stock',
      },
    ]);
    expect(report.export).toBe('google-merchant');
    expect(byId(values)).toMatchObject({
      A: {
        title: 'Tee - Red',
        category: ['Clothing', 'Tops'],
        price: 17.5,
        attributes: { color: ['Red', 'White'], size: ['S', 'M'], custom_label_0: 'summer' },
        payload: { url: 'https://shop.example/a1', inStock: true, currency: 'EUR', regularPrice: 18 },
        aliases: ['a1', '4001', 'a2'],
      },
      b: { title: 'Mug', attributes: { google_product_category: '2169' }, payload: { inStock: false } },
    });
  });

  it('have several types, quoted if a comma is in one', async () => {
    const types = [
      ...['Home > A, Sale > B', 'Home > Kitchen, Dining', '"Home > Kitchen, Dining","Sale > B"', 'Lamps'],
      ...[
        'Home > Bath, Body > Soap',
        'Home > Bath, Body > Towels',
        'Food, Beverages > Tea',
        'Food, Beverages > Tea, Gifts > Tea',
      ],
    ];
    const { values } = await readRows(
      types.map((product_type, i) => ({ ...item, id: `p${i}`, item_group_id: '', product_type })),
    );
    expect(values.map(({ category }) => category)).toEqual([
      [
        ['Home', 'A'],
        ['Sale', 'B'],
      ],
      ['Home', 'Kitchen, Dining'],
      [
        ['Home', 'Kitchen, Dining'],
        ['Sale', 'B'],
      ],
      ['Lamps'],
      ['Home', 'Bath, Body', 'Soap'],
      ['Home', 'Bath, Body', 'Towels'],
      ['Food, Beverages', 'Tea'],
      [
        ['Food, Beverages', 'Tea'],
        ['Gifts', 'Tea'],
      ],
    ]);
  });

  it.each([
    [['Tee - Red / S', 'Tee - Blue / M'], 'Tee'],
    [['Tee (Red, S)', 'Tee (Blue, M)'], 'Tee'],
    [['Tee Red S', 'Tee Blue M'], 'Tee'],
    [['Tee, oak', 'Tee, ash'], 'Tee'],
    [['Tee wide', 'Tee narrow'], 'Tee wide'],
    [['Red tee', 'Blue tee'], 'Red tee'],
    [['Long sleeve tee for him', 'Long sleeve tee for her'], 'Long sleeve tee for'],
    [['Tee - Red / S', 'Tee - Red / S'], 'Tee - Red / S'],
  ])('of one group with the titles %j are called %s', async (titles, title) => {
    const colours = ['Red', 'Blue'];
    const { values } = await readRows(
      titles.map((one, i) => ({ ...item, id: `a${i}`, title: one, color: colours[i]!, size: 'SM'[i]! })),
    );
    expect(values).toMatchObject([{ id: 'A', title }]);
  });

  it('are known in XML by the names of the feed alone, however few there are', async () => {
    const entry = (id: number) =>
      `<item><g:id>${id}</g:id><title>Tee</title><g:item_group_id>A</g:item_group_id></item>`;
    const feed = (items: string) =>
      `<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel>${items}</channel></rss>`;
    const { values, report } = await readCatalogText(feed(entry(1) + entry(2)), { name: 'feed.xml' });
    expect(report.export).toBe('google-merchant');
    expect(values).toMatchObject([{ id: 'A', title: 'Tee', aliases: ['1', '2'] }]);
    const other = await readCatalogText(feed(entry(1) + entry(2)).replaceAll('g:', ''), { name: 'feed.xml' });
    expect(other.report.export).toBeUndefined();
  });

  it('of Meta are known by its own columns', async () => {
    const { report } = await readRows([{ ...item, quantity_to_sell_on_facebook: 5 }]);
    expect(report.export).toBe('facebook-catalog');
  });
});

describe('a catalog of no known system', () => {
  it('is read by its columns, and rows that continue a product are merged into it and counted', async () => {
    const { values, ignored, report } = await readRows([
      { id: 'lamp', title: 'Lamp', price: 20, size: 'S', colour: 'red' },
      { id: 'lamp', price: 18, size: 'M', colour: 'red' },
      { id: 'lamp', price: 22, size: 'L', colour: 'red' },
      { id: 'mug', title: 'Mug', price: 5, size: 'S', colour: 'blue' },
    ]);
    expect(report.export).toBeUndefined();
    expect(values).toEqual([
      { id: 'lamp', title: 'Lamp', price: 18, attributes: { size: ['S', 'M', 'L'], colour: 'red' } },
      { id: 'mug', title: 'Mug', price: 5, attributes: { size: 'S', colour: 'blue' } },
    ]);
    expect(ignored).toEqual(['row: merged: lamp', 'row: merged: lamp']);
  });

  it('is read by its columns alone, if a mapping says so', async () => {
    const text = csvText(['Handle', 'Title', 'Vendor'], [{ Handle: 'lamp', Title: 'Lamp', Vendor: 'Lux' }]);
    const { report } = await readCatalogText(text, { schema: { export: 'none' } });
    expect(report.export).toBeUndefined();
  });

  it('is refused as a dialect that does not exist, and as orders', async () => {
    const text = csvText(['id', 'title'], [{ id: 'lamp', title: 'Lamp' }]);
    await expect(readCatalogText(text, { schema: { export: 'shopfy' } })).rejects.toThrow(/"shopfy".*shopify-products/);
    const orders = csvText(['order_id', 'product_id', 'quantity'], [{ order_id: 1, product_id: 'p1', quantity: 1 }]);
    await expect(readCatalogText(orders)).rejects.toMatchObject({ code: 'wrong-kind' });
  });
});
