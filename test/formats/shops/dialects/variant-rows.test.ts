import { describe, expect, it } from 'vitest';
import { byId, type Row, readRows } from '../../../support/exports/product-rows.ts';

describe('tables with a row for each variant', () => {
  it('are exports of Lightspeed', async () => {
    const tee = { handle: 'tee', name: 'Tee', type: 'Shirts', tags: 'soft;blue', brand_name: 'Lux', active: 1 };
    const size = (value: string) => ({ variant_option_one_name: 'Size', variant_option_one_value: value });
    const { values, report } = await readRows([
      { id: 'u1', sku: 'T-S', ...tee, ...size('S'), supply_price: '5', retail_price: '20.00' },
      { id: 'u2', sku: 'T-M', ...tee, ...size('M'), supply_price: '5', retail_price: '22.00' },
      { id: 'u3', handle: 'cap', name: 'Cap', type: 'Hats', active: 0, retail_price: '9' },
    ]);
    expect(report.export).toBe('variant-rows');
    expect(report.notes).toContain('3 rows are 2 products: the variants of a product were merged');
    expect(values).toEqual([
      {
        id: 'tee',
        title: 'Tee',
        brand: 'Lux',
        category: ['Shirts'],
        price: 20,
        attributes: { tags: ['soft', 'blue'], Size: ['S', 'M'] },
        payload: { published: true },
        aliases: ['T-S', 'u1', 'T-M', 'u2'],
      },
      {
        ...{ id: 'cap', title: 'Cap', category: ['Hats'], price: 9, payload: { published: false } },
        aliases: ['u3', 'Cap'],
      },
    ]);
  });

  it('are exports of Square, whose products without a SKU orders name by their titles', async () => {
    const row = (handle: string, name: string, rest: Row): Row => ({
      ...{ 'Reference Handle': handle, 'Item Name': name, Categories: 'Drinks', Archived: 'N' },
      ...{ 'Option Name 1': 'Size', ...rest },
    });
    const { values, ignored } = await readRows([
      row('#tea', 'Tea', { Token: 'T1', 'Variation Name': 'Small', SKU: 'S1', Price: '2.50', 'Option Value 1': 'S' }),
      row('#tea', 'Tea', { Token: 'T2', 'Variation Name': 'Large', Price: 'variable', 'Option Value 1': 'L' }),
      row('#old', 'Old tea', { Token: 'T3', SKU: 'S3', Price: '1', Archived: 'Y' }),
    ]);
    expect(byId(values)).toMatchObject({
      '#tea': {
        title: 'Tea',
        price: 2.5,
        attributes: { Size: ['S', 'L'] },
        aliases: ['S1', 'T1', 'T2', 'Tea - Large'],
      },
      '#old': { title: 'Old tea', payload: { published: false } },
    });
    expect(ignored).toEqual(['price: not-a-number: variable']);
  });

  it('are exports of Squarespace, whose rows without an id continue the product above', async () => {
    const id = 'Product ID [Non Editable]';
    const { values, rejected } = await readRows([
      {
        ...{ [id]: '5f1', 'Variant ID [Non Editable]': 'v1', Title: 'Tee', SKU: 'Q1', 'On Sale': 'No' },
        ...{ 'Option Name 1': 'Size', 'Option Value 1': 'S', Price: '20.00', 'Sale Price': '15.00', Stock: '3' },
        ...{ Categories: '/shop/shirts, /shop/sale', Visible: 'Yes', 'Hosted Image URLs': 'https://a/1 https://a/2' },
      },
      { 'Variant ID [Non Editable]': 'v2', SKU: 'Q2', 'Option Value 1': 'M', Price: '22.00', Stock: 'Unlimited' },
      {
        [id]: '5f2',
        Title: 'Cap',
        SKU: 'Q3',
        Price: '9.00',
        'Sale Price': '7.00',
        'On Sale': 'Yes',
        Stock: 'OutOfStock',
      },
      { Title: 'Nameless', Price: '1' },
    ]);
    expect(values).toEqual([
      {
        ...{ id: '5f1', title: 'Tee', price: 20, attributes: { Size: ['S', 'M'] } },
        category: [
          ['shop', 'shirts'],
          ['shop', 'sale'],
        ],
        payload: { imageUrl: 'https://a/1', inStock: true, stock: 3, published: true },
        aliases: ['Q1', 'v1', 'Q2', 'v2'],
      },
      {
        ...{ id: '5f2', title: 'Cap', price: 7, payload: { regularPrice: 9, inStock: false } },
        aliases: ['Q3'],
      },
    ]);
    expect(rejected.map(({ line, detail }) => `${line}: ${detail}`)).toEqual([
      '5: the row has a title, but no id of a product',
    ]);
  });

  it('are exports of Wix, with a row for the product, surcharges and discounts', async () => {
    const size = (values: string, rest: Row): Row => ({
      ...{ handleId: 'p1', productOptionName1: 'Size', productOptionDescription1: values, ...rest },
    });
    const { values } = await readRows([
      size('S;M', {
        ...{ fieldType: 'Product', name: 'Tee', sku: 'T', price: '20', collection: 'Shirts;Sale', visible: 'true' },
        ...{ discountMode: 'PERCENT', discountValue: '10', productImageUrl: 'a.jpg;b.jpg', inventory: 'InStock' },
      }),
      size('S', { fieldType: 'Variant', sku: 'T-S', surcharge: '0.0', inventory: '3' }),
      size('M', { fieldType: 'Variant', sku: 'T-M', surcharge: '2.0', inventory: '0' }),
      {
        handleId: 'p2',
        fieldType: 'Product',
        name: 'Cap',
        sku: 'C',
        price: '9',
        discountMode: 'AMOUNT',
        discountValue: 2,
      },
    ]);
    expect(values).toEqual([
      {
        ...{ id: 'p1', title: 'Tee', category: [['Shirts'], ['Sale']], price: 18, attributes: { Size: ['S', 'M'] } },
        payload: { imageUrl: 'a.jpg', regularPrice: 20, inStock: true, stock: 3, published: true },
        aliases: ['T', 'T-S', 'T-M'],
      },
      { id: 'p2', title: 'Cap', price: 7, payload: { regularPrice: 9 }, aliases: ['C'] },
    ]);
  });

  it('have a product for each variant if that is wanted', async () => {
    const row = (sku: string, size: string): Row => ({
      ...{ handle: 'tee', name: 'Tee', sku, retail_price: '20' },
      ...{ variant_option_one_name: 'Size', variant_option_one_value: size },
    });
    const { values } = await readRows([row('T-S', 'S'), row('T-M', 'M')], 'each');
    expect(values).toMatchObject([
      { id: 'T-S', title: 'Tee', attributes: { Size: 'S' }, payload: { item_group_id: 'tee' } },
      { id: 'T-M', title: 'Tee', attributes: { Size: 'M' }, payload: { item_group_id: 'tee' } },
    ]);
  });

  it('are read by their columns if no column says which variants belong together', async () => {
    const { report } = await readRows([{ sku: 'a', name: 'Tee', 'Option Name 1': 'Size', 'Option Value 1': 'S' }]);
    expect(report.export).toBeUndefined();
  });
});
