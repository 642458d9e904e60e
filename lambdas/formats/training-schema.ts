import * as z from 'zod';
import { productIdSchema, productSchema, vectorSchema } from './product-schema.ts';

/** More products in one row are no basket: the pairs would be too many and say too little. */
const MAX_GROUP_ITEMS = 10_000;

/** A product by id, by value, or as a bare feature vector. */
const productReferenceSchema = z.union([productIdSchema, vectorSchema, productSchema], {
  error: 'expected a product id, a product or an array of finite numbers',
});

const tripletRowSchema = z.object({
  anchor: productReferenceSchema,
  positive: productReferenceSchema,
  negative: productReferenceSchema.optional(),
});

const groupRowSchema = z.object({
  items: z.array(productIdSchema).min(1).max(MAX_GROUP_ITEMS),
  kind: z.enum(['basket', 'session']),
  at: z.iso.datetime({ offset: true }).optional(),
});

const queryRowSchema = z.object({ query: z.string().min(1).max(2_000), positive: productIdSchema });

/** One line of training data; which kind it is shows in its fields. */
export function trainingRowSchemaFor(value: unknown): z.ZodType {
  if (typeof value === 'object' && value !== null && 'items' in value) return groupRowSchema;
  if (typeof value === 'object' && value !== null && 'query' in value) return queryRowSchema;
  return tripletRowSchema;
}
