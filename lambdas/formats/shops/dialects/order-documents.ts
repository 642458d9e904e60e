import type { NotBought } from '../../../core/catalog/reading-report.ts';
import { parseFlag } from '../common/cell-values.ts';
import { CellReader, type Cells, column, foldName } from '../common/cells.ts';
import { type FileShape, hasColumn, type OrderDialect } from '../common/dialect.ts';
import {
  type Fields,
  fieldsOf,
  isObjectList,
  listObjects,
  plainId,
  textOf,
  typeOfId,
} from '../common/nested-values.ts';
import { listReferences, TimeReader } from '../common/order-cells.ts';
import { isNoProduct, readStatus } from '../common/order-status.ts';
import type { OrderEntry, OrderLine } from '../common/shop-order.ts';

/** The fields that hold the lines of an order, as a list of objects. */
const LINE_FIELDS = ['line_items', 'lineItems', 'order_items', 'orderItems', 'order_lines', 'items', 'products'];

const columns = {
  order: column(
    'order',
    'order_id',
    'orderId',
    'increment_id',
    'order_number',
    'transaction_id',
    'id',
    'name',
    'number',
  ),
  lines: column('items', ...LINE_FIELDS),
  at: column('at', 'created_at', 'createdAt', 'date_created_gmt', 'date_created', 'ordered_at', 'timestamp', 'date'),
  cancelledAt: column('whether the order counts', 'cancelled_at', 'cancelledAt', 'canceled_at'),
  status: column('whether the order counts', 'financial_status', 'displayFinancialStatus', 'status', 'order_status'),
  test: column('whether the order counts', 'test'),
} as const;

const lineColumns = {
  sku: column('items', 'sku', 'item_sku', 'product_sku'),
  productId: column('items', 'product_id', 'productId', 'item_id', 'itemId'),
  variantId: column('items', 'variant_id', 'variation_id', 'variantId'),
  title: column('items', 'name', 'title', 'product_name', 'item_name'),
  /** What is left after refunds. */
  kept: column('quantities', 'current_quantity'),
  quantity: column('quantities', 'quantity', 'qty', 'qty_ordered', 'count'),
  refunded: column('quantities', 'qty_refunded', 'refunded_quantity'),
  cancelled: column('quantities', 'qty_canceled', 'cancelled_quantity'),
  /** Magento lists the configurable product and its variant. */
  parent: column('items', 'parent_item_id'),
  giftCard: column('items', 'gift_card', 'is_gift_card'),
} as const;

/** Orders as JSON with their lines nested: the APIs of Shopify and WooCommerce, and what is stored like them. */
export const orderDocuments: OrderDialect = {
  name: 'order-documents',
  title: 'Orders as JSON: the APIs of Shopify and WooCommerce, and Parquet with nested lines',
  reads: 'orders',
  recognizes: (shape) =>
    isBulk(shape) || (hasColumn(shape, columns.order) && findLines(shape.first) !== undefined && !isTrainingRow(shape)),
  columns,
  fieldOf: (name) => Object.values(lineColumns).find(({ names }) => names.includes(foldName(name)))?.field,
  withoutOrder: 'the order has no id',
  startReading: (shape) => {
    const times = new TimeReader();
    const lines = new CellReader();
    if (!isBulk(shape)) return { readEntry: (cells) => readEntry(cells, times, lines) };
    return { readEntry: (cells) => readBulkEntry(cells, times, lines) };
  },
};

/** Bulk operations of Shopify write the lines of an order as records of their own, which name it. */
function isBulk({ columns: names, first }: FileShape): boolean {
  const { id, __parentId } = fieldsOf(first);
  return names.has(foldName('__parentId')) && [typeOfId(id), typeOfId(__parentId)].includes('Order');
}

