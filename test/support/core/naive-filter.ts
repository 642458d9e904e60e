import fc from 'fast-check';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { Condition, Filter } from '../../../lambdas/core/search/filter.ts';

/**
 * The reference of a filter: whether a product meets it, read from the product itself and written without the code that
 * it is compared with.
 */
export function accepts(product: Product, filter: Filter): boolean {
  if (filter.op === 'and') return filter.of.every((one) => accepts(product, one));
  if (filter.op === 'or') return filter.of.some((one) => accepts(product, one));
  if (filter.op === 'not') return !accepts(product, filter.of);
  return valuesOf(product, filter.field).some((value) => acceptsValue(value, filter));
}

function acceptsValue(value: string | number | boolean, condition: Condition): boolean {
  switch (condition.op) {
    case 'exists':
      return true;
    case 'same':
      return value === condition.value;
    case 'range':
      return (
        typeof value === 'number' &&
        !(value < condition.min!) &&
        !(value > condition.max!) &&
        !(value <= condition.above!) &&
        !(value >= condition.below!)
      );
    case 'in':
      if (String(value).startsWith('https://')) return false;
      return condition.words.some((word) => isEqual(value, word, condition.ignoreCase ?? false));
  }
}

function isEqual(value: string | number | boolean, word: string, ignoreCase: boolean): boolean {
  const fold = (text: string) => (ignoreCase ? text.normalize('NFC').toLowerCase() : text.normalize('NFC'));
  if (typeof value === 'string') return fold(value) === fold(word);
  if (typeof value === 'boolean') return fold(word) === String(value);
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(word) && Number(word) === value;
}

function valuesOf(product: Product, field: string): (string | number | boolean)[] {
  if (field === 'category') return stepsOf(product.category);
  const [map, name] = field.split('.') as [keyof Product, string?];
  const entries = new Map(Object.entries((name === undefined ? product : product[map]) ?? {}));
  const value: unknown = entries.get(name ?? map);
  const values = (Array.isArray(value) ? value : [value]) as (string | number | boolean | undefined)[];
  return values.filter((one) => one !== undefined && one !== '') as never[];
}

/** The single steps, and the paths from the first step on. */
function stepsOf(category: Product['category'] = []): string[] {
  const isSeveral = typeof category === 'object' && category.some((one) => typeof one === 'object');
  const paths = (isSeveral ? category : [category]).map((path) => [path].flat() as string[]);
  return paths.flatMap((path) => path.flatMap((step, i) => [step, path.slice(0, i + 1).join(' > ')]));
}

const words = fc.constantFrom(
  'red',
  'Red',
  'RED',
  'blue',
  'a|b',
  'a,b',
  '10',
  '10.0',
  '0010',
  'Café',
  'Cafe\u0301',
  'true',
);
const lists = fc.array(words, { minLength: 1, maxLength: 3 });
const steps = fc.constantFrom('Home', 'Lamps', 'Sale', 'home');
const paths = fc.uniqueArray(steps, { minLength: 1, maxLength: 3 });

/** Fields with values of every kind. Some products lack some of them. */
export const filterableProducts: fc.Arbitrary<Omit<Product, 'id'>> = fc.record(
  {
    brand: fc.oneof(words, fc.constant('')),
    price: fc.constantFrom(0, 5, 10, 10.5, -3),
    category: fc.oneof(steps, paths, fc.array(paths, { minLength: 1, maxLength: 2 })),
    attributes: fc.record(
      { colour: fc.oneof(words, lists), size: fc.oneof(words, fc.constantFrom(8, 10, 12)), new: fc.boolean() },
      { requiredKeys: [] },
    ),
    payload: fc.record(
      { stock: fc.nat(3), tags: lists, url: fc.constant('https://shop.example/1') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const fields = fc.constantFrom(
  ...['brand', 'price', 'category', 'attributes.colour', 'attributes.size', 'attributes.new', 'attributes.none'],
  ...['payload.stock', 'payload.tags', 'payload.url', 'payload.constructor'],
);
const bound = fc.option(fc.constantFrom(-3, 0, 2, 5, 8, 10, 10.5, 11), { nil: undefined });
const searched = fc.oneof(words, fc.constantFrom('Home > Lamps', 'Sale', 'Lamps > Home', '5', '12', 'false', 'nobody'));
const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    op: fc.constant('in' as const),
    field: fields,
    words: fc.array(searched, { minLength: 1, maxLength: 3 }),
    ignoreCase: fc.boolean(),
  }),
  fc.record({ op: fc.constant('range' as const), field: fields, min: bound, max: bound, above: bound, below: bound }),
  fc.record({ op: fc.constant('exists' as const), field: fields }),
);

/** Trees of conditions on the fields of `filterableProducts`. */
export const filters: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    conditions,
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), of: tie('tree') }),
  ) as fc.Arbitrary<Filter>,
})).tree;
