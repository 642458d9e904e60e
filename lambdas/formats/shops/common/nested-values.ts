/** An object by its names. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object; one without names for another value. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list, which GraphQL wraps: `{"edges": [{"node": ...}]}` or `{"nodes": [...]}`. None if it is no list. */
export function listObjects(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.map(fieldsOf);
  const { edges, nodes } = fieldsOf(value);
  if (Array.isArray(nodes)) return nodes.map(fieldsOf);
  return Array.isArray(edges) ? edges.map((edge) => fieldsOf(fieldsOf(edge).node)) : [];
}

/** Whether a value is a list of objects, perhaps an empty one. */
export function isObjectList(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'object' && one !== null);
  const { edges, nodes } = fieldsOf(value);
  return Array.isArray(edges) || Array.isArray(nodes);
}

/** A text or a number as text; undefined for an empty text and other values. */
export function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? undefined : text;
}

/** The names of things that are listed as texts, or as objects with a name or title: tags, categories, brands. */
export function listNames(value: unknown): string[] {
  const values = Array.isArray(value) && !value.some((one) => typeof one === 'object') ? value : listObjects(value);
  const list = values.length > 0 || typeof value !== 'string' ? values : [value];
  return list.flatMap((one) => textOf(one) ?? nameOf(one) ?? []);
}

/** The name of an object, the longest one first: `{"full_name": "Home > Lamps", "name": "Lamps"}`. */
export function nameOf(value: unknown): string | undefined {
  const { full_name, fullName, name, title } = fieldsOf(value);
  return [full_name, fullName, name, title].map(textOf).find((one) => one !== undefined);
}

/** An id without the type that GraphQL writes before it: `gid://shopify/Product/77`. */
export function plainId(text: string | undefined): string | undefined {
  return text?.replace(/^gid:\/\/[^/]+\/[^/]+\//, '');
}

/** The type that GraphQL writes before an id: `Order` of `gid://shopify/Order/5`. Undefined for other values. */
export function typeOfId(value: unknown): string | undefined {
  return /^gid:\/\/[^/]+\/([^/]+)\//.exec(textOf(value) ?? '')?.[1];
}

/** The amount of an object with its currency: `{"amount": "19.50", "currencyCode": "EUR"}`. Undefined for other values. */
export function amountOf(value: unknown): unknown {
  const { amount, value: number, currency } = fieldsOf(value);
  return amount ?? (currency === undefined ? undefined : number);
}

/** Amounts that are objects as plain amounts. */
export function withPlainAmounts(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, amountOf(value) ?? value] as const));
}
