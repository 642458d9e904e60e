import { GROUP_KINDS, type GroupKind } from '../../core/catalog/training-row.ts';
import { tryJson } from '../files/json-lines.ts';
import { sessionIdSchema } from '../schemas/training-schema.ts';
import type { IgnoredFields } from '../values/ignored-fields.ts';
import { readNumber, readVector } from '../values/plain-values.ts';
import { readProductId } from '../values/product-ids.ts';
import { readTime } from '../values/times.ts';
import { readJsonList } from './column-values.ts';
import { isRecord, readInnerProduct } from './key-reader.ts';

/** Ids in one cell: a list of JSON or Python, or ids between bars, semicolons or commas, or else spaces. */
const ID_SEPARATORS = [/\s*[|;,]\s*/, /\s+/] as const;

/** A time in any common form, by RFC 3339. What is no time is ignored. */
export function readEventTime(value: unknown, ignored: IgnoredFields): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  return readTime(value) ?? ignored.add('at', 'not-a-time', value);
}

/** What the parts of a group have in common: a text, or a number as text. What is neither is ignored. */
export function readSessionId(value: unknown, ignored: IgnoredFields): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const read = sessionIdSchema.safeParse(Number.isSafeInteger(value) ? String(value) : value);
  if (read.success) return read.data;
  return ignored.add('sessionId', typeof value === 'string' ? 'too-long' : 'wrong-type', value);
}

/**
 * What shops call the kinds of groups, in small letters. Returns and refunds are missing on purpose: they show nothing
 * that goes together, so a row of that kind is rejected.
 */
const KIND_NAMES: ReadonlyMap<string, GroupKind> = new Map([
  ...GROUP_KINDS.map((kind): [string, GroupKind] => [kind, kind]),
  ...['order', 'purchase', 'cart', 'checkout', 'transaction', 'invoice', 'receipt', 'sale', 'bundle'].map(
    (name): [string, GroupKind] => [name, 'basket'],
  ),
  ...['visit', 'history', 'clicks', 'views'].map((name): [string, GroupKind] => [name, 'session']),
]);

/** A kind of group by one of its names, in any case; another value stays as it is, and the schema refuses it. */
export function readGroupKind(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  return typeof value === 'string' ? (KIND_NAMES.get(value.trim().toLowerCase()) ?? value) : value;
}

/**
 * A product id, a product, or a feature vector, with numeric ids as text. A value that is none of them stays as it is,
 * and the schema refuses it.
 * @param field Before the names of ignored fields inside a product: `anchor`.
 */
export function readReference(value: unknown, field: string, ignored: IgnoredFields): unknown {
  if (!isRecord(value)) return readProductId(value) ?? value;
  const { id: given, ignored: inside, draft } = readInnerProduct(value, `${field}.`);
  const id = readProductId(given);
  if (id === undefined) return value;
  ignored.addAll(inside.list() ?? []);
  return draft.finish(id);
}

/** As `readReference`, but a value that cannot be read is ignored: a triplet without its negative is a pair. */
export function readOptionalReference(value: unknown, field: string, ignored: IgnoredFields): unknown {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) return readVector(value, field, ignored);
  const reference = readReference(value, field, ignored);
  if (typeof reference === 'string' || (isRecord(reference) && typeof reference.id === 'string')) return reference;
  return ignored.add(field, 'wrong-type', value);
}

/** Ids of a list, or of a cell. Entries that cannot be ids are ignored. */
export function readIds(value: unknown, field: string, ignored: IgnoredFields): unknown {
  const list = typeof value === 'string' ? splitCell(value) : value;
  if (!Array.isArray(list)) return value;
  return list.flatMap((entry: unknown) => {
    if (entry === null) return [];
    const id = readProductId(entry);
    if (id === undefined) ignored.add(field, typeof entry === 'object' ? 'nested' : 'wrong-type', entry);
    return id === undefined ? [] : [id];
  });
}

/**
 * The quantities of items whose ids can be read, in their order. An absent or unreadable quantity is 1, as for an item
 * without one.
 * @returns undefined if there are not as many quantities as items
 */
export function readQuantities(value: unknown, items: unknown, ignored: IgnoredFields): number[] | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const [list, entries] = [value, items].map((one) => (typeof one === 'string' ? splitCell(one) : one));
  if (!Array.isArray(list) || !Array.isArray(entries) || list.length !== entries.length)
    return ignored.add('quantities', 'wrong-type', value);
  return list.flatMap((quantity: unknown, i) =>
    readProductId(entries[i]) === undefined ? [] : [readNumber(quantity, 'quantities', ignored) ?? 1],
  );
}

function splitCell(written: string): readonly unknown[] {
  const cell = written.trim();
  const isList = cell.startsWith('[') && cell.endsWith(']');
  const list = isList ? (tryJson(cell) ?? readJsonList(cell)) : undefined;
  if (Array.isArray(list)) return list;
  const [signs, spaces] = ID_SEPARATORS;
  const ids = isList ? cell.slice(1, -1) : cell;
  return ids.split(signs.test(ids) ? signs : spaces).filter((entry) => entry !== '');
}
