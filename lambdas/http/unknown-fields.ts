import { isPayloadName } from '../core/catalog/payload-names.ts';
import { cutText } from '../core/errors/cut-text.ts';
import { jsonPointer } from '../core/errors/json-pointer.ts';
import { nearestName } from '../core/settings/check-values.ts';
import { findNameFit } from '../formats/columns/field-names.ts';
import { productLimits, productSchema } from '../formats/schemas/product-schema.ts';
import { invalidRequest, MAX_FAULTS } from './problems.ts';
import { readUnknownOption } from './product-parameters.ts';
import type { QueryParameters } from './query-parameters.ts';
import { isTextQuery, textQuerySchema, tripletSchema } from './request-schemas.ts';

/** A value of a body that should be a product, and its place. */
export interface PlacedValue {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
  /** Whether it is a search text. @default false */
  readonly isQuery?: boolean;
}

const knownFields = Object.keys(productSchema.shape);
const queryFields = Object.keys(textQuerySchema.shape);

/** The products in a valid body of `POST /v1/embeddings`. */
export function listItems(body: unknown): PlacedValue[] {
  const { items } = body as { readonly items: readonly unknown[] };
  return items.map((value, index) => ({ path: ['items', index], value, isQuery: isTextQuery(value) }));
}

/** The products in a valid body of `POST /v1/train`. */
export function listTripletItems(body: unknown): PlacedValue[] {
  const { triplets } = body as { readonly triplets: readonly Readonly<Record<string, unknown>>[] };
  return triplets.flatMap((triplet, index) =>
    Object.keys(tripletSchema.shape).map((role) => ({ path: ['triplets', index, role], value: triplet[role] })),
  );
}

/**
 * The names of the fields that no product has, each once. Values that are no objects have none.
 * @throws HttpProblem `invalid-request` for them, unless the request has `unknown=ignore`
 */
export function readUnknownFields(query: QueryParameters, values: readonly PlacedValue[]): string[] {
  const { ignoresUnknown } = readUnknownOption(query);
  const found = values.flatMap((one) => listUnknown(one).map((name) => ({ path: [...one.path, name], name })));
  if (ignoresUnknown || found.length === 0) return [...new Set(found.map(({ name }) => name))];
  const shown = found.slice(0, MAX_FAULTS);
  throw invalidRequest(
    shown.map(({ path, name }) => ({ pointer: jsonPointer(path), code: 'unknown-field', detail: adviseOn(name) })),
    found.length,
  );
}

/** An answer names so many fields. A body of 1 MiB may have a hundred thousand. */
const MAX_NAMES = 100;

/** What an answer says about them: nothing if there are none, else the first of them, and how many more there are. */
export function showIgnoredFields(names: readonly string[]): { readonly ignoredFields?: readonly string[] } {
  if (names.length === 0) return {};
  const shown = names.slice(0, MAX_NAMES).map((name) => cutText(name, productLimits.nameCharacters));
  const more = names.length - shown.length;
  return { ignoredFields: more > 0 ? [...shown, `and ${more} more`] : shown };
}

function listUnknown({ value, isQuery }: PlacedValue): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const known = isQuery ? queryFields : knownFields;
  return Object.keys(value).filter((name) => !known.includes(name));
}

function adviseOn(name: string): string {
  return `is no field of a product: ${cureOf(cutText(name, productLimits.nameCharacters))}, or send unknown=ignore`;
}

/** What the caller may have meant: a field by its usual names, or one of the maps. */
function cureOf(name: string): string {
  if (isPayloadName(name)) return `put it into payload as payload.${name}`;
  const meant = nearestName(name, knownFields) ?? findNameFit(name)?.field;
  const others = `put it into attributes, or into payload if it is only stored`;
  return meant === undefined
    ? `${others}; the fields are ${knownFields.join(', ')}`
    : `did you mean ${meant}? Else ${others}`;
}
