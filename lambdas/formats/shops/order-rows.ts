import type { IgnoredField, NotBought } from '../../core/catalog/reading-report.ts';
import type { GroupRow } from '../../core/catalog/training-row.ts';
import type { OrderEntry, OrderLine, Reference } from './common/shop-order.ts';

/** The id of the product that a line names by any of its references; undefined if none is known. */
export type FindProduct = (references: readonly Reference[]) => string | undefined;

/** Without a catalog: the line's first reference. Training finds products by their ids and aliases. */
export const takeFirstReference: FindProduct = ([first]) => first?.value;

interface IgnoredLine extends IgnoredField {
  readonly reason: NotBought;
}

/** An order as a training row, and what of it does not count; or why nothing of it counts. */
export type OrderRow =
  | { readonly row: GroupRow; readonly ignored: readonly IgnoredField[] }
  | { readonly reason: NotBought; readonly detail: string };

/** Joins the entries of one order. */
export function buildOrderRow(entries: readonly OrderEntry[], findProduct: FindProduct): OrderRow {
  const { order, kind } = entries[0]!;
  const reason = entries.find(({ notBought }) => notBought !== undefined)?.notBought;
  if (reason !== undefined) return { reason, detail: `order ${order}` };
  const ignored: IgnoredLine[] = [];
  const unread = entries.flatMap((entry) => entry.ignored ?? []).filter(isFirst);
  const quantities = new Map<string, number>();
  const sorted = sortByTime(entries, kind);
  for (const line of sorted.flatMap((entry) => entry.lines)) {
    const id = line.notBought === undefined ? findProduct(line.references) : undefined;
    if (id === undefined) ignored.push(ignore(describeLine(order, line), line.notBought ?? 'unknown-product'));
    else quantities.set(id, (quantities.get(id) ?? 0) + line.quantity);
  }
  for (const [id, quantity] of quantities) {
    if (quantity > 0) continue;
    quantities.delete(id);
    ignored.push(ignore(`${order}: ${id}`, 'returned'));
  }
  if (quantities.size === 0) return explainNothing(order, ignored);
  const at = sorted.find((entry) => entry.at !== undefined)?.at;
  const counts = [...quantities.values()];
  const row: GroupRow = {
    items: [...quantities.keys()],
    kind,
    ...(at !== undefined && { at }),
    // A product that is seen again in a session was not bought twice.
    ...(kind === 'basket' && counts.some((count) => count !== 1) && { quantities: counts }),
  };
  return { row, ignored: [...unread, ...ignored] };
}

/** Rows of an order repeat its time. */
function isFirst({ field, example }: IgnoredField, i: number, all: readonly IgnoredField[]): boolean {
  return i === all.findIndex((one) => one.field === field && one.example === example);
}

function explainNothing(order: string, ignored: readonly IgnoredLine[]): OrderRow {
  const [first] = ignored;
  return first === undefined
    ? { reason: 'unknown-product', detail: `order ${order} has no lines` }
    : { reason: first.reason, detail: `order ${first.example}` };
}

/** The entries of a session in the order of time. Entries without a time stay where they are in the file. */
function sortByTime(entries: readonly OrderEntry[], kind: GroupRow['kind']): readonly OrderEntry[] {
  if (kind === 'basket' || entries.some(({ at }) => at === undefined)) return entries;
  return [...entries].sort((a, b) => (a.at! < b.at! ? -1 : a.at! > b.at! ? 1 : 0));
}

function ignore(example: string, reason: NotBought): IgnoredLine {
  return { field: 'items', reason, example };
}

function describeLine(order: string, { references }: OrderLine): string {
  return `${order}: ${references[0]?.value ?? 'no product'}`;
}
