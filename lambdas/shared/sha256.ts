import { hash } from 'node:crypto';

/** SHA-256 of text (as UTF-8) or bytes, as 64 lowercase hex digits. */
export function sha256Hex(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** SHA-256 of a product: the same for the same content with its fields in any order. */
export function sha256OfContent(product: object): string {
  return sha256Hex(JSON.stringify(sortFields(product)));
}

function sortFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // Lists of numbers are long, and have no fields to sort.
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.map(sortFields) : value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sortFields(Reflect.get(value, name))]));
}
