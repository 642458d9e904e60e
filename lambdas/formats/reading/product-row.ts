import { type FieldKinds, productFieldNames, productFields } from '../../core/catalog/product.ts';

const CATEGORY_SEPARATOR = /\s*[>|]\s*/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** The value of a cell, by the kind of its product field. */
const parseCell: { readonly [Kind in keyof FieldKinds]: (cell: string) => unknown } = {
  text: (cell) => cell,
  category: (cell) => cell.split(CATEGORY_SEPARATOR),
  number: parseNumber,
};

/**
 * The product of a row of a table, as JSON that `productSchema` checks. The columns are `id` and the fields in
 * `productFields`; a category may be a path (`a > b` or `a|b`). Each other column is an attribute, a number if it looks
 * like one.
 */
export function parseProductRow({ id, ...cells }: Readonly<Record<string, string>>): unknown {
  const [fields, attributes]: [[string, unknown][], [string, unknown][]] = [[], []];
  for (const [column, cell] of Object.entries(cells)) {
    const name = productFieldNames.find((one) => one === column);
    if (name === undefined) attributes.push([column, parseNumber(cell)]);
    else fields.push([name, parseCell[productFields[name].kind](cell)]);
  }
  return {
    ...(id !== undefined && { id }),
    ...Object.fromEntries(fields),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  };
}

/** @returns the text itself if it is no number. */
function parseNumber(cell: string): number | string {
  return NUMBER.test(cell) ? Number(cell) : cell;
}
