import * as z from 'zod';
import { type Filter, parseNumber } from '../core/search/filter.ts';
import { productLimits } from '../formats/schemas/product-schema.ts';
import { boundedArray, closedObject, type Kind, selectSchema } from './validation.ts';

/** Limits of a filter as JSON. */
const filterLimits = { depth: 8, conditions: 100, parts: 50, values: 1000 } as const;

const field = z
  .string()
  .min(1)
  .max(productLimits.nameCharacters + 20);
const scalar = z.union([z.string().max(productLimits.textCharacters), z.number(), z.boolean()], {
  error: 'expected a text, a number, or true or false',
});

const kinds: Kind<Filter>[] = [];

/** A condition on a field, or several of them joined by `and`, `or` and `not`. */
export const filterSchema = selectSchema(
  kinds,
  'expected and, or, not, or a field with one of eq, in, range, exists, missing and contains',
);

const parts = boundedArray(filterSchema, 1, filterLimits.parts);
const bounds = closedObject(
  {
    gte: z.number().optional(),
    gt: z.number().optional(),
    lte: z.number().optional(),
    lt: z.number().optional(),
  },
  { gte: ['min', 'from', 'ge'], lte: ['max', 'to', 'le'], gt: ['above'], lt: ['below'] },
).refine((given) => Object.keys(given).length > 0, { error: 'has no bound, expected one of gte, gt, lte and lt' });

/** The forms of a filter. */
export const filterForms = {
  and: closedObject({ and: parts }).transform(({ and }): Filter => ({ op: 'and', of: and })),
  or: closedObject({ or: parts }).transform(({ or }): Filter => ({ op: 'or', of: or })),
  not: closedObject({ not: filterSchema }).transform(({ not }): Filter => ({ op: 'not', of: not })),
  eq: closedObject({ field, eq: scalar }).transform((given) => equals(given.field, [given.eq])),
  in: closedObject({ field, in: boundedArray(scalar, 1, filterLimits.values) }).transform((given) =>
    equals(given.field, given.in),
  ),
  contains: closedObject({ field, contains: scalar }).transform((given) => equals(given.field, [given.contains])),
  range: closedObject({ field, range: bounds }).transform(({ field: name, range: { gte, gt, lte, lt } }): Filter => {
    const inclusive = { ...(gte !== undefined && { min: gte }), ...(lte !== undefined && { max: lte }) };
    return {
      op: 'range',
      field: name,
      ...inclusive,
      ...(gt !== undefined && { above: gt }),
      ...(lt !== undefined && { below: lt }),
    };
  }),
  exists: closedObject({ field, exists: z.boolean() }).transform((given) => exists(given.field, given.exists)),
  missing: closedObject({ field, missing: z.boolean() }).transform((given) => exists(given.field, !given.missing)),
} as const;

for (const [name, form] of Object.entries(filterForms)) {
  kinds.push([(value) => typeof value === 'object' && value !== null && name in value, form]);
}

/** The condition that the query string has for these values. A number that it cannot write is a range of one number. */
function equals(name: string, values: readonly (string | number | boolean)[]): Filter {
  const isLarge = (value: string | number | boolean): value is number =>
    typeof value === 'number' && parseNumber(String(value)) === undefined;
  const large = values.filter(isLarge).map((value): Filter => ({ op: 'range', field: name, min: value, max: value }));
  const words = values.filter((value) => !isLarge(value)).map(String);
  const of: Filter[] = words.length > 0 ? [{ op: 'in', field: name, words }, ...large] : large;
  return of.length === 1 ? of[0]! : { op: 'or', of };
}

function exists(name: string, isThere: boolean): Filter {
  return isThere ? { op: 'exists', field: name } : { op: 'not', of: { op: 'exists', field: name } };
}

/**
 * Why a filter is too large to be read; undefined if it is not. It is found without recursion, because a body may be nested
 * as deeply as it is long.
 */
export function findFilterExcess(filter: unknown): string | undefined {
  const waiting: [value: unknown, depth: number][] = [[filter, 0]];
  let conditions = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > filterLimits.depth) return `nests and, or and not more than ${filterLimits.depth} times`;
    const inner = ['and', 'or', 'not'].flatMap((name) => (value as Record<string, unknown>)[name] ?? []);
    if (inner.length === 0) conditions += 1;
    if (conditions > filterLimits.conditions) return `has more than ${filterLimits.conditions} conditions`;
    for (const one of inner) waiting.push([one, depth + 1]);
  }
  return undefined;
}

/** The filter whose words match in upper and lower case. */
export function ignoringCase(filter: Filter): Filter {
  if (filter.op === 'and' || filter.op === 'or') return { ...filter, of: filter.of.map(ignoringCase) };
  if (filter.op === 'not') return { ...filter, of: ignoringCase(filter.of) };
  return filter.op === 'in' ? { ...filter, ignoreCase: true } : filter;
}
