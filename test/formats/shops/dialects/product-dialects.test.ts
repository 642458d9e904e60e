import { describe, expect, it } from 'vitest';
import { byId, type Row, readRows } from '../../../support/exports/product-rows.ts';

describe('the products of Shopify', () => {
  const lamp = { Handle: 'lamp', Title: 'Lamp', Vendor: 'Lux', 'Option1 Name': 'Size', Published: 'TRUE' };
  const size = (value: string, rest: Row = {}) => ({ Handle: 'lamp', 'Option1 Value': value, ...rest });

  it('have the names of the columns of the template since 2025 too', async () => {
    const { values, report } = await readRows([
      {
        Title: 'Lamp',
        'URL handle': 'lamp',
        Description: '<p>Oak</p>',
        Vendor: 'Lux',
        'Product category': 'Home & Garden > Lighting',
        'Published on online store': 'TRUE',
        Status: 'Active',
        SKU: 'L-1',
        'Option1 name': 'Size',
        'Option1 value': 'S',
        Price: '20.00',
        'Compare-at price': '25.00',
        'Product image URL': 'https://cdn.example/lamp.jpg',
        'Color (product.metafields.shopify.color-pattern)': 'red; blue',
      },
    ]);
    expect(report.export).toBe('shopify-products');
    expect(values).toMatchObject([
      {
        id: 'lamp',
        description: '<p>Oak</p>',
        category: ['Home & Garden', 'Lighting'],
        price: 20,
        attributes: { Size: 'S', Color: ['red', 'blue'] },
        payload: { imageUrl: 'https://cdn.example/lamp.jpg', regularPrice: 25, published: true },
        aliases: ['L-1'],
      },
    ]);
  });

  it('have the title of the one row that has it, wherever that row stands', async () => {
    const { values } = await readRows([
      size('M', { 'Variant SKU': 'L-M', 'Variant Price': '25' }),
      { Handle: 'mug', Title: 'Mug', 'Option1 Name': 'Title', 'Option1 Value': 'Default Title', 'Variant Price': '5' },
      { ...lamp, ...size('S', { 'Variant SKU': 'L-S', 'Variant Price': '20' }) },
    ]);
    expect(byId(values)).toMatchObject({
      lamp: { title: 'Lamp', price: 20, attributes: { Size: ['M', 'S'] }, aliases: ['L-M', 'L-S'] },
      mug: { title: 'Mug', price: 5 },
    });
    expect(byId(values).mug).not.toHaveProperty('attributes');
  });

  it('are found by the title of a variant that has no SKU', async () => {
    const { values } = await readRows([{ ...lamp, ...size('S', { 'Variant Price': '20' }) }]);
    expect(values[0]!.aliases).toEqual(['Lamp - S']);
  });

  it('are in stock if any variant is, if stock is not tracked, or if it may be oversold', async () => {
    const stock = (qty: number, tracker: string, policy: string): Row => ({
      'Variant Inventory Qty': qty,
      'Variant Inventory Tracker': tracker,
      'Variant Inventory Policy': policy,
    });
    const { values } = await readRows([
      { ...lamp, ...size('S', stock(0, 'shopify', 'deny')) },
      size('M', stock(3, 'shopify', 'deny')),
      { ...lamp, Handle: 'out', ...stock(0, 'shopify', 'deny') },
      { ...lamp, Handle: 'untracked', ...stock(0, '', 'deny') },
      { ...lamp, Handle: 'oversold', ...stock(-2, 'shopify', 'continue') },
    ]);
    expect(values.map(({ id, payload }) => [id, payload!.inStock, payload!.stock])).toEqual([
      ['lamp', true, 3],
      ['out', false, 0],
      ['untracked', true, 0],
      ['oversold', true, -2],
    ]);
  });

  it('say that they are not published', async () => {
    const { values } = await readRows([
      { ...lamp, Status: 'draft' },
      { ...lamp, Handle: 'mug', Status: 'active' },
    ]);
    expect(values.map(({ payload }) => payload!.published)).toEqual([false, true]);
  });

  it('are rejected if no row of a product has a title', async () => {
    const { values, rejected } = await readRows([lamp, size('M', { Handle: 'lost' })]);
    expect(values.map(({ id }) => id)).toEqual(['lamp']);
    expect(rejected).toMatchObject([
      { line: 3, code: 'invalid-record', detail: 'no row of the product lost has a title' },
    ]);
  });

  it('are one each by option, with the SKU as id, and the handle as the group', async () => {
    const rows = [{ ...lamp, ...size('S', { 'Variant SKU': 'L-S' }) }, size('M', { 'Variant SKU': 'L-M' }), size('XL')];
    const { values } = await readRows(rows, 'each');
    expect(
      values.map(({ id, title, attributes, payload }) => [id, title, attributes!.Size, payload!.item_group_id]),
    ).toEqual([
      ['L-S', 'Lamp', 'S', 'lamp'],
      ['L-M', 'Lamp', 'M', 'lamp'],
      ['lamp/XL', 'Lamp', 'XL', 'lamp'],
    ]);
    // Orders that name the product as a whole find its first variant.
    expect(values[0]!.aliases).toContain('lamp');
  });
});

