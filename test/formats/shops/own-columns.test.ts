import { describe, expect, it } from 'vitest';
import { readCatalogText } from '../../support/exports/read-text.ts';

async function readTable(header: string, row: string) {
  const { values, rejected, report } = await readCatalogText(`${header}\n${row}\n`);
  return { values, rejected, dialect: report.export, columns: report.columns };
}

describe('columns of attributes that a shop added to an export', () => {
  it.each([
    ['shopify-products', 'Handle,Title,Body (HTML),Variant Price', 'p1,Tee,Warm,5'],
    ['woocommerce-products', 'ID,Type,Name,Published,Categories,Images,Regular price', '1,simple,Tee,1,Tops,i.jpg,5'],
    ['magento-products', 'sku,name,product_type,url_key,price', 'p1,Tee,simple,tee,5'],
    ['bigcommerce-products', 'Product ID,Product Name,Product Code/SKU,Price', '1,Tee,T-1,5'],
    ['prestashop-products', 'Product ID,Name,Active (0/1),Price (tax incl.)', '1,Tee,1,5'],
  ])('are read and reported in one of %s', async (dialect, header, row) => {
    const read = await readTable(`${header},Color,Shoe size,Image size`, `${row},red|blue,38,800`);
    expect(read.dialect).toBe(dialect);
    expect(read.values).toMatchObject([{ attributes: { Color: ['red', 'blue'], 'Shoe size': '38' } }]);
    expect(read.values[0]!.attributes).not.toHaveProperty('Image size');
    expect(read.columns!.slice(-3).map(({ field }) => field)).toEqual([
      'attributes.Color',
      'attributes.Shoe size',
      'ignored',
    ]);
  });
});

describe('a table that only resembles an export', () => {
  it.each([
    ['BigCommerce', 'Item,Name,SKU,Season,Price', 'p1,Tee,T-1,summer,5', { id: 'T-1' }],
    ['BigCommerce', 'Product ID,Product Name,Product Type,Season,Price', 'p1,Tee,Tops,summer,5', { id: 'p1' }],
    ['Shopify', 'Handle,Title,Vendor,Season,Price', 'tee,Tee,Nordlys,summer,5', { id: 'tee', brand: 'Nordlys' }],
  ])('of %s is read by its columns', async (_, header, row, product) => {
    const { dialect, values, rejected } = await readTable(header, row);
    expect(dialect).toBeUndefined();
    expect(rejected).toEqual([]);
    expect(values).toMatchObject([{ ...product, title: 'Tee', price: 5, attributes: { Season: 'summer' } }]);
  });
});
