import { describe, expect, it } from 'vitest';
import { readCatalogText } from '../../../support/exports/read-text.ts';

const plain = { id: 'p1', name: 'Tee' };

async function readOne(product: unknown) {
  const { values, ignored, report } = await readCatalogText(JSON.stringify([product]), { name: 'products.json' });
  return { value: values[0], ignored, dialect: report.export };
}

describe('a product without variants whose fields are objects', () => {
  it.each([
    [
      'categories with names',
      {
        categories: [
          { id: 1, name: 'Tops' },
          { id: 2, name: 'Sale' },
        ],
      },
      { category: [['Tops'], ['Sale']] },
    ],
    ['a category with a name', { category: { id: 1, name: 'Home > Tops' } }, { category: ['Home', 'Tops'] }],
    ['a list of them', { category: [{ name: 'Tops' }, { name: 'Sale' }] }, { category: [['Tops'], ['Sale']] }],
    ['a brand with a name', { brand: { id: 9, name: 'Lux' } }, { brand: 'Lux' }],
    ['attributes with names', { attributes: [{ name: 'Colour', value: 'red' }] }, { attributes: { Colour: 'red' } }],
    ['an amount with its currency', { price: { amount: '5.00', currency: 'EUR' } }, { price: 5 }],
    ['the same as value', { price: { value: '5.00', currency: 'EUR' } }, { price: 5 }],
  ])('is read with %s', async (_, fields, expected) => {
    const { value, ignored, dialect } = await readOne({ ...plain, ...fields });
    expect(dialect).toBe('product-documents');
    expect(value).toMatchObject({ id: 'p1', title: 'Tee', ...expected });
    expect(ignored).toEqual([]);
  });

  it('keeps attributes that are an object, and counts what is nested in them', async () => {
    const attributes = { colour: 'red', sizes: ['S', 'M'], isNew: true, more: { a: [1] } };
    const { value, ignored } = await readOne({ ...plain, brand: { name: 'Lux' }, attributes });
    expect(value!.attributes).toEqual({ colour: 'red', sizes: ['S', 'M'], isNew: 'true' });
    expect(ignored).toEqual(['attributes.more: nested: {"a":"…"}']);
  });

  it('of WooCommerce is no row of its table, although the names are alike', async () => {
    const fields = { type: 'simple', sku: 'T', regular_price: '5', sale_price: '', images: [{ src: 't.jpg' }] };
    const { value, dialect } = await readOne({
      ...plain,
      ...fields,
      categories: [{ id: 9, name: 'Tops', slug: 'tops' }],
    });
    expect(dialect).toBe('product-documents');
    expect(value).toMatchObject({ category: ['Tops'], price: 5, payload: { imageUrl: 't.jpg' } });
  });
});