describe('the products of WooCommerce', () => {
  const simple = { Type: 'simple', Published: 1, 'Regular price': '10', Categories: 'Home', Images: '', Parent: '' };

  it('have their variations, which name them by SKU or by id', async () => {
    const { values, report } = await readRows([
      { ...simple, ID: 11, Type: 'variation', SKU: 'H-S', Name: 'Hoodie - S', 'Regular price': '30', Parent: 'HOOD' },
      { ...simple, ID: 10, Type: 'variable', SKU: 'HOOD', Name: 'Hoodie', 'Regular price': '' },
      { ...simple, ID: 12, Type: 'variation', SKU: 'H-M', Name: 'Hoodie - M', 'Regular price': '32', Parent: 'id:10' },
      { ...simple, ID: 20, SKU: 'CAP', Name: 'Cap' },
    ]);
    expect(report.export).toBe('woocommerce-products');
    expect(byId(values)).toMatchObject({
      10: { title: 'Hoodie', price: 30, aliases: ['HOOD', 'H-S', '11', 'H-M', '12'] },
      20: { title: 'Cap', price: 10, aliases: ['CAP'] },
    });
  });

  it('stand for themselves, if they are variations whose product is not in the file', async () => {
    const row = { ...simple, ID: 11, Type: 'variation', SKU: 'H-S', Name: 'Hoodie - S', Parent: 'id:10' };
    expect((await readRows([row])).values).toMatchObject([{ id: '10', title: 'Hoodie - S', price: 10 }]);
  });

  it('have several categories and values with escaped commas, line breaks in text, and their own custom fields', async () => {
    const { values } = await readRows([
      {
        ...simple,
        ID: 1,
        SKU: '',
        Name: "'=Lamp",
        'Short description': 'Short',
        Description: 'One\\nTwo',
        Categories: 'Home > Kitchen\\, Dining, Sale',
        'Attribute 1 name': 'Colour',
        'Attribute 1 value(s)': 'Red\\, matt, Blue',
        'Meta: care': 'wipe',
        'Meta: _internal': 'x',
      },
    ]);
    expect(values).toMatchObject([
      {
        id: '1',
        title: '=Lamp',
        description: 'Short\nOne\nTwo',
        category: [['Home', 'Kitchen, Dining'], ['Sale']],
        attributes: { Colour: ['Red, matt', 'Blue'], care: 'wipe' },
      },
    ]);
    expect(values[0]!.attributes).not.toHaveProperty('_internal');
  });

  it('cost what they cost on sale, unless the sale has dates', async () => {
    const { values } = await readRows([
      { ...simple, ID: 1, SKU: '', Name: 'A', 'Regular price': '20,00', 'Sale price': '15,50' },
      {
        ...{ ...simple, ID: 2, SKU: '', Name: 'B', 'Regular price': '20,00', 'Sale price': '15,50' },
        ...{ 'Date sale price starts': '2024-01-01', 'Date sale price ends': '' },
      },
    ]);
    expect(values.map(({ price, payload }) => [price, payload!.regularPrice, payload!.salePrice])).toEqual([
      [15.5, 20, undefined],
      [20, undefined, 15.5],
    ]);
  });

  it.each([
    {
      ...{ ID: 1, Typ: 'simple', Artikelnummer: 'L', Name: 'Lampe', Veröffentlicht: 1, Kurzbeschreibung: 'Kurz' },
      ...{ 'Regulärer Preis': '19,90', Kategorien: 'Haus > Licht', Schlagwörter: 'neu', Bilder: '', Marken: 'Lux' },
      ...{ 'Übergeordnetes Produkt': '', 'Attribut 1 Name': 'Farbe', 'Attribut 1 Wert(e)': 'rot' },
    },
    {
      ...{ ID: 1, Tipo: 'simple', SKU: 'L', Nombre: 'Lampe', Publicado: 1, 'Descripción corta': 'Kurz' },
      ...{ 'Precio normal': '19,90', Categorías: 'Haus > Licht', Etiquetas: 'neu', Imágenes: '', Superior: '' },
      ...{ Marcas: 'Lux', 'Nombre del atributo 1': 'Farbe', 'Valor(es) del atributo 1': 'rot' },
    },
    {
      ...{ ID: 1, Type: 'simple', UGS: 'L', Nom: 'Lampe', Publié: 1, 'Description courte': 'Kurz' },
      ...{ 'Tarif régulier': '19,90', Catégories: 'Haus > Licht', Étiquettes: 'neu', Images: '', Parent: '' },
      ...{ Marques: 'Lux', 'Nom de l’attribut 1': 'Farbe', 'Valeur(s) de l’attribut 1': 'rot' },
    },
  ])('are the same in a shop of another language %#', async (row) => {
    const { values, report } = await readRows([row]);
    expect(report.export).toBe('woocommerce-products');
    expect(values).toMatchObject([
      {
        id: '1',
        title: 'Lampe',
        description: 'Kurz',
        brand: 'Lux',
        category: ['Haus', 'Licht'],
        price: 19.9,
        attributes: { tags: 'neu', Farbe: 'rot' },
        aliases: ['L'],
      },
    ]);
  });
});

