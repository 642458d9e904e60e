import { describe, expect, it } from 'vitest';
import { readCatalogText } from '../../../support/exports/read-text.ts';

type Mode = 'merge' | 'each';

const read = (document: unknown, variants: Mode = 'merge') =>
  readCatalogText(JSON.stringify(document), { name: 'products.json', schema: { variants } });

describe('products of Shopify as JSON', () => {
  const tee = {
    id: 77,
    title: 'Tee',
    body_html: '<p>Cotton</p>',
    vendor: 'Lux',
    product_type: 'Clothing > Tops',
    created_at: '2026-01-01T00:00:00Z',
    admin_graphql_api_id: 'gid://shopify/Product/77',
    tags: 'new, cotton',
    status: 'active',
    variants: [
      { id: 771, title: 'Red / S', sku: 'T-R-S', barcode: '4001', price: '20.00', option1: 'Red', option2: 'S' },
      { id: 772, title: 'Blue / M', sku: 'T-B-M', barcode: null, price: '18.00', option1: 'Blue', option2: 'M' },
    ].map((variant) => ({ ...variant, product_id: 77, position: 1, taxable: true, inventory_quantity: 2, grams: 100 })),
    options: [
      { id: 1, name: 'Colour', values: ['Red', 'Blue'] },
      { id: 2, name: 'Size', values: ['S', 'M'] },
    ],
    images: [{ id: 5, src: 'https://cdn.example/tee.jpg' }],
    image: { id: 5, src: 'https://cdn.example/tee.jpg' },
  };
  const merged = {
    title: 'Tee',
    description: '<p>Cotton</p>',
    brand: 'Lux',
    category: ['Clothing', 'Tops'],
    price: 18,
    attributes: { tags: ['new', 'cotton'], Colour: ['Red', 'Blue'], Size: ['S', 'M'] },
    payload: { imageUrl: 'https://cdn.example/tee.jpg', published: true, stock: 4, inStock: true },
  };

  it.each([
    ['with a handle', { ...tee, handle: 'tee' }, 'tee', ['77', 'T-R-S', '771', '4001', 'T-B-M', '772']],
    ['without a handle', tee, '77', ['T-R-S', '771', '4001', 'T-B-M', '772']],
  ])('are merged %s', async (_how, product, id, aliases) => {
    const { values, report, ignored } = await read({ products: [product] });
    expect(report.export).toBe('product-documents');
    expect(values).toEqual([{ id, ...merged, aliases: expect.arrayContaining(aliases) }]);
    expect([values[0]?.aliases?.length, ignored]).toEqual([aliases.length, []]);
  });

  it('are one for each variant by option', async () => {
    const { values } = await read({ products: [tee] }, 'each');
    expect(values).toMatchObject([
      { id: 'T-R-S', price: 20, attributes: { Colour: 'Red', Size: 'S' }, payload: { item_group_id: '77', stock: 2 } },
      { id: 'T-B-M', price: 18, attributes: { Colour: 'Blue', Size: 'M' } },
    ]);
  });

  it('may be wrapped as GraphQL does', async () => {
    const node = {
      id: 'gid://shopify/Product/77',
      title: 'Tee',
      descriptionHtml: '<p>Cotton</p>',
      vendor: 'Lux',
      productType: 'Clothing > Tops',
      tags: ['new', 'cotton'],
      status: 'ACTIVE',
      images: { edges: [{ node: { url: 'https://cdn.example/tee.jpg' } }] },
      variants: {
        edges: [
          ['gid://shopify/ProductVariant/771', 'T-R-S', '4001', { amount: '20.0', currencyCode: 'EUR' }, 'Red', 'S'],
          ['gid://shopify/ProductVariant/772', 'T-B-M', '', { amount: '18.0', currencyCode: 'EUR' }, 'Blue', 'M'],
        ].map(([id, sku, barcode, price, colour, size]) => ({
          node: {
            ...{ id, sku, barcode, price, inventoryQuantity: 2 },
            selectedOptions: [
              { name: 'Colour', value: colour },
              { name: 'Size', value: size },
            ],
          },
        })),
      },
    };
    const { values, ignored } = await read({ data: { products: { edges: [{ cursor: 'x', node }] } } });
    expect(values).toEqual([{ id: '77', ...merged, aliases: ['T-R-S', '771', '4001', 'T-B-M', '772'] }]);
    expect(ignored).toEqual([]);
  });
});

