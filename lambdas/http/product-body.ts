import { applyMergePatch } from '../core/catalog/merge-patch.ts';
import type { Product } from '../core/catalog/product.ts';
import type { HttpRequest } from './http-request.ts';
import { invalidRequest } from './problems.ts';
import { pathIdSchema, putProductSchema } from './request-schemas.ts';
import { readUnknownFields } from './unknown-fields.ts';
import { validateBody } from './validation.ts';

/** What a body says, and the unknown fields that it may have. */
interface ReadBody<Value> {
  /** The id of the path or the query. */
  readonly id: string;
  readonly value: Value;
  /** Unknown fields that `?unknown=ignore` allows. */
  readonly ignoredFields: readonly string[];
}

/** The product of the body of a PUT, with the id of the request. @throws HttpProblem */
export function readProduct(request: HttpRequest): ReadBody<Product> {
  const id = readId(request);
  const body = request.json();
  return {
    id,
    value: checkProduct(id, body),
    ignoredFields: readUnknownFields(request.query, [{ path: [], value: body }]),
  };
}

/**
 * The change of the body of a PATCH: a JSON merge patch (RFC 7396).
 * @returns A function that applies it. It throws HttpProblem if the result is no product.
 * @throws HttpProblem
 */
export function readProductPatch(request: HttpRequest): ReadBody<(product: Product) => Product> {
  const id = readId(request);
  const patch = request.json();
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw invalidRequest([{ pointer: '', code: 'wrong-type', detail: 'expected an object with the fields to change' }]);
  }
  const ignoredFields = readUnknownFields(request.query, [{ path: [], value: patch }]);
  checkPatchedId(id, patch);
  return { id, value: (product) => applyPatch(product, patch), ignoredFields };
}

/** The id in the path or the query. @throws HttpProblem */
function readId(request: HttpRequest): string {
  return validateBody(pathIdSchema, { id: request.identifier('id') }).id;
}

/** The id is that of the request, so null would remove nothing. @throws HttpProblem `invalid-request` for another id */
export function checkPatchedId(id: string, patch: object): void {
  if ('id' in patch && patch.id !== id) throw otherId(id, patch.id);
}

/** What a JSON merge patch makes of a product. @throws HttpProblem `invalid-request` if the result is no product */
export function applyPatch(product: Product, patch: object): Product {
  return checkProduct(product.id, applyMergePatch(product, patch));
}

function checkProduct(id: string, value: unknown): Product {
  const body = validateBody(putProductSchema, value);
  // The schema checked the body; zod types an absent field as undefined.
  if (body.id === undefined || body.id === id) return { ...body, id } as Product;
  throw otherId(id, body.id);
}

function otherId(expected: string, found: unknown) {
  const detail = `is ${JSON.stringify(found)}, expected the id of the request, ${JSON.stringify(expected)}`;
  return invalidRequest([{ pointer: '/id', code: 'wrong-value', detail }]);
}
