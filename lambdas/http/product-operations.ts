import * as z from 'zod';
import type { Product } from '../core/catalog/product.ts';
import { productIdSchema, productSchema } from '../formats/schemas/product-schema.ts';
import { HttpProblem, problemAt } from './problems.ts';
import { applyPatch, checkPatchedId } from './product-body.ts';
import type { QueryParameters } from './query-parameters.ts';
import { matchesETag } from './request-headers.ts';
import { readUnknownFields } from './unknown-fields.ts';
import { boundedArray, closedObject, validateBody } from './validation.ts';

export const MAX_OPERATIONS = 1000;

const ifMatch = z.string().max(1000).optional();

/** The operations of `POST /v1/products:batch`; the patch is a JSON merge patch (RFC 7396). */
export const operationSchemas = {
  put: closedObject({ op: z.literal('put'), product: productSchema, ifMatch }),
  patch: closedObject({
    op: z.literal('patch'),
    id: productIdSchema,
    patch: z.record(z.string(), z.unknown()),
    ifMatch,
  }),
  delete: closedObject({ op: z.literal('delete'), id: productIdSchema, ifMatch }),
} as const;

/** One operation. */
export const productOperationSchema = z.discriminatedUnion(
  'op',
  [operationSchemas.put, operationSchemas.patch, operationSchemas.delete],
  { error: 'expected an object with op: put, patch or delete' },
);

/** The body of `POST /v1/products:batch`: each operation is checked by itself. */
export const batchSchema = closedObject(
  { operations: boundedArray(z.unknown(), 1, MAX_OPERATIONS) },
  { operations: ['products', 'items', 'requests'] },
);

/** A write of one product; `mayWrite` says whether it may replace the product of a revision. */
type CheckedOperation = {
  readonly id: string;
  readonly mayWrite: ((revision: string | undefined) => boolean) | undefined;
} & (
  | { readonly op: 'put'; readonly product: Product }
  | { readonly op: 'patch'; readonly change: (product: Product) => Product }
  | { readonly op: 'delete' }
);

/** An operation that can be applied, and the unknown fields that it may have. */
export interface ReadOperation {
  readonly operation: CheckedOperation;
  readonly ignoredFields: readonly string[];
}

/** An operation of a batch, or why it cannot be read. @param index Its place. */
export function readOperation(value: unknown, index: number, query: QueryParameters): ReadOperation | HttpProblem {
  const pointer = `/operations/${index}`;
  try {
    const read = validateBody(productOperationSchema, value);
    if (read.op === 'patch') checkPatch(read.id, read.patch);
    return { operation: toOperation(read, pointer), ignoredFields: readUnknown(read, value, query) };
  } catch (cause) {
    if (cause instanceof HttpProblem) return problemAt(cause, pointer);
    throw cause;
  }
}

type Read = z.output<typeof productOperationSchema>;

function toOperation(read: Read, pointer: string): CheckedOperation {
  const { ifMatch: tag } = read;
  const mayWrite = tag === undefined ? undefined : (revision: string | undefined) => matchesETag(tag, revision);
  switch (read.op) {
    case 'put':
      // The schema checked the product; zod types an absent field as undefined.
      return { op: 'put', id: read.product.id, product: read.product as Product, mayWrite };
    case 'patch':
      return { op: 'patch', id: read.id, mayWrite, change: (product) => patchAt(product, read.patch, pointer) };
    case 'delete':
      return { op: 'delete', id: read.id, mayWrite };
  }
}

function checkPatch(id: string, patch: object): void {
  try {
    checkPatchedId(id, patch);
  } catch (cause) {
    throw cause instanceof HttpProblem ? problemAt(cause, '/patch') : cause;
  }
}

function patchAt(product: Product, patch: object, pointer: string): Product {
  try {
    return applyPatch(product, patch);
  } catch (cause) {
    throw cause instanceof HttpProblem ? problemAt(cause, `${pointer}/patch`) : cause;
  }
}

/** The unknown fields of the product or the patch, as it was sent. @throws HttpProblem */
function readUnknown(read: Read, value: unknown, query: QueryParameters): string[] {
  const { product } = value as { readonly product?: unknown };
  if (read.op === 'put') return readUnknownFields(query, [{ path: ['product'], value: product }]);
  return read.op === 'patch' ? readUnknownFields(query, [{ path: ['patch'], value: read.patch }]) : [];
}
