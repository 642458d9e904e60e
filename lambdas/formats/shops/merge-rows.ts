import type { AttributeValue, Product } from '../../core/catalog/product.ts';
import type { IgnoredField } from '../../core/catalog/reading-report.ts';
import type { FormatRecord, RecordProblemCode, RejectedRecord } from '../files/rejected-record.ts';

type ProductRecord = Exclude<FormatRecord<Product>, RejectedRecord<RecordProblemCode>>;

/**
 * Merges rows of a table that continue a product: after a row with a title, rows of the same id without one, as exports
 * of variants have them. Attributes become lists of their values, the price is the lowest, other fields are the first.
 * A merged product has the line of its first row, and counts the others among its ignored fields. Rejected records between its rows come before it.
 */
export async function* mergeContinuedRows(
  records: AsyncIterable<FormatRecord<Product>>,
): AsyncGenerator<FormatRecord<Product>, void, void> {
  let held: ProductRecord | undefined;
  for await (const record of records) {
    if (!record.ok) {
      yield record;
      continue;
    }
    if (held !== undefined && continues(held.value, record.value)) {
      held = joinRecords(held, record);
      continue;
    }
    if (held !== undefined) yield held;
    held = record;
  }
  if (held !== undefined) yield held;
}

function continues(first: Product, next: Product): boolean {
  return first.id === next.id && first.title !== undefined && next.title === undefined;
}

function joinRecords(first: ProductRecord, next: ProductRecord): ProductRecord {
  const merged: IgnoredField = { field: 'row', reason: 'merged', example: next.value.id };
  const ignored = [...(first.ignored ?? []), ...(next.ignored ?? []), merged];
  return { ok: true, line: first.line, value: joinProducts(first.value, next.value), ignored };
}

function joinProducts(first: Product, next: Product): Product {
  const price = Math.min(first.price ?? Number.POSITIVE_INFINITY, next.price ?? Number.POSITIVE_INFINITY);
  const [attributes, payload] = [
    joinValues(first.attributes, next.attributes, joinLists),
    joinValues(first.payload, next.payload, (value) => value),
  ];
  const aliases = [...new Set([...(first.aliases ?? []), ...(next.aliases ?? [])])];
  return {
    ...next,
    ...first,
    ...(Number.isFinite(price) && { price }),
    ...(attributes && { attributes }),
    ...(payload && { payload }),
    ...(aliases.length > 0 && { aliases }),
  };
}

type Values = Readonly<Record<string, AttributeValue>>;

function joinValues(
  first: Values | undefined,
  next: Values | undefined,
  join: (a: AttributeValue, b: AttributeValue) => AttributeValue,
): Values | undefined {
  if (first === undefined || next === undefined) return first ?? next;
  const joined: Record<string, AttributeValue> = { ...next, ...first };
  for (const name of Object.keys(next)) if (Object.hasOwn(first, name)) joined[name] = join(first[name]!, next[name]!);
  return joined;
}

/** Both values in a list, each once; a value that is the same in both stays what it is. */
function joinLists(a: AttributeValue, b: AttributeValue): AttributeValue {
  if (a === b) return a;
  const values = [a, b].flatMap((value) => (typeof value === 'object' ? value : [String(value)]));
  const distinct = [...new Set(values)];
  return distinct.length === 1 ? a : distinct;
}
