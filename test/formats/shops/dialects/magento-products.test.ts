import { describe, expect, it } from 'vitest';
import { byId, readRows } from '../../../support/exports/product-rows.ts';

describe('the products of Magento', () => {
  const simple = { store_view_code: '', attribute_set_code: 'Default', product_type: 'simple', product_online: 1 };

  it('have as variants the products that a configurable product lists', async () => {
    const { values, report } = await readRows([
      {
        ...simple,
        sku: 'T-S',
        name: 'Tee-S',
        price: '20',
        qty: '5.0000',
        is_in_stock: 1,
        additional_attributes: 'size=S',
      },
      {
        ...simple,
        sku: 'T-M',
        name: 'Tee-M',
        price: '18',
        qty: '0.0000',
        is_in_stock: 0,
        additional_attributes: 'size=M',
      },
      {
        ...{ ...simple, sku: 'T', product_type: 'configurable', name: 'Tee', price: '' },
        categories: 'Default Category/Men/Tops,Default Category/Sale',
        additional_attributes: 'material=Cotton|Linen,brand=Lux,care=wash, then iron',
        configurable_variations: 'sku=T-S,size=S|sku=T-M,size=M',
        url_key: 'tee',
      },
      { ...simple, sku: 'MUG', name: 'Mug', price: '5.0000', special_price: '4.0000' },
    ]);
    expect(report.export).toBe('magento-products');
    expect(byId(values)).toMatchObject({
      T: {
        title: 'Tee',
        brand: 'Lux',
        category: [['Men', 'Tops'], ['Sale']],
        price: 18,
        attributes: { material: ['Cotton', 'Linen'], care: 'wash, then iron', size: ['S', 'M'] },
        payload: { stock: 5, inStock: true, urlKey: 'tee', published: true },
        aliases: ['T-S', 'T-M'],
      },
      MUG: { title: 'Mug', price: 4, payload: { regularPrice: 5 } },
    });
    expect(values).toHaveLength(2);
  });

  it('have the values of the row for all stores, whichever language comes first', async () => {
    const german = { ...simple, sku: 'L', store_view_code: 'de', name: 'Lampe', price: '', description: 'Aus Eiche' };
    const { values } = await readRows([german, { ...simple, sku: 'L', name: 'Lamp', price: '9' }]);
    expect(values).toMatchObject([{ id: 'L', title: 'Lamp', price: 9, description: 'Aus Eiche' }]);
  });

  it('have their attributes without the quotes that an option of the export puts around pairs or values', async () => {
    const { values } = await readRows([
      { ...simple, sku: 'A', name: 'A', additional_attributes: 'color="Red",care="Warm, dry|Cold",width=24"' },
      { ...simple, sku: 'B', name: 'B', additional_attributes: '"color=Red","care=Warm, dry|Cold"' },
    ]);
    expect(values.map(({ attributes }) => attributes)).toEqual([
      { color: 'Red', care: ['Warm, dry', 'Cold'], width: '24"' },
      { color: 'Red', care: ['Warm, dry', 'Cold'] },
    ]);
  });

  it('continue in rows without a SKU, as Magento 1 writes them', async () => {
    const { values } = await readRows([
      { sku: 'T', _attribute_set: 'Default', _type: 'configurable', name: 'Tee', price: '20', _category: 'Men/Tops' },
      { sku: '', _category: 'Sale', _super_products_sku: 'T-S' },
      { sku: 'T-S', _attribute_set: 'Default', _type: 'simple', name: 'Tee S', price: '19', _category: '' },
    ]);
    expect(values).toMatchObject([{ id: 'T', category: [['Men', 'Tops'], ['Sale']], price: 19, aliases: ['T-S'] }]);
  });
});
