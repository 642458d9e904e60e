import * as z from 'zod';

/** Limits of a product. A product over a limit is refused, with the place and the limit. */
export const productLimits = {
  idCharacters: 256,
  titleCharacters: 2_000,
  descriptionCharacters: 20_000,
  nameCharacters: 200,
  categorySteps: 20,
  attributes: 200,
  attributeValues: 1_000,
  vectors: 16,
  vectorNumbers: 4_096,
} as const;

/** A vector of 1 to 4,096 finite numbers. */
export const vectorSchema = z.array(z.number()).min(1).max(productLimits.vectorNumbers);

export const productIdSchema = z.string().min(1).max(productLimits.idCharacters);

const attributeSchema = z.union([
  z.string().max(productLimits.titleCharacters),
  z.number(),
  z.boolean(),
  z.array(z.string().max(productLimits.titleCharacters)).max(productLimits.attributeValues),
]);

/** A map whose keys are names that the shop chooses. */
function mapOf<Value extends z.ZodType>(value: Value, maxEntries: number) {
  return z
    .record(z.string().min(1).max(productLimits.nameCharacters), value)
    .refine((map) => Object.keys(map).length <= maxEntries, { error: `at most ${maxEntries} entries` });
}

/** A product without its id, as the body of `PUT /v1/products/{id}`. Unknown fields are ignored; known fields must be valid. */
export const productFieldsSchema = z.object({
  title: z.string().max(productLimits.titleCharacters).optional(),
  description: z.string().max(productLimits.descriptionCharacters).optional(),
  brand: z.string().max(productLimits.titleCharacters).optional(),
  category: z
    .union([
      z.string().max(productLimits.titleCharacters),
      z.array(z.string().max(productLimits.titleCharacters)).max(productLimits.categorySteps),
    ])
    .optional(),
  price: z.number().optional(),
  attributes: mapOf(attributeSchema, productLimits.attributes).optional(),
  vectors: mapOf(vectorSchema, productLimits.vectors).optional(),
  features: vectorSchema.optional(),
});

/** A product of a catalog. */
export const productSchema = productFieldsSchema.extend({ id: productIdSchema });
