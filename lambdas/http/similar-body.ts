import * as z from 'zod';
import type { Product } from '../core/catalog/product.ts';
import type { Filter } from '../core/search/filter.ts';
import { STRATEGIES } from '../core/search/queries/search-examples.ts';
import { productIdSchema, productLimits, productSchema, vectorSchema } from '../formats/schemas/product-schema.ts';
import { filterSchema, findFilterExcess, ignoringCase } from './json-filter.ts';
import { HttpProblem, invalidRequest } from './problems.ts';
import { FALLBACKS, INCLUDES, readCondition, similarLimits, similarParameters } from './similar-parameters.ts';
import { boundedArray, closedObject, type Kind, selectSchema, validateBody } from './validation.ts';

/** Limits of what only a body can hold. */
const similarBodyLimits = { queries: 100, examples: 100, excludeIds: 10_000, weight: 1000 } as const;

const weight = z.number().positive().max(similarBodyLimits.weight).default(1);

type GivenExample = { readonly weight: number } & (
  | { readonly id: string }
  | { readonly product: Product }
  | { readonly vector: readonly number[] }
  | { readonly features: readonly number[] }
  | { readonly query: string }
);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const has = (name: string) => (value: unknown) => isObject(value) && name in value;

function isOnlyId(value: unknown): boolean {
  return has('id')(value) && Object.keys(value as object).every((name) => name === 'id' || name === 'weight');
}

/** The forms of an example that are objects. */
export const exampleForms = {
  stored: closedObject({ id: productIdSchema, weight }),
  product: closedObject({ ...productSchema.shape, weight }).transform(({ weight: counts, ...product }) => ({
    // The schema checked the product; zod types an absent field as undefined.
    product: product as Product,
    weight: counts,
  })),
  vector: closedObject({ vector: vectorSchema, weight }),
  features: closedObject({ features: vectorSchema, weight }),
  text: closedObject({ query: z.string().min(1).max(productLimits.textCharacters), weight }),
} as const;

const exampleKinds: readonly Kind<GivenExample>[] = [
  [(value) => typeof value === 'string', productIdSchema.transform((id) => ({ id, weight: 1 }))],
  [Array.isArray, vectorSchema.transform((features) => ({ features, weight: 1 }))],
  [isOnlyId, exampleForms.stored],
  [has('id'), exampleForms.product],
  [has('vector'), exampleForms.vector],
  [has('features'), exampleForms.features],
  [has('query'), exampleForms.text],
];

/** An example of what is wanted or not wanted. */
export const exampleSchema = selectSchema(
  exampleKinds,
  'expected a product id, a list of features, or an object with id, vector, features or query',
);

const fieldName = z
  .string()
  .min(1)
  .max(productLimits.nameCharacters + 20);
const conditionText = z.string().max(10_000);

/** The conditions of a filter: one or several in the form of the query string, or a filter as JSON. */
export const givenFilter = selectSchema<readonly string[] | Filter>(
  [
    [(value) => typeof value === 'string', conditionText.transform((one) => [one])],
    [Array.isArray, boundedArray(conditionText, 0, similarLimits.conditions)],
    [isObject, filterSchema],
  ],
  'expected a condition, a list of conditions, or an object with and, or, not or a field',
);

/** The body of `POST /v1/similar:query`. */
export const similarBodySchema = closedObject(
  {
    positive: boundedArray(exampleSchema, 1, similarBodyLimits.examples),
    negative: boundedArray(exampleSchema, 0, similarBodyLimits.examples).default([]),
    strategy: z.enum(STRATEGIES).default('average'),
    limit: z.int().min(1).max(similarLimits.limit).default(similarLimits.defaultLimit),
    cursor: z.string().nullish(),
    filter: givenFilter.optional(),
    ignoreCase: z.boolean().default(false),
    excludeIds: boundedArray(productIdSchema, 0, similarBodyLimits.excludeIds).default([]),
    excludeSameGroup: fieldName.optional(),
    maxPerGroup: z.int().min(1).max(similarLimits.perGroup).optional(),
    groupBy: fieldName.optional(),
    facets: boundedArray(fieldName, 0, similarLimits.facets).optional(),
    minScore: z.number().min(-1).max(1).optional(),
    mmrLambda: z.number().min(0).max(1).optional(),
    fallback: z.enum(FALLBACKS).optional(),
    include: z
      .union([z.enum(INCLUDES), z.array(z.enum(INCLUDES))])
      .default([])
      .transform((included) => [included].flat()),
  },
  {
    ...similarParameters,
    positive: ['positives', 'examples', 'like', 'query', 'queries', 'id', 'ids'],
    negative: ['negatives', 'unlike', 'avoid'],
  },
)
  .refine(({ groupBy, maxPerGroup }) => groupBy === undefined || maxPerGroup !== undefined, {
    path: ['groupBy'],
    error: 'is given without maxPerGroup, expected both',
  })
  .transform(({ filter, ignoreCase, cursor, ...body }, context) => ({
    ...body,
    cursor: cursor ?? undefined,
    filter: readFilter(filter, ignoreCase, (detail) => {
      context.addIssue({ code: 'custom', path: ['filter'], message: detail });
    }),
  }));

/** The filter of a body as it is applied. @param report Receives what is wrong with a condition. */
export function readFilter(
  filter: readonly string[] | Filter | undefined,
  ignoreCase: boolean,
  report: (detail: string) => void,
): Filter | undefined {
  if (filter === undefined) return undefined;
  if ('op' in filter) return ignoreCase ? ignoringCase(filter) : filter;
  const of: Filter[] = [];
  for (const one of filter) {
    const read = readCondition(one, ignoreCase);
    if (typeof read === 'string') report(read);
    else of.push(read);
  }
  return of.length === 0 ? undefined : { op: 'and', of };
}

/** The body of `POST /v1/similar:query`. @throws HttpProblem `invalid-request` */
export function readSimilarBody(body: unknown) {
  checkFilterSize(body);
  return validateBody(similarBodySchema, body);
}

/** Checks the filter of a body before it is read. @throws HttpProblem `invalid-request` if it is too large */
export function checkFilterSize(body: unknown): void {
  const filter = isObject(body) && 'filter' in body ? body.filter : undefined;
  const excess = findFilterExcess(filter);
  if (excess !== undefined) throw invalidRequest([{ pointer: '/filter', code: 'too-big', detail: excess }]);
}

/** The body of `POST /v1/similar:batch`. */
export const similarBatchSchema = closedObject({
  queries: boundedArray(similarBodySchema, 1, similarBodyLimits.queries),
});

/** The same, whose queries are not checked yet: one that is wrong must not cost the others their answers. */
const uncheckedBatchSchema = closedObject({ queries: z.array(z.unknown()).min(1).max(similarBodyLimits.queries) });

/** The queries of `POST /v1/similar:batch`, each with what is to be thrown if it is wrong. @throws HttpProblem */
export function readSimilarBatch(body: unknown): (ReturnType<typeof readSimilarBody> | HttpProblem)[] {
  return validateBody(uncheckedBatchSchema, body).queries.map((query) => {
    try {
      return readSimilarBody(query);
    } catch (cause) {
      if (cause instanceof HttpProblem) return cause;
      throw cause;
    }
  });
}
