import { type Cells, column } from '../common/cells.ts';
import { hasAny, hasColumn, type OrderDialect } from '../common/dialect.ts';
import { listReferences, readQuantity, TimeReader } from '../common/order-cells.ts';
import { isNoProduct, readStatus } from '../common/order-status.ts';
import type { OrderEntry } from '../common/shop-order.ts';

/** Squarespace writes the same columns, and `Order ID` for the order. */
const columns = {
  order: column('order', 'Name', 'Order ID', 'Id'),
  createdAt: column('at', 'Created at', 'Paid at'),
  sku: column('items', 'Lineitem sku'),
  title: column('items', 'Lineitem name'),
  quantity: column('quantities', 'Lineitem quantity'),
  cancelledAt: column('whether the order counts', 'Cancelled at'),
  financialStatus: column('whether the order counts', 'Financial Status'),
} as const;

export const shopifyOrders: OrderDialect = {
  name: 'shopify-orders',
  title: 'Shopify: Orders > Export, as CSV',
  reads: 'orders',
  recognizes: (shape) => hasAny(shape, 'Lineitem name', 'Lineitem sku') && hasColumn(shape, columns.order),
  columns,
  withoutOrder: 'the row has no Name, which is the number of the order',
  startReading: () => {
    const times = new TimeReader();
    return { readEntry: (cells) => readEntry(cells, times) };
  },
};

function readEntry(cells: Cells, times: TimeReader): OrderEntry | undefined {
  const order = cells.text(columns.order);
  if (order === undefined) return undefined;
  const title = cells.text(columns.title);
  const references = listReferences([
    ['sku', cells.text(columns.sku)],
    ['title', title],
  ]);
  const quantity = readQuantity(cells.text(columns.quantity));
  const isCancelled = cells.text(columns.cancelledAt) !== undefined;
  return {
    order,
    at: times.read(cells.text(columns.createdAt)),
    kind: 'basket',
    notBought: isCancelled ? 'cancelled' : readStatus(cells.text(columns.financialStatus)),
    lines:
      references.length === 0
        ? []
        : [{ references, quantity, notBought: isNoProduct(title) ? 'not-a-product' : undefined }],
  };
}
