/** A name that only the extended JSON of MongoDB has. */
const MONGO_NAME = /"\$(?:oid|uuid|symbol|date|number[A-Z][a-z]+)"/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Takes a record out of what databases put around records and values: a hit of Elasticsearch and OpenSearch, an item of
 * DynamoDB, a document of MongoDB.
 * @param text The record as the file has it: a quick look at it passes over most records.
 * @returns The same value if nothing is around it
 */
export function unwrapExport(value: unknown, text: string): unknown {
  if (!isFields(value)) return value;
  if (text.includes('"_source"') && isFields(value._source) && '_id' in value)
    return { id: value._id, ...value._source };
  if (isFields(value.Item) && Object.keys(value).length === 1 && isDynamoItem(value.Item)) return readItem(value.Item);
  if (isDynamoItem(value)) return readItem(value);
  return MONGO_NAME.test(text) ? readMongo(value) : value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The only name and the value of an object with one; undefined for other values. */
function onlyEntry(value: unknown): readonly [name: string, value: unknown] | undefined {
  if (!isFields(value)) return undefined;
  const entries = Object.entries(value);
  return entries.length === 1 ? entries[0] : undefined;
}

/** How DynamoDB writes a value of each of its types: `{"S": "Lamp"}`, `{"N": "19.5"}`. */
const DYNAMO_TYPES: Readonly<Record<string, (value: unknown) => unknown>> = {
  S: (value) => value,
  N: plainNumber,
  B: (value) => value,
  BOOL: (value) => value,
  NULL: () => null,
  M: (value) => readItem(value as Fields),
  L: (value) => (value as readonly unknown[]).map(readDynamo),
  SS: (value) => value,
  NS: (value) => (value as readonly unknown[]).map(plainNumber),
  BS: (value) => value,
};
const LISTS = new Set(['L', 'SS', 'NS', 'BS']);

function isDynamoItem(value: Fields): boolean {
  const values = Object.values(value);
  return values.length > 0 && values.every(isDynamoValue);
}

function isDynamoValue(value: unknown): boolean {
  const [type = '', content] = onlyEntry(value) ?? [];
  if (LISTS.has(type)) return Array.isArray(content) && (type !== 'L' || content.every(isDynamoValue));
  if (type === 'M') return isFields(content) && Object.values(content).every(isDynamoValue);
  return type === 'BOOL' || type === 'NULL' ? typeof content === 'boolean' : isText(type, content);
}

function isText(type: string, content: unknown): boolean {
  return ['S', 'N', 'B'].includes(type) && typeof content === 'string';
}

function readItem(item: Fields): Fields {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, readDynamo(value)]));
}

function readDynamo(value: unknown): unknown {
  const [type, content] = onlyEntry(value)!;
  return DYNAMO_TYPES[type]!(content);
}

/** How the extended JSON of MongoDB writes values that JSON has no type for. */
const MONGO_TYPES: Readonly<Record<string, (value: unknown) => unknown>> = {
  $oid: (value) => value,
  $uuid: (value) => value,
  $symbol: (value) => value,
  $numberInt: plainNumber,
  $numberLong: plainNumber,
  $numberDouble: plainNumber,
  $numberDecimal: plainNumber,
  $date: (value) => readMongo(value),
};

function readMongo(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readMongo);
  if (!isFields(value)) return value;
  const [type = '', content] = onlyEntry(value) ?? [];
  if (Object.hasOwn(MONGO_TYPES, type)) return MONGO_TYPES[type]!(content);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readMongo(one)]));
}

/** A number in a text; the text itself if a number could not hold it exactly. */
function plainNumber(text: unknown): unknown {
  if (typeof text !== 'string' || !/^-?\d{1,15}(?:\.\d+)?$/.test(text)) return text;
  return text.replace(/\D/g, '').length > 15 ? text : Number(text);
}