it('joins variants and pictures of bulk operations to the products that they name', async () => {
  const gid = (type: string, id: number | string) => `gid://shopify/${type}/${id}`;
  const variant = (of: number, size: string) => ({
    ...{ id: gid('ProductVariant', `${of}${size}`), sku: `T${of}-${size}`, price: '20.00' },
    selectedOptions: [{ name: 'Size', value: size }],
    __parentId: gid('Product', of),
  });
  const records = [
    { id: gid('Product', 1), title: 'Tee', handle: 'tee', vendor: 'Lux' },
    variant(1, 'S'),
    variant(1, 'M'),
    { id: gid('MediaImage', 7), image: { url: 'https://cdn.example/tee.jpg' }, __parentId: gid('Product', 1) },
    { id: gid('Product', 2), title: 'Mug', handle: 'mug', vendor: 'Lux' },
    variant(3, 'S'),
  ];
  const text = records.map((record) => JSON.stringify(record)).join('\n');
  const { values, rejected } = await readCatalogText(text, { name: 'bulk.jsonl' });
  expect(values).toEqual([
    {
      id: 'tee',
      title: 'Tee',
      brand: 'Lux',
      price: 20,
      attributes: { Size: ['S', 'M'] },
      payload: { imageUrl: 'https://cdn.example/tee.jpg' },
      aliases: ['1', 'T1-S', '1S', 'T1-M', '1M'],
    },
    { id: 'mug', title: 'Mug', brand: 'Lux', aliases: ['2'] },
  ]);
  expect(rejected.map(({ detail }) => detail)).toEqual(['no row of the product 3 has a title']);
});

it('reads the products of the API of WooCommerce', async () => {
  const { values, report } = await read([
    {
      id: 12,
      name: 'Lamp',
      slug: 'lamp',
      permalink: 'https://shop.example/lamp',
      status: 'publish',
      sku: 'L-1',
      price: '15',
      regular_price: '20',
      sale_price: '15',
      date_on_sale_from: null,
      stock_quantity: 3,
      stock_status: 'instock',
      categories: [{ id: 1, name: 'Home', slug: 'home' }, { name: 'Sale' }],
      tags: [{ id: 4, name: 'oak' }],
      brands: [{ id: 9, name: 'Lux' }],
      images: [{ src: 'https://cdn.example/lamp.jpg' }],
      attributes: [{ name: 'Colour', options: ['red', 'blue'], variation: true }],
      variations: [13, 14],
      meta_data: [{ key: '_x', value: 1 }],
    },
  ]);
  expect(report.export).toBe('product-documents');
  expect(values).toEqual([
    {
      id: '12',
      title: 'Lamp',
      brand: 'Lux',
      category: [['Home'], ['Sale']],
      price: 15,
      attributes: { tags: 'oak', Colour: ['red', 'blue'] },
      payload: {
        imageUrl: 'https://cdn.example/lamp.jpg',
        url: 'https://shop.example/lamp',
        published: true,
        regularPrice: 20,
        stock: 3,
        inStock: true,
      },
      aliases: ['L-1'],
    },
  ]);
});

it('reads the products of the API of BigCommerce', async () => {
  const { values, ignored } = await read({
    data: [
      {
        id: 5,
        name: 'Tee',
        type: 'physical',
        sku: 'T',
        description: '<p>Cotton</p>',
        price: 20,
        sale_price: 0,
        categories: [23, 21],
        is_visible: true,
        custom_url: { url: '/tee/' },
        custom_fields: [{ id: 1, name: 'Material', value: 'cotton' }],
        images: [{ url_standard: 'https://cdn.example/tee.jpg' }],
        variants: [
          ['T-R', null, 'Red'],
          ['T-B', 18, 'Blue'],
        ].map(([sku, price, label], i) => ({
          ...{ id: 50 + i, product_id: 5, sku, price, upc: '', inventory_level: 2 },
          option_values: [{ label, option_display_name: 'Colour' }],
        })),
      },
    ],
    meta: { pagination: { total: 1 } },
  });
  expect(values).toMatchObject([
    {
      id: '5',
      price: 18,
      attributes: { Material: 'cotton', Colour: ['Red', 'Blue'] },
      payload: { imageUrl: 'https://cdn.example/tee.jpg', url: '/tee/', published: true, stock: 4 },
      aliases: ['T', 'T-R', '50', 'T-B', '51'],
    },
  ]);
  expect([values[0], ignored]).toEqual([expect.not.objectContaining({ category: expect.anything() }), []]);
});

