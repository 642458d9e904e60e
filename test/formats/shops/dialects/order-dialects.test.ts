import { describe, expect, it } from 'vitest';
import { readTrainingText } from '../../../support/exports/read-text.ts';
import { csvText } from '../../../support/exports/table-text.ts';

type Row = Readonly<Record<string, string | number>>;

async function readRows(rows: readonly Row[], fields: Readonly<Record<string, string>> = {}) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const read = await readTrainingText(csvText(columns, rows), { schema: { fields } });
  return { ...read, problems: read.rejected.map(({ line, code, detail }) => `${line}: ${code}: ${detail}`) };
}

const line = (order: string | number, product: string, quantity: string | number = 1, rest: Row = {}): Row => ({
  order_id: order,
  product_id: product,
  quantity,
  ...rest,
});

describe('lines of orders', () => {
  it('are baskets, wherever the lines of an order stand', async () => {
    const { values, report } = await readRows([line('o1', 'a'), line('o2', 'b'), line('o1', 'c', 2), line('o2', 'd')]);
    expect(report.export).toBe('order-lines');
    expect(report.notes).toContain('4 rows are 2 orders');
    expect(values).toEqual([
      { items: ['a', 'c'], kind: 'basket', quantities: [1, 2] },
      { items: ['b', 'd'], kind: 'basket' },
    ]);
  });

  it('of Magento name products by their SKU, which its export of products has, before their number', async () => {
    const columns = { increment_id: '000000001', product_id: 12, sku: 'T-S', qty_ordered: '1.0000' };
    const { values } = await readRows([columns, { ...columns, product_id: 13, sku: '' }]);
    expect(values).toEqual([{ items: ['T-S', '13'], kind: 'basket' }]);
  });

  it('count a product as often as it was bought and not returned', async () => {
    const { values, ignored, problems } = await readRows([
      line('o1', 'a', 2),
      line('o1', 'a', -1),
      line('o1', 'b', 1),
      line('o1', 'c', 1),
      line('o1', 'c', -1),
      line('o2', 'd', -1),
    ]);
    expect(values).toEqual([{ items: ['a', 'b'], kind: 'basket' }]);
    expect(ignored).toEqual(['items: returned: o1: c']);
    expect(problems).toEqual(['7: returned: order o2: d']);
  });

  it.each([
    ['Cancelled', 'cancelled'],
    ['wc-refunded', 'cancelled'],
    ['storniert', 'cancelled'],
    ['Remboursée', 'cancelled'],
    ['checkout-draft', 'cancelled'],
    ['test', 'test-order'],
  ])('do not count if the order is %s', async (status, reason) => {
    const { values, problems } = await readRows([
      line('o1', 'a', 1, { 'Order Status': status }),
      line('o1', 'b'),
      line('o2', 'a', 1, { 'Order Status': 'Completed' }),
    ]);
    expect(values).toHaveLength(1);
    expect(problems).toEqual([`2: ${reason}: order o1`]);
  });

  it('do not count if the invoice is a cancellation among invoices with plain numbers', async () => {
    const retail = (InvoiceNo: string, StockCode: string, Quantity: number) => ({ InvoiceNo, StockCode, Quantity });
    const { values, problems } = await readRows([
      retail('C536379', '22423', 1),
      retail('536365', '85123A', 6),
      retail('536365', '71053', 6),
    ]);
    expect(values).toEqual([{ items: ['85123A', '71053'], kind: 'basket', quantities: [6, 6] }]);
    expect(problems).toEqual(['2: cancelled: order C536379']);
    const lettered = await readRows([retail('C1', 'a', 1), retail('C1', 'b', 1)]);
    expect(lettered.values).toHaveLength(1);
  });

  it.each(['Shipping', 'Tip', 'Gift Card - $50.00', 'Geschenkgutschein', 'Versandkosten'])(
    'are no product if they are called %s',
    async (name) => {
      const { values, ignored } = await readRows([
        line('o1', 'a', 1, { 'Product name': 'Lamp' }),
        line('o1', 'b', 1, { 'Product name': 'Gift card holder' }),
        line('o1', 'c', 1, { 'Product name': name }),
      ]);
      expect(values).toEqual([{ items: ['a', 'b'], kind: 'basket' }]);
      expect(ignored).toEqual(['items: not-a-product: o1: c']);
    },
  );

  it('take off what was refunded, and lines of returns', async () => {
    const { values } = await readRows([
      line('o1', 'a', 3, { qty_refunded: 1, 'Line type': 'sale' }),
      line('o1', 'b', 2, { qty_refunded: '', 'Line type': 'line_item' }),
      line('o1', 'b', 1, { qty_refunded: '', 'Line type': 'Return' }),
      line('o1', 'c', 1, { qty_refunded: '', 'Line type': 'shipping' }),
    ]);
    expect(values).toEqual([{ items: ['a', 'b'], kind: 'basket', quantities: [2, 1] }]);
  });

  it('have the time of the order; whether 03/04/2026 is in March follows from the other times of the file', async () => {
    const { values } = await readRows([
      line('o1', 'a', 1, { 'Order date': '03/04/2026 10:15' }),
      line('o2', 'a', 1, { 'Order date': '03/25/2026' }),
    ]);
    expect(values).toMatchObject([{ at: '2026-03-04T10:15:00Z' }, { at: '2026-03-25T00:00:00Z' }]);
  });

  it('are sessions in the order of time, if they name a session', async () => {
    const view = (session_id: string, item_id: string, timestamp: number) => ({ session_id, item_id, timestamp });
    const { values } = await readRows([
      view('s', 'b', 1767225660),
      view('s', 'a', 1767225600),
      view('s', 'b', 1767225720),
    ]);
    expect(values).toMatchObject([{ items: ['a', 'b'], kind: 'session', at: '2026-01-01T00:00:00Z' }]);
  });

  it.each([
    ['Bestellnummer', 'Artikelnummer', 'Menge', 'Bestelldatum'],
    ['N° de commande', 'Référence', 'Quantité', 'Date de commande'],
    ['Número de pedido', 'Código', 'Cantidad', 'Fecha'],
    ['Numero ordine', 'Codice articolo', 'Quantità', 'Data ordine'],
    ['Transaction ID', 'Item ID', 'Qty', 'Timestamp'],
    ['amazon-order-id', 'sku', 'quantity-purchased', 'purchase-date'],
  ])('are known by the columns %s, %s, %s and %s', async (order, product, quantity, at) => {
    const row = { [order]: '1', [product]: 'a', [quantity]: '2', [at]: '2026-01-03' };
    const { values } = await readRows([row]);
    expect(values).toEqual([{ items: ['a'], kind: 'basket', quantities: [2], at: '2026-01-03T00:00:00Z' }]);
  });

  it('are known by the columns that a mapping gives', async () => {
    const { values, report } = await readRows([{ Vorgang: '1', Ware: 'a', Zahl: 2 }], {
      order: 'Vorgang',
      items: 'Ware',
      quantities: 'Zahl',
    });
    expect(values).toEqual([{ items: ['a'], kind: 'basket', quantities: [2] }]);
    expect(report.columns!.map(({ field, because }) => `${field}: ${because}`)).toEqual([
      'order: given by the mapping',
      'items: given by the mapping',
      'quantities: given by the mapping',
    ]);
  });

  it('without the number of an order are rejected', async () => {
    const { values, problems } = await readRows([line('o1', 'a'), line('', 'b')]);
    expect(values).toHaveLength(1);
    expect(problems).toEqual(['3: invalid-record: the row has no number of an order']);
  });
});

