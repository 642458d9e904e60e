import type { NotBought } from '../../../core/catalog/reading-report.ts';
import { type Cells, column, foldName } from '../common/cells.ts';
import { hasAny, hasColumn, type OrderDialect } from '../common/dialect.ts';
import { listReferences, TimeReader } from '../common/order-cells.ts';
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
  lineStatus: column('whether the line counts', 'Lineitem fulfillment status'),
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
    const partlyRefunded = new Set<string>();
    return {
      readEntry: (cells) => {
        const entry = readEntry(cells, times);
        if (entry !== undefined && isPartlyRefunded(cells)) partlyRefunded.add(entry.order);
        return entry;
      },
      notes: () =>
        partlyRefunded.size === 0
          ? []
          : [
              `${partlyRefunded.size} orders are partly refunded: this export does not say which lines, so all of them count`,
            ],
    };
  },
};

function isPartlyRefunded(cells: Cells): boolean {
  return foldName(cells.text(columns.financialStatus) ?? '') === 'partiallyrefunded';
}

/** States of lines that the customer did not keep. */
const GIVEN_BACK = /^(?:restocked|returned|refunded|removed|cancell?ed)$/i;

/** Why the line of a row does not count; undefined if it does. */
function whyNotKept(cells: Cells): NotBought | undefined {
  if (isNoProduct(cells.text(columns.title))) return 'not-a-product';
  return GIVEN_BACK.test(cells.text(columns.lineStatus) ?? '') ? 'returned' : undefined;
}

function readEntry(cells: Cells, times: TimeReader): OrderEntry | undefined {
  const order = cells.text(columns.order);
  if (order === undefined) return undefined;
  const title = cells.text(columns.title);
  const references = listReferences([
    ['sku', cells.text(columns.sku)],
    ['title', title],
  ]);
  const quantity = cells.amount(columns.quantity) ?? 1;
  const isCancelled = cells.text(columns.cancelledAt) !== undefined;
  return {
    order,
    at: times.read(cells, columns.createdAt),
    kind: 'basket',
    notBought: isCancelled ? 'cancelled' : readStatus(cells.text(columns.financialStatus)),
    lines: references.length === 0 ? [] : [{ references, quantity, notBought: whyNotKept(cells) }],
  };
}
