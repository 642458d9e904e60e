import * as z from 'zod';
import { DEFAULT_GROUP_KIND, GROUP_KINDS, MAX_GROUP_ITEMS } from '../../core/catalog/training-row.ts';
import { HALF_CHARACTER, productIdSchema, productSchema, vectorSchema } from './product-schema.ts';

/** Limits of a training row. */
export const trainingLimits = {
  groupItems: MAX_GROUP_ITEMS,
  queryCharacters: 2_000,
  sessionIdCharacters: 256,
} as const;

/** A product by id, by value, or as a bare feature vector. */
const productReferenceSchema = z.union([productIdSchema, vectorSchema, productSchema], {
  error: ({ input }) =>
    typeof input === 'string' && !input.isWellFormed()
      ? HALF_CHARACTER
      : 'expected a product id, a product or an array of finite numbers',
});

const timeSchema = z.iso.datetime({ offset: true });

const tripletRowSchema = z.object({
  anchor: productReferenceSchema,
  positive: productReferenceSchema,
  negative: productReferenceSchema.optional(),
  at: timeSchema.optional(),
  audit: z.unknown().optional(),
});

/** What the parts of a group have in common. */
export const sessionIdSchema = z.string().min(1).max(trainingLimits.sessionIdCharacters);

/** Products that occurred together. */
export const groupRowSchema = z.object({
  items: z.array(productIdSchema).min(1).max(trainingLimits.groupItems),
  kind: z.enum(GROUP_KINDS).default(DEFAULT_GROUP_KIND),
  quantities: z.array(z.number()).optional(),
  at: timeSchema.optional(),
  sessionId: sessionIdSchema.optional(),
});

/** A search text, and a product that fits it. */
export const queryRowSchema = z.object({
  query: z.string().min(1).max(trainingLimits.queryCharacters),
  positive: productIdSchema,
  at: timeSchema.optional(),
});

/** The schema of one line of training data. Its fields show which kind of row it is. */
export function chooseTrainingRowSchema(value: unknown): z.ZodObject {
  if (typeof value === 'object' && value !== null && 'items' in value) return groupRowSchema;
  if (typeof value === 'object' && value !== null && 'query' in value) return queryRowSchema;
  return tripletRowSchema;
}