/** An order without its lines, or what belongs to it. Refunds, addresses and discounts are no lines. */
function readBulkEntry(cells: Cells, times: TimeReader, reader: CellReader): OrderEntry | undefined {
  const { id, __parentId: order } = fieldsOf(cells.value);
  if (typeOfId(id) === 'Order') {
    const entry = readEntry(cells, times, reader);
    return entry && { ...entry, order: plainId(textOf(id))! };
  }
  if (typeOfId(order) !== 'Order') return undefined;
  const inner = reader.read({ ok: true, line: cells.line, value: withPlainIds(cells.value), text: '' });
  const lines = typeOfId(id) === 'LineItem' ? [readLine(inner, new Map())] : [];
  cells.ignored.addAll(inner.ignored.list() ?? []);
  return {
    order: plainId(textOf(order))!,
    kind: 'basket',
    lines: lines.filter(({ references }) => references.length > 0),
  };
}

/** GraphQL puts the ids of a line into objects: `{"product": {"id": "gid://shopify/Product/7"}}`. */
function withPlainIds(value: unknown): Fields {
  const { product, variant, ...rest } = fieldsOf(value);
  const ids = [product, variant].map((one) => plainId(textOf(fieldsOf(one).id)));
  return { product_id: ids[0], variant_id: ids[1], ...rest };
}

/** A training row of this project has a kind, and may list its items as objects too. */
function isTrainingRow({ columns: names }: FileShape): boolean {
  return names.has('items') && names.has('kind');
}

function findLines(value: unknown): readonly object[] | undefined {
  for (const [name, content] of Object.entries(fieldsOf(value))) {
    if (!LINE_FIELDS.includes(name) || !isObjectList(content)) continue;
    const lines = listObjects(content);
    if (lines.length > 0) return lines;
  }
  return undefined;
}

/** How many of each line were refunded, as Shopify lists refunds beside the lines. */
function countRefunds(value: unknown): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const refund of listObjects(fieldsOf(value).refunds)) {
    for (const { line_item_id: id, quantity } of listObjects(refund.refund_line_items)) {
      const line = textOf(id);
      if (line !== undefined && typeof quantity === 'number') counts.set(line, (counts.get(line) ?? 0) + quantity);
    }
  }
  return counts;
}

function readEntry(cells: Cells, times: TimeReader, reader: CellReader): OrderEntry | undefined {
  const order = cells.text(columns.order);
  if (order === undefined) return undefined;
  const refunds = countRefunds(cells.value);
  const lines = (findLines(cells.value) ?? []).flatMap((value) => {
    const inner = reader.read({ ok: true, line: cells.line, value, text: '' });
    if (inner.text(lineColumns.parent) !== undefined) return [];
    const line = readLine(inner, refunds);
    cells.ignored.addAll(inner.ignored.list() ?? []);
    return [line];
  });
  return {
    order,
    kind: 'basket',
    at: times.read(cells, columns.at),
    notBought: whyNotBought(cells),
    lines: lines.filter((line) => line.references.length > 0),
  };
}

function whyNotBought(cells: Cells): NotBought | undefined {
  if (parseFlag(cells.text(columns.test)) === true) return 'test-order';
  return cells.text(columns.cancelledAt) === undefined ? readStatus(cells.text(columns.status)) : 'cancelled';
}

/** What a customer kept of a line. */
function readKept(cells: Cells, refunds: ReadonlyMap<string, number>): number {
  const kept = cells.amount(lineColumns.kept);
  if (kept !== undefined) return kept;
  const listed = refunds.get(textOf(fieldsOf(cells.value).id) ?? '') ?? 0;
  const refunded = Math.max(listed, cells.amount(lineColumns.refunded) ?? 0);
  return (cells.amount(lineColumns.quantity) ?? 1) - refunded - (cells.amount(lineColumns.cancelled) ?? 0);
}

function readLine(cells: Cells, refunds: ReadonlyMap<string, number>): OrderLine {
  const title = cells.text(lineColumns.title);
  const isNone = parseFlag(cells.text(lineColumns.giftCard)) === true || isNoProduct(title);
  return {
    references: listReferences([
      ['sku', cells.text(lineColumns.sku)],
      ['product-id', cells.text(lineColumns.productId)],
      ['variant-id', cells.text(lineColumns.variantId)],
      ['title', title],
    ]),
    quantity: readKept(cells, refunds),
    notBought: isNone ? 'not-a-product' : undefined,
  };
}