describe('orders of Shopify', () => {
  const row = (name: string, sku: string, title: string, rest: Row = {}): Row => ({
    Name: name,
    'Financial Status': '',
    'Cancelled at': '',
    'Created at': '2026-01-03 10:15:00 +0100',
    'Lineitem quantity': 1,
    'Lineitem name': title,
    'Lineitem sku': sku,
    ...rest,
  });

  it('name products by SKU, or by title if there is none', async () => {
    const { values, problems, report } = await readRows([
      row('#1', 'L-S', 'Lamp - S', { 'Financial Status': 'paid' }),
      row('#1', '', 'Mug'),
      row('#2', 'L-S', 'Lamp - S', { 'Financial Status': 'refunded' }),
      row('#3', 'L-S', 'Lamp - S', { 'Cancelled at': '2026-01-04 10:15:00 +0100' }),
      row('#4', '', 'Gift Card - €25'),
    ]);
    expect(report.export).toBe('shopify-orders');
    expect(values).toEqual([{ items: ['L-S', 'Mug'], kind: 'basket', at: '2026-01-03T09:15:00Z' }]);
    expect(problems).toEqual([
      '4: cancelled: order #2',
      '5: cancelled: order #3',
      '6: not-a-product: order #4: Gift Card - €25',
    ]);
  });
});

