import type { NotBought } from '../../../core/catalog/reading-report.ts';
import { parseFlag } from '../common/cell-values.ts';
import { CellReader, type Cells, column } from '../common/cells.ts';
import { type FileShape, hasColumn, type OrderDialect } from '../common/dialect.ts';
import { listReferences, readQuantity, TimeReader } from '../common/order-cells.ts';
import { isNoProduct, readStatus } from '../common/order-status.ts';
import type { OrderEntry, OrderLine } from '../common/shop-order.ts';

/** The fields that hold the lines of an order, as a list of objects. */
const LINE_FIELDS = ['line_items', 'lineItems', 'order_items', 'orderItems', 'order_lines', 'items', 'products'];

const columns = {
  order: column('order', 'order_id', 'orderId', 'order_number', 'transaction_id', 'id', 'name', 'number'),
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
  quantity: column('quantities', 'current_quantity', 'quantity', 'qty', 'qty_ordered', 'count'),
  giftCard: column('items', 'gift_card', 'is_gift_card'),
} as const;

/** Orders as JSON with their lines nested: the APIs of Shopify and WooCommerce, and what is stored like them. */
export const orderDocuments: OrderDialect = {
  name: 'order-documents',
  title: 'Orders as JSON: the APIs of Shopify and WooCommerce, and Parquet with nested lines',
  reads: 'orders',
  recognizes: (shape) =>
    hasColumn(shape, columns.order) && findLines(shape.first) !== undefined && !isTrainingRow(shape),
  columns,
  withoutOrder: 'the order has no id',
  startReading: () => {
    const times = new TimeReader();
    const lines = new CellReader();
    return { readEntry: (cells) => readEntry(cells, times, lines) };
  },
};

/** A training row of this project has a kind, and may list its items as objects too. */
function isTrainingRow({ columns: names }: FileShape): boolean {
  return names.has('items') && names.has('kind');
}

function findLines(value: unknown): readonly object[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, content] of Object.entries(value)) {
    const isList = LINE_FIELDS.includes(name) && Array.isArray(content) && content.length > 0;
    if (isList && content.every((one) => typeof one === 'object' && one !== null)) return content;
  }
  return undefined;
}

function readEntry(cells: Cells, times: TimeReader, reader: CellReader): OrderEntry | undefined {
  const order = cells.text(columns.order);
  if (order === undefined) return undefined;
  const lines = (findLines(cells.value) ?? []).map((value) =>
    reader.read({ ok: true, line: cells.line, value, text: '' }),
  );
  return {
    order,
    kind: 'basket',
    at: times.read(cells.text(columns.at)),
    notBought: whyNotBought(cells),
    lines: lines.map(readLine).filter((line) => line.references.length > 0),
  };
}

function whyNotBought(cells: Cells): NotBought | undefined {
  if (parseFlag(cells.text(columns.test)) === true) return 'test-order';
  return cells.text(columns.cancelledAt) === undefined ? readStatus(cells.text(columns.status)) : 'cancelled';
}

function readLine(cells: Cells): OrderLine {
  const title = cells.text(lineColumns.title);
  const isNone = parseFlag(cells.text(lineColumns.giftCard)) === true || isNoProduct(title);
  return {
    references: listReferences([
      ['sku', cells.text(lineColumns.sku)],
      ['product-id', cells.text(lineColumns.productId)],
      ['variant-id', cells.text(lineColumns.variantId)],
      ['title', title],
    ]),
    quantity: readQuantity(cells.text(lineColumns.quantity)),
    notBought: isNone ? 'not-a-product' : undefined,
  };
}
