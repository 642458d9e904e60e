import { expect, it } from 'vitest';
import { readCatalogText } from '../../../support/exports/read-text.ts';
import { csvText } from '../../../support/exports/table-text.ts';

type Row = Readonly<Record<string, string>>;

const read = (row: Row, strict = false) => readCatalogText(csvText(Object.keys(row), [row]), { strict });

/** A product of each export, with the amounts in its columns. */
const exports: Readonly<Record<string, (price: string, stock: string) => Row>> = {
  'shopify-products': (price, stock) => ({
    Handle: 'lamp',
    Title: 'Lamp',
    'Variant Price': price,
    'Variant Inventory Qty': stock,
  }),
  'woocommerce-products': (price, stock) => ({
    ...{ ID: '1', Type: 'simple', Name: 'Lamp', Published: '1', Categories: 'Home', Images: '' },
    ...{ 'Regular price': price, Stock: stock },
  }),
  'magento-products': (price, stock) => ({
    ...{ sku: 'L', attribute_set_code: 'Default', product_type: 'simple', name: 'Lamp' },
    ...{ price, qty: stock },
  }),
  'google-merchant': (price, stock) => ({
    ...{ id: 'L', title: 'Lamp', link: 'https://a.example', availability: 'in_stock', image_link: 'https://b.example' },
    ...{ price, sell_on_google_quantity: stock },
  }),
};

it.each(Object.entries(exports))(
  'leaves amounts of %s out that cannot be read, and counts them',
  async (name, rowOf) => {
    const { values, ignored, report } = await read(rowOf('call us', 'many'));
    expect(report.export).toBe(name);
    expect(ignored).toEqual(['price: not-a-number: call us', 'payload.stock: not-a-number: many']);
    expect(values[0]).not.toHaveProperty('price');
    expect((await read(rowOf('-5.00', 'n/a'))).ignored).toEqual(['price: negative: -5.00']);
  },
);

it('takes prices with thousands and currencies, and stock below zero', async () => {
  const { values, ignored } = await read(exports['shopify-products']!('$1,299.00', '-2'));
  expect(values).toMatchObject([{ price: 1299, payload: { stock: -2, inStock: false } }]);
  expect(ignored).toEqual([]);
});

it('rejects a product with such an amount if reading is strict', async () => {
  const { values, rejected } = await read(exports['shopify-products']!('call us', '1'), true);
  expect([values, rejected]).toMatchObject([[], [{ code: 'invalid-record', detail: 'price: not-a-number: call us' }]]);
});