describe('orders of Shopify that are partly refunded', () => {
  const row = (name: string, sku: string, rest: Row = {}): Row => ({
    Name: name,
    'Financial Status': 'partially_refunded',
    'Lineitem quantity': 1,
    'Lineitem name': sku,
    'Lineitem sku': sku,
    'Lineitem fulfillment status': 'fulfilled',
    ...rest,
  });

  it('count without the lines that were given back', async () => {
    const { values, ignored } = await readRows([
      row('#1', 'a'),
      row('#1', 'b', { 'Lineitem fulfillment status': 'restocked' }),
      row('#1', 'c'),
    ]);
    expect(values).toEqual([{ items: ['a', 'c'], kind: 'basket' }]);
    expect(ignored).toEqual(['items: returned: #1: b']);
  });

  it('are counted in the report, because the export names no line', async () => {
    const { report } = await readRows([row('#1', 'a'), row('#1', 'b'), row('#2', 'a', { 'Financial Status': 'paid' })]);
    expect(report.notes).toContain(
      '1 orders are partly refunded: this export does not say which lines, so all of them count',
    );
  });
});

describe('values of orders that cannot be read', () => {
  it('are left out and counted, once an order', async () => {
    const { values, ignored } = await readRows([
      line('o1', 'a', 'two', { 'Order date': 'yesterday' }),
      line('o1', 'b', 1, { 'Order date': 'yesterday' }),
      line('o2', 'a', 1, { 'Order date': '2026-01-03' }),
      line('o2', 'b', 1, { 'Order date': '03/04/2026' }),
    ]);
    expect(values).toEqual([
      { items: ['a', 'b'], kind: 'basket' },
      { items: ['a', 'b'], kind: 'basket', at: '2026-01-03T00:00:00Z' },
    ]);
    expect(ignored).toEqual([
      'at: not-a-time: yesterday',
      'quantities: not-a-number: two',
      'at: not-a-time: 03/04/2026',
    ]);
  });
});

