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