describe('products of no known system with nested variants', () => {
  const lamp = { id: 'lamp', title: 'Lamp', material: 'oak', rating: 4.5, price: 20, category: 'Home > Lamps' };

  it('keep their other values, and options by their names', async () => {
    const variants = [
      { sku: 'L-S', size: 'S', stock: 2 },
      { sku: 'L-M', size: 'M', price: 25, stock: 0 },
    ];
    const { values } = await read([
      { ...lamp, variants },
      { ...lamp, id: 'lamp-2' },
    ]);
    expect(values).toEqual([
      {
        id: 'lamp',
        title: 'Lamp',
        category: ['Home', 'Lamps'],
        price: 20,
        attributes: { material: 'oak', size: ['S', 'M'] },
        payload: { rating: 4.5, inStock: true, stock: 2 },
        aliases: ['L-S', 'L-M'],
      },
      expect.objectContaining({ id: 'lamp-2', price: 20, attributes: { material: 'oak' } }),
    ]);
  });

  it('count what is nested in another way', async () => {
    const { values, ignored } = await read([{ ...lamp, care: { wash: 30 }, variants: [{ sku: 'L', price: 'free' }] }]);
    expect(values).toMatchObject([{ id: 'lamp', price: 20 }]);
    expect(ignored).toEqual(['attributes.care: nested: {"wash":30}', 'price: not-a-number: free']);
  });
});

describe('products of the API of Magento', () => {
  const custom = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).map(([attribute_code, value]) => ({ attribute_code, value }));
  const variant = (id: number, size: string, price: number) => ({
    ...{ id, sku: `T-${size}`, name: `Tee ${size}`, price, status: 1, visibility: 1, type_id: 'simple' },
    extension_attributes: { stock_item: { qty: 2, is_in_stock: true } },
    custom_attributes: custom({ size, material: 'cotton' }),
  });
  const items = [
    variant(2, 'S', 20),
    {
      ...{ id: 1, sku: 'T', name: 'Tee', price: 0, status: 1, visibility: 4, type_id: 'configurable' },
      extension_attributes: { configurable_product_links: [2, 3] },
      custom_attributes: custom({ description: '<p>Cotton</p>', image: '/t.jpg', tax_class_id: '2', style: 'plain' }),
    },
    variant(3, 'M', 18),
    { id: 4, sku: 'M', name: 'Mug', price: 5, status: 2, custom_attributes: custom({ special_price: '-1' }) },
  ];

  it('have their custom attributes, and are merged with the variants that they name by id', async () => {
    const { values, report, ignored } = await read({ items, total_count: 4 });
    expect(report.export).toBe('magento-documents');
    expect(values).toEqual([
      {
        id: 'T',
        title: 'Tee',
        description: '<p>Cotton</p>',
        price: 18,
        attributes: { style: 'plain', size: ['S', 'M'], material: 'cotton' },
        payload: { imageUrl: '/t.jpg', published: true, inStock: true, stock: 4 },
        aliases: ['1', 'T-S', '2', 'T-M', '3'],
      },
      { id: 'M', title: 'Mug', price: 5, payload: { published: false }, aliases: ['4'] },
    ]);
    expect(ignored).toEqual(['price: negative: -1']);
  });

  it('are one for each variant', async () => {
    const { values } = await read({ items: items.slice(0, 3) }, 'each');
    expect(values).toMatchObject([
      {
        id: 'T-S',
        title: 'Tee S',
        attributes: { style: 'plain', size: 'S', material: 'cotton' },
        payload: { item_group_id: 'T' },
      },
      { id: 'T-M', title: 'Tee M', price: 18 },
    ]);
  });
});
