import * as z from 'zod';
import {
  type FieldKinds,
  type ProductFieldName,
  productFieldNames,
  productFields,
} from '../../core/catalog/product.ts';

/** Limits of a product. A product over a limit is refused, with the place and the limit. */
export const productLimits = {
  idCharacters: 256,
  /** Of a field of text, and of a step of the category. Descriptions may be longer. */
  textCharacters: 2_000,
  descriptionCharacters: 20_000,
  nameCharacters: 200,
  /** Of a path. */
  categorySteps: 20,
  categoryPaths: 50,
  attributes: 200,
  /** Entries of the payload. */
  payload: 200,
  attributeValues: 1_000,
  aliases: 1_000,
  vectors: 16,
  vectorNumbers: 4_096,
} as const;

/** A vector of 1 to 4,096 finite numbers. */
export const vectorSchema = z.array(z.number()).min(1).max(productLimits.vectorNumbers);

/** What is wrong with an id that is cut in the middle of a character: no request could name it. */
export const HALF_CHARACTER = 'has half a character (one of a surrogate pair): send the whole character, or none of it';

export const productIdSchema = z
  .string()
  .min(1)
  .max(productLimits.idCharacters)
  .refine((id) => id.isWellFormed(), { error: HALF_CHARACTER });

const A_NAME = `expected names of 1 to ${productLimits.nameCharacters} characters`;
const AN_ATTRIBUTE = 'expected a text, a number, true or false, or a list of texts';

const attributeSchema = z.union(
  [
    z.string().max(productLimits.textCharacters),
    z.number(),
    z.boolean(),
    z.array(z.string().max(productLimits.textCharacters)).max(productLimits.attributeValues),
  ],
  { error: AN_ATTRIBUTE },
);

/** A map whose keys are names that the shop chooses. */
function mapOf<Value extends z.ZodType>(value: Value, maxEntries: number) {
  return z
    .record(z.string().min(1).max(productLimits.nameCharacters), value, {
      error: ({ code }) => (code === 'invalid_key' ? A_NAME : undefined),
    })
    .refine((map) => Object.keys(map).length <= maxEntries, { error: `at most ${maxEntries} entries` });
}

const textSchema = z.string().max(productLimits.textCharacters);

const A_CATEGORY = `expected a category, a path of at most ${productLimits.categorySteps} of them, or at most ${productLimits.categoryPaths} paths`;

const pathSchema = z.array(textSchema).max(productLimits.categorySteps);
const pathsSchema = z
  .array(z.union([textSchema, pathSchema]))
  .max(productLimits.categoryPaths)
  .refine((paths) => paths.some((path) => typeof path === 'object'), { error: A_CATEGORY });

/** The schema of the values of each kind of field. */
const kindSchemas: { readonly [Kind in keyof FieldKinds]: z.ZodType<FieldKinds[Kind]> } = {
  text: textSchema,
  category: z.union([textSchema, pathSchema, pathsSchema], { error: A_CATEGORY }),
  number: z.number(),
};

type FieldSchemas = {
  readonly [Name in ProductFieldName]: z.ZodOptional<z.ZodType<FieldKinds[(typeof productFields)[Name]['kind']]>>;
};

/** The schemas of the fields in `productFields`, in the order of that table: products are stored in this order. */
const fieldSchemas = Object.fromEntries(
  productFieldNames.map((name) => [name, kindSchemas[productFields[name].kind].optional()]),
  // Object.fromEntries loses the names; each entry has the kind of its field.
) as unknown as FieldSchemas;

/**
 * A product without its id, as the body of `PUT /v1/products/{id}`. Unknown fields are ignored; known fields must be
 * valid.
 */
export const productFieldsSchema = z.object({
  ...fieldSchemas,
  description: z.string().max(productLimits.descriptionCharacters).optional(),
  attributes: mapOf(attributeSchema, productLimits.attributes).optional(),
  payload: mapOf(attributeSchema, productLimits.payload).optional(),
  aliases: z.array(productIdSchema).max(productLimits.aliases).optional(),
  vectors: mapOf(vectorSchema, productLimits.vectors).optional(),
  features: vectorSchema.optional(),
});

/** A product of a catalog. */
export const productSchema = productFieldsSchema.extend({ id: productIdSchema });
