import * as z from 'zod';
import { productIdSchema, productSchema, vectorSchema } from './product-schema.ts';

/** A larger row is no basket: its pairs would be too many, and carry too little information. */
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

/** The schema of one line of training data. Its fields show which kind of row it is. */
export function chooseTrainingRowSchema(value: unknown): z.ZodType {
  if (typeof value === 'object' && value !== null && 'items' in value) return groupRowSchema;
  if (typeof value === 'object' && value !== null && 'query' in value) return queryRowSchema;
  return tripletRowSchema;
}
