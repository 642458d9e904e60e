import { isDeepStrictEqual } from 'node:util';

/** A value of an attribute as it is sent, such as `{"S": "red"}`. Binary values are base64. */
type WireValue = { readonly [type: string]: unknown };
/** An item, or the key of one, as it is sent. */
export type WireItem = { readonly [name: string]: WireValue };

interface KeyElement {
  readonly AttributeName: string;
}

interface IndexShape {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
}

/** The keys of a table and its indexes, as DescribeTable answers them. */
export interface TableShape {
  readonly TableName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly GlobalSecondaryIndexes?: readonly IndexShape[] | undefined;
}

/** Units that a request takes of a table or an index, and of one partition key of it. */
export interface Charge {
  /** The name of the table; that of an index follows after a slash. */
  readonly resource: string;
  /** Undefined for a request over all partitions. */
  readonly partition: string | undefined;
  readonly units: number;
}

const WRITE_UNIT_BYTES = 1024;
/** The size of a list or a map besides what is in it; each element adds one byte. */
const CONTAINER_BYTES = 3;
/** Two digits of a number take a byte, its sign and exponent one more. */
const DIGITS_PER_BYTE = 2;

/** The bytes of an item as DynamoDB counts them: UTF-8 names and values, with a few bytes around lists, maps and numbers. */
export function itemBytes(item: WireItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: WireValue): number {
  const [type, content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case 'S':
      return Buffer.byteLength(content as string);
    case 'B':
      return Buffer.byteLength(content as string, 'base64');
    case 'N':
      return Math.ceil((content as string).replace(/\D/g, '').length / DIGITS_PER_BYTE) + 1;
    case 'M': {
      const map = content as WireItem;
      return CONTAINER_BYTES + Object.keys(map).length + itemBytes(map);
    }
    case 'L':
      return (content as readonly WireValue[]).reduce((sum, one) => sum + 1 + valueBytes(one), CONTAINER_BYTES);
    case 'SS':
    case 'BS':
    case 'NS':
      return (content as readonly string[]).reduce((sum, one) => sum + valueBytes({ [type[0]!]: one }), 0);
    default:
      return 1;
  }
}

/** The partition key of an item or a key, in a text that differs for different keys. */
export function partitionOf(keys: readonly KeyElement[], item: WireItem): string {
  return JSON.stringify(item[keys[0]!.AttributeName]);
}

/**
 * What a write takes: of the table the size of the larger item, of each index what changes in it, in 1 KB. A removal of nothing
 * takes one unit.
 */
export function chargesOfWrite(table: TableShape, before?: WireItem, after?: WireItem): Charge[] {
  const bytes = Math.max(1, before ? itemBytes(before) : 0, after ? itemBytes(after) : 0);
  const item = after ?? before;
  const partition = item && partitionOf(table.KeySchema, item);
  const own = { resource: table.TableName, partition, units: unitsOf(bytes) };
  return [own, ...(table.GlobalSecondaryIndexes ?? []).flatMap((index) => chargesOfIndex(table, index, before, after))];
}

/** An index entry that stays the same costs nothing; one whose key changes is removed and written again. */
function chargesOfIndex(table: TableShape, index: IndexShape, before?: WireItem, after?: WireItem): Charge[] {
  const resource = `${table.TableName}/${index.IndexName}`;
  const [old, next] = [entryOf(table, index, before), entryOf(table, index, after)];
  if (isDeepStrictEqual(old, next)) return [];
  const keyOf = (entry: WireItem) => JSON.stringify(index.KeySchema.map((one) => entry[one.AttributeName]));
  const charge = (entry: WireItem, bytes = itemBytes(entry)): Charge => ({
    resource,
    partition: partitionOf(index.KeySchema, entry),
    units: unitsOf(bytes),
  });
  if (old && next && keyOf(old) === keyOf(next)) return [charge(next, Math.max(itemBytes(old), itemBytes(next)))];
  return [old, next].flatMap((entry) => (entry ? [charge(entry)] : []));
}

/** The entry of an item in an index; undefined if the item has not all keys of the index. */
function entryOf(table: TableShape, index: IndexShape, item?: WireItem): WireItem | undefined {
  if (item === undefined || index.KeySchema.some(({ AttributeName }) => item[AttributeName] === undefined))
    return undefined;
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
  if (ProjectionType === 'ALL') return item;
  const names = [...table.KeySchema, ...index.KeySchema].map((one) => one.AttributeName).concat(NonKeyAttributes);
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function unitsOf(bytes: number): number {
  return Math.ceil(bytes / WRITE_UNIT_BYTES);
}
