import type { GroupRow } from '../../../core/catalog/training-row.ts';
import { GROUP_KINDS } from '../../../core/catalog/training-row.ts';
import { type Cells, column } from '../common/cells.ts';
import { hasAny, hasColumn, type OrderDialect } from '../common/dialect.ts';
import { TimeReader } from '../common/order-cells.ts';
import { parseLineCell } from '../common/order-list-cells.ts';
import { readStatus } from '../common/order-status.ts';
import type { OrderLine } from '../common/shop-order.ts';
import { orderColumns } from './order-lines.ts';

/** Columns whose cells describe each product. */
const DESCRIBED = ['Product Details', 'line_items', 'Product(s)'];

const columns = {
  order: orderColumns.order,
  items: column(
    'items',
    ...DESCRIBED,
    ...['Line items', 'Products', 'Items', 'Product IDs', 'Item IDs'],
    ...['SKUs', 'Product SKUs', 'Item SKUs', 'Basket items', 'Order items', 'Ordered items', 'Products purchased'],
    ...['Artikelliste', 'Produkte', 'Produits', 'Productos', 'Prodotti', 'Itemset', 'Transaction items'],
  ),
  kind: column('kind', 'kind'),
  at: orderColumns.at,
  status: orderColumns.status,
  cancelledAt: orderColumns.cancelledAt,
} as const;

/** Numbered columns with a line of the order each: `line_item_1`. */
const NUMBERED = /^line[_ ]?item[_ ]?\d+$/i;

/** A row for each order with all its products: BigCommerce, plugins of WooCommerce, any table of baskets. */
export const orderLists: OrderDialect = {
  name: 'order-lists',
  title: 'Any table with a row for each order, whose products are in one cell',
  reads: 'orders',
  // Rows of this project have their products under `items`, without an order.
  recognizes: (shape) =>
    shape.first === undefined &&
    (hasAny(shape, ...DESCRIBED, 'line_item_1') ||
      (hasColumn(shape, columns.order) && hasColumn(shape, columns.items))),
  columns,
  fieldOf: (name) => (NUMBERED.test(name) ? 'items' : undefined),
  withoutOrder: 'the row is empty',
  startReading: (shape) => {
    const hasOrder = hasColumn(shape, columns.order);
    const times = new TimeReader();
    return {
      readEntry: (cells) => {
        const order = hasOrder ? cells.text(columns.order) : `in line ${cells.line}`;
        if (order === undefined) return undefined;
        return {
          order,
          kind: readKind(cells.text(columns.kind)),
          at: times.read(cells, columns.at),
          notBought:
            cells.text(columns.cancelledAt) === undefined ? readStatus(cells.text(columns.status)) : 'cancelled',
          lines: listLines(cells),
        };
      },
    };
  },
};

function readKind(text: string | undefined): GroupRow['kind'] {
  return GROUP_KINDS.find((kind) => kind === text?.toLowerCase()) ?? 'basket';
}

function listLines(cells: Cells): OrderLine[] {
  const numbered = [...cells.entries()].flatMap(([, { column: name, values }]) => (NUMBERED.test(name) ? values : []));
  const texts = numbered.length > 0 ? numbered : cells.list(columns.items);
  return texts.flatMap(parseLineCell).filter((line) => line.references.length > 0);
}