describe('orders with their products in one cell', () => {
  it.each([
    [
      'BigCommerce',
      'Product Details',
      'Product ID: 77, Product Qty: 2, Product SKU: T-S, Product Name: Tee, red, Product Variation Details: Size: S, ' +
        'Product Unit Price: 9.95|Product ID: 78, Product Qty: 1, Product SKU: M, Product Name: Mug',
      ['77', '78'],
    ],
    [
      'a plugin of WooCommerce',
      'line_items',
      'id:1|name:Tee|product_id:77|sku:T-S|quantity:2|total:19.90;id:2|name:Mug|product_id:78|sku:M|quantity:1',
      ['77', '78'],
    ],
    ['WooCommerce Analytics', 'Product(s)', '2× Tee, red, 1× Mug', ['Tee, red', 'Mug']],
    ['a list of ids', 'Items', '77 x2; 78', ['77', '78']],
    ['a list as JSON', 'Products', '["77 x2", 78]', ['77', '78']],
    ['a list as Python writes it', 'Products', "['77 x2', '78']", ['77', '78']],
    ['lines as JSON', 'Products', '[{"sku":"77","qty":2,"price":9.95},{"sku":"78","qty":1}]', ['77', '78']],
    ['a list of ids with counts', 'Products', '77 (2)|78', ['77', '78']],
  ])('are baskets of %s', async (_of, column, cell, items) => {
    const { values, report } = await readRows([{ 'Order ID': 1, 'Order Status': 'Shipped', [column]: cell }]);
    expect(report.export).toBe('order-lists');
    expect(values).toEqual([{ items, kind: 'basket', quantities: [2, 1] }]);
  });

  it('may have a column for each line', async () => {
    const { values } = await readRows([
      {
        order_id: 1,
        line_item_1: 'name:Tee|product_id:77|quantity:1',
        line_item_2: 'name:Mug|product_id:78|quantity:1',
      },
    ]);
    expect(values).toEqual([{ items: ['77', '78'], kind: 'basket' }]);
  });
});

describe('orders as JSON', () => {
  const read = async (orders: readonly unknown[]) =>
    readTrainingText(orders.map((order) => JSON.stringify(order)).join('\n'), { name: 'train.jsonl' });

  it('have their lines nested', async () => {
    const { values, rejected, report } = await read([
      {
        id: 1,
        created_at: '2026-01-03T10:15:00+01:00',
        financial_status: 'paid',
        cancelled_at: null,
        line_items: [
          { id: 9, product_id: 77, variant_id: 771, sku: 'T-S', name: 'Tee - S', quantity: 2 },
          { id: 10, product_id: 78, sku: '', name: 'Mug', quantity: 1 },
          { id: 11, product_id: 79, sku: 'GC', name: 'Voucher card', quantity: 1, gift_card: true },
        ],
      },
      { id: 2, test: true, line_items: [{ product_id: 77, quantity: 1 }] },
      { id: 3, status: 'cancelled', line_items: [{ product_id: 77, quantity: 1 }] },
    ]);
    expect(report.export).toBe('order-documents');
    expect(values).toEqual([{ items: ['T-S', '78'], kind: 'basket', at: '2026-01-03T09:15:00Z', quantities: [2, 1] }]);
    expect(rejected.map(({ code }) => code)).toEqual(['test-order', 'cancelled']);
  });

  it('count what was kept of partly refunded lines', async () => {
    const shopify = (id: number, line_items: readonly object[], refunds: readonly object[] = []) => ({
      id,
      financial_status: 'partially_refunded',
      line_items,
      refunds,
    });
    const refund = (id: number, quantity: number) => ({ refund_line_items: [{ line_item_id: id, quantity }] });
    const { values, ignored } = await read([
      shopify(1, [
        { id: 9, sku: 'a', quantity: 3, current_quantity: 1 },
        { id: 10, sku: 'b', quantity: 1, current_quantity: 0 },
      ]),
      shopify(
        2,
        [
          { id: 9, sku: 'a', quantity: 3 },
          { id: 10, sku: 'b', quantity: 1 },
        ],
        [refund(9, 1), refund(10, 1)],
      ),
      {
        increment_id: '3',
        items: [
          { item_id: 1, sku: 'a', qty_ordered: 3, qty_refunded: 1, qty_canceled: 1 },
          { item_id: 2, sku: 'b', qty_ordered: 1, parent_item_id: 1 },
          { item_id: 3, sku: 'c', qty_ordered: 1 },
        ],
      },
    ]);
    expect(values).toEqual([
      { items: ['a'], kind: 'basket' },
      { items: ['a'], kind: 'basket', quantities: [2] },
      { items: ['a', 'c'], kind: 'basket' },
    ]);
    expect(ignored).toEqual(['items: returned: 1: b', 'items: returned: 2: b']);
  });

  it('may wrap their lines as GraphQL does', async () => {
    const lineItems = {
      edges: [{ node: { sku: 'a', quantity: 2, currentQuantity: 1 } }, { node: { sku: 'b', quantity: 1 } }],
    };
    const orders = { data: { orders: { edges: [1, 2].map((id) => ({ cursor: 'x', node: { id, lineItems } })) } } };
    const { values, report } = await readTrainingText(JSON.stringify(orders), { name: 'train.json' });
    expect(report.export).toBe('order-documents');
    expect(values).toEqual([1, 2].map(() => ({ items: ['a', 'b'], kind: 'basket' })));
  });

  it('of bulk operations have their lines in records of their own', async () => {
    const gid = (type: string, id: number) => `gid://shopify/${type}/${id}`;
    const line = (id: number, order: number, rest: object) => ({
      ...{ id: gid('LineItem', id), __parentId: gid('Order', order), ...rest },
    });
    const { values, rejected, report } = await read([
      { id: gid('Order', 1), name: '#1001', createdAt: '2026-01-03T10:15:00Z', displayFinancialStatus: 'PAID' },
      line(11, 1, { sku: 'T-S', quantity: 3, currentQuantity: 2 }),
      line(12, 1, { product: { id: gid('Product', 78) }, variant: null, quantity: 1 }),
      { id: gid('Refund', 5), __parentId: gid('Order', 1) },
      { id: gid('Order', 2), name: '#1002', cancelledAt: '2026-01-04T09:00:00Z' },
      line(21, 2, { sku: 'T-S', quantity: 1 }),
    ]);
    expect(report.export).toBe('order-documents');
    expect(values).toEqual([{ items: ['T-S', '78'], kind: 'basket', at: '2026-01-03T10:15:00Z', quantities: [2, 1] }]);
    expect(rejected.map(({ code, detail }) => `${code}: ${detail}`)).toEqual(['cancelled: order 2']);
  });

  it('are training rows, if they have a kind', async () => {
    const { report } = await read([{ items: [{ id: 'a' }, { id: 'b' }], kind: 'basket' }]);
    expect(report.export).toBeUndefined();
  });
});