describe('the products of BigCommerce', () => {
  it('have the rows of SKUs and rules that follow them in the old export', async () => {
    const { values, report } = await readRows([
      {
        'Item Type': 'Product',
        'Product ID': 77,
        'Product Name': 'Tee',
        'Product Code/SKU': 'T',
        'Brand Name': 'Lux',
        'Product Description': '<p>Cotton</p>',
        Price: '20.00',
        Category: 'Clothing/Tops;Sale',
        'Current Stock Level': 3,
        'Product Visible?': 'Y',
      },
      { 'Item Type': '  SKU', 'Product Name': '[RT]Size=S,[CS]Colour=Red:#ff0000', 'Product Code/SKU': 'T-S' },
      { 'Item Type': '  SKU', 'Product Name': '[RT]Size=M,[CS]Colour=Blue:#0000ff', 'Product Code/SKU': 'T-M' },
      { 'Item Type': '  Rule', 'Product Code/SKU': 'T-M', Price: '18.00' },
      { 'Item Type': 'Product', 'Product ID': 78, 'Product Name': 'Mug', 'Product Code/SKU': 'M', Price: '5.00' },
    ]);
    expect(report.export).toBe('bigcommerce-products');
    expect(byId(values)).toMatchObject({
      77: {
        title: 'Tee',
        brand: 'Lux',
        category: [['Clothing', 'Tops'], ['Sale']],
        price: 18,
        attributes: { Size: ['S', 'M'], Colour: ['Red', 'Blue'] },
        payload: { published: true },
        aliases: ['T', 'T-S', 'T-M'],
      },
      78: { title: 'Mug', price: 5 },
    });
  });

  it('have the rows of variants and pictures that follow them in the new export', async () => {
    const { values } = await readRows([
      {
        Item: 'Product',
        ID: 5,
        Name: 'Tee',
        SKU: 'T',
        Price: 20,
        'Sale Price': 15,
        Categories: 'Clothing',
        Options: '',
      },
      {
        Item: 'Variant',
        ID: 6,
        Name: '',
        SKU: 'T-S',
        Options: 'Type=Rectangle|Name=Size|Value=SType=Swatch|Name=Colour|Value=Red[#FF0000]',
      },
      { Item: 'Image', ID: 7, 'Image URL (Import)': 'https://cdn.example/tee.jpg' },
    ]);
    expect(values).toMatchObject([
      {
        id: '5',
        price: 15,
        attributes: { Size: 'S', Colour: 'Red' },
        payload: { imageUrl: 'https://cdn.example/tee.jpg', regularPrice: 20 },
        aliases: ['T', 'T-S'],
      },
    ]);
  });
});

describe('the products of PrestaShop', () => {
  it('have the columns of its import template', async () => {
    const { values, report } = await readRows([
      {
        'Product ID': 3,
        'Active (0/1)': 0,
        'Name *': 'Lamp',
        'Categories (x,y,z...)': 'Home,Light',
        'Price tax excluded': '19.90',
        'Reference #': 'L-1',
        Brand: 'Lux',
        EAN13: '4001234567890',
        Quantity: 4,
        'Short description': 'Short',
        Description: '<p>Long</p>',
        'Tags (x,y,z...)': 'new,oak',
        'Image URLs (x,y,z...)': 'https://cdn.example/1.jpg,https://cdn.example/2.jpg',
        'Feature (Name:Value:Position:Customized)': 'Material:Oak:1,Style:Plain:2',
      },
    ]);
    expect(report.export).toBe('prestashop-products');
    expect(values).toMatchObject([
      {
        id: '3',
        description: 'Short\n<p>Long</p>',
        brand: 'Lux',
        category: [['Home'], ['Light']],
        price: 19.9,
        attributes: { tags: ['new', 'oak'], Material: 'Oak', Style: 'Plain' },
        payload: { imageUrl: 'https://cdn.example/1.jpg', published: false, stock: 4, inStock: true },
        aliases: ['L-1', '4001234567890'],
      },
    ]);
  });
});
