import type { GroupRow } from '../../core/catalog/training-row.ts';
import type { OpenedFile } from '../files/open-file.ts';
import { type FormatRecord, rejectRecord } from '../files/rejected-record.ts';
import { surveyFile } from '../files/survey-file.ts';
import { CellReader } from './common/cells.ts';
import type { FileShape, OrderDialect } from './common/dialect.ts';
import type { OrderEntry } from './common/shop-order.ts';
import { GroupCounter, type Grouping, streamGroups } from './group-records.ts';
import { buildOrderRow, type FindProduct } from './order-rows.ts';

/** The orders of an export as training rows, and what is known of it before the first one. */
export interface ShopOrders {
  /** Sentences for the report of the file. */
  readonly notes: readonly string[];
  /**
   * A row for each order of which something counts; lines that do not are among its ignored fields. An order of which
   * nothing counts is a rejected record. The line of an order is that of its first row.
   */
  records(): AsyncGenerator<FormatRecord<GroupRow>, void, void>;
}

/** Reads an export twice: first which lines form an order, then the orders. */
export async function readShopOrders(
  file: OpenedFile,
  dialect: OrderDialect,
  shape: FileShape,
  findProduct: FindProduct,
): Promise<ShopOrders> {
  const cells = new CellReader(shape.given);
  const reading = dialect.startReading(shape);
  const grouping: Grouping<OrderEntry | undefined> = {
    readRow: (record) => {
      const row = cells.read(record);
      const entry = reading.readEntry(row);
      return entry && { ...entry, ignored: row.ignored.list() };
    },
    startPass: () => (entry) => entry?.order,
    groupOf: (order) => order,
    withoutGroup: dialect.withoutOrder,
  };
  const counter = new GroupCounter(grouping);
  const { records } = await surveyFile(file, (record) => counter.add(record));
  const counts = counter.count();
  const rows = [...counts.values()].reduce((total, count) => total + count, 0);
  return {
    notes: [`${rows} rows are ${counts.size} orders`, ...(reading.notes?.() ?? [])],
    records: () => streamOrders(streamGroups(records(), grouping, counts), findProduct),
  };
}

async function* streamOrders(
  groups: ReturnType<typeof streamGroups<OrderEntry | undefined>>,
  findProduct: FindProduct,
): AsyncGenerator<FormatRecord<GroupRow>, void, void> {
  for await (const group of groups) {
    if (!group.ok) {
      yield group;
      continue;
    }
    // Only records that name an order are in a group.
    const built = buildOrderRow(group.rows as readonly OrderEntry[], findProduct);
    if ('reason' in built) yield rejectRecord(group.line, built.reason, built.detail, group.key);
    else if (built.ignored.length === 0) yield { ok: true, line: group.line, value: built.row };
    else yield { ok: true, line: group.line, value: built.row, ignored: built.ignored };
  }
}
