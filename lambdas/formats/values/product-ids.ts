import { productIdSchema } from '../schemas/product-schema.ts';

/** What a spreadsheet makes of a long number: several ids become one. */
const ROUNDED = /^[+-]?\d(?:[.,]\d+)?E\+\d{2,}$/;

/** The id of a product: text, or a number, which is written as text. Undefined if the value cannot be an id. */
export function readProductId(value: unknown): string | undefined {
  const text = writeId(value);
  return productIdSchema.safeParse(text).success && !ROUNDED.test(text!) ? text : undefined;
}

/** Why `readProductId` refuses a value. */
export function explainProductId(value: unknown): string {
  if (value === undefined || value === null) return 'missing: each product needs an id';
  const text = writeId(value);
  if (text !== undefined && ROUNDED.test(text))
    return `${text} was rounded by a spreadsheet: format the column as text, and export it again`;
  if (text !== undefined) return productIdSchema.safeParse(text).error?.issues[0]?.message ?? 'no id';
  if (typeof value === 'number') return `${value} is not exact as a JSON number: write the id as text`;
  return `expected text or a number, received ${Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`}`;
}

/** A larger number was rounded when its JSON was parsed: two ids could become one. */
function writeId(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : undefined;
}
