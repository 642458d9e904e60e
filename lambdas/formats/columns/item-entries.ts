import { isRecord } from './key-reader.ts';
import { foldColumnName } from './name-words.ts';

/** The keys of an item that is an object, as `foldColumnName` writes them, the preferred one first. */
const ID_KEYS = ['id', 'productid', 'itemid', 'sku', 'product', 'item', 'handle'] as const;
const QUANTITY_KEYS = ['quantity', 'qty', 'quantities', 'count', 'units', 'amount'] as const;

/**
 * A group row whose items are objects, such as `{"id": "p1", "quantity": 2}`, as a row of ids with `quantities`. Other
 * rows, and entries without an id, stay as they are.
 */
export function spreadItems(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { items } = row;
  if (!Array.isArray(items) || !items.some(isRecord)) return row;
  const ids = items.map((entry: unknown) => (isRecord(entry) ? (findValue(entry, ID_KEYS) ?? entry) : entry));
  const found = items.map((entry: unknown) => (isRecord(entry) ? findValue(entry, QUANTITY_KEYS) : undefined));
  const hasQuantities = row.quantities === undefined && found.some((quantity) => quantity !== undefined);
  return { ...row, items: ids, ...(hasQuantities && { quantities: found.map((quantity) => quantity ?? 1) }) };
}

function findValue(entry: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  const byName = new Map(Object.entries(entry).map(([key, value]) => [foldColumnName(key), value]));
  for (const key of keys) if ((byName.get(key) ?? null) !== null) return byName.get(key);
  return undefined;
}