describe('the time of an order', () => {
  it.each([
    [{ Date: '2026-01-03', Time: '10:15:30', 'Time Zone': 'London' }, '2026-01-03T10:15:30Z'],
    [{ Uhrzeit: '9:05', Datum: '03.01.2026' }, '2026-01-03T09:05:00Z'],
    [{ Date: '31/01/2026', Time: '3:05 PM' }, '2026-01-31T15:05:00Z'],
    [{ 'Order date': '2026-01-03 08:00:00', Time: '10:15' }, '2026-01-03T08:00:00Z'],
  ])('may stand in one column for the date and one for the time of day: %o', async (cells, at) => {
    const { values, ignored } = await readRows([line('o1', 'a', 1, cells), line('o1', 'b', 1, cells)]);
    expect(values).toEqual([{ items: ['a', 'b'], kind: 'basket', at }]);
    expect(ignored).toEqual([]);
  });

  it('is not read from a time of day alone', async () => {
    const { values, ignored } = await readRows([line('o1', 'a', 1, { Time: '10:15' })]);
    expect(values).toEqual([{ items: ['a'], kind: 'basket' }]);
    expect(ignored).toEqual(['at: not-a-time: 10:15']);
  });
});

it('refuses an export of products as training data', async () => {
  const text = csvText(['Handle', 'Title', 'Variant SKU'], [{ Handle: 'lamp', Title: 'Lamp', 'Variant SKU': 'L' }]);
  await expect(readTrainingText(text)).rejects.toThrow(
    /holds products \(shopify-products\): upload it under catalog\//,
  );
});
