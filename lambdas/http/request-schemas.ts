import * as z from 'zod';
import type { Product } from '../core/catalog/product.ts';
import type { ProductReference, TextQuery } from '../core/catalog/training-row.ts';
import { RUN_DATA } from '../core/training/config/run-data.ts';
import {
  DIM_RANGE,
  defaultFirstModel,
  defaultStepSettings,
  MAX_STEP_PASSES,
  MAX_STEP_TRIPLETS,
} from '../core/training/config/step-settings.ts';
import {
  productFieldsSchema,
  productIdSchema,
  productLimits,
  productSchema,
} from '../formats/schemas/product-schema.ts';
import { boundedArray, type Kind, selectSchema } from './validation.ts';

const vector = boundedArray(z.number(), 1, productLimits.vectorNumbers);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const referenceKinds: readonly Kind<ProductReference>[] = [
  [(value) => typeof value === 'string', productIdSchema],
  [Array.isArray, vector],
  // zod types an absent field as undefined.
  [isObject, productSchema as z.ZodType<Product>],
];

const NOT_A_REFERENCE = 'expected a product id, a product or an array of finite numbers';

/** A product by id, by value, or as a bare feature vector. */
export const productReferenceSchema = selectSchema(referenceKinds, NOT_A_REFERENCE);

/** A search text. */
export const textQuerySchema = z.object({ query: z.string().min(1).max(productLimits.textCharacters) });

/** Whether a value is meant as a search text, and not as a product. */
export function isTextQuery(value: unknown): boolean {
  return isObject(value) && 'query' in value && !('id' in value);
}

/** What can be embedded: a product in any form, or a search text. */
const embeddableSchema = selectSchema<ProductReference | TextQuery>(
  [[isTextQuery, textQuerySchema], ...referenceKinds],
  NOT_A_REFERENCE,
);

/** The body of `PUT /v1/products/{id}`, and what a PATCH makes of a stored product; the id is optional. */
export const putProductSchema = productFieldsSchema.extend({ id: productIdSchema.optional() });

/** The id in the path or query of a write: 1 to 256 characters. */
export const pathIdSchema = z.object({ id: productIdSchema });

/** The body of `POST /v1/embeddings`. */
export const embeddingsSchema = z.object({
  items: boundedArray(embeddableSchema, 1, 100),
  /** Whether the vectors of products given by id are stored (default false). */
  store: z.boolean().optional(),
  /** Default `live`, or `head` while there is no live version. */
  version: z
    .string()
    .regex(/^(live|head|m-[0-9a-f]+)$/, 'expected live, head, or the name of a version, such as m-3f2a')
    .optional(),
});

/** The anchor is more similar to the positive than to the negative. */
export const tripletSchema = z.object({
  anchor: productReferenceSchema,
  positive: productReferenceSchema,
  negative: productReferenceSchema,
});

/** The body of `POST /v1/train`; its settings are described in core/training/config/step-settings.ts. */
export const trainStepSchema = z.object({
  triplets: boundedArray(tripletSchema, 1, MAX_STEP_TRIPLETS),
  learningRate: z.number().positive().default(defaultStepSettings.learningRate),
  margin: z.number().nonnegative().default(defaultStepSettings.margin),
  gradient: z.enum(['exact', 'seed']).default(defaultStepSettings.gradient),
  steps: z.int().min(1).max(MAX_STEP_PASSES).default(defaultStepSettings.steps),
  /** Triplets in a step, at least 1, default all. With 1, each triplet is a step, as in the original model. */
  batchSize: z.int().min(1).max(MAX_STEP_TRIPLETS).optional(),
  /** The linear model that the first step starts from while there is no head. */
  create: z
    .object({
      dim: z.int().min(DIM_RANGE[0]).max(DIM_RANGE[1]).default(defaultFirstModel.dim),
      seed: z
        .int()
        .min(0)
        .max(2 ** 32 - 1)
        .default(defaultFirstModel.seed),
    })
    .default(defaultFirstModel),
});

const name = z.string().regex(/^[A-Za-z0-9_-]{1,50}$/, 'expected 1 to 50 letters, digits, - and _');

/** The body of `POST /v1/training-runs`. */
export const trainingRunSchema = z.strictObject({
  /** The run is `run-NAME`; a second request with the same name starts nothing. Default: a new name. */
  name: name.optional(),
  /** A run that failed or was canceled, to be resumed. */
  resume: z
    .string()
    .regex(/^run-[A-Za-z0-9_-]{1,50}$/, 'expected the id of a run')
    .optional(),
  /**
   * `new`: only the data that the lineage of head was not trained on, from the weights of head. `catalog`: no training
   * data. Default: all data.
   */
  data: z.enum(RUN_DATA).default('all'),
  /** Fields of the training configuration, over those of the deployment. */
  config: z.record(z.string(), z.unknown()).default({}),
});

/** The body of `POST /v1/training-runs/{id}:cancel`. */
export const cancelRunSchema = z.strictObject({
  /** The caller, if the gateway does not authenticate callers. */
  by: z.string().min(1).max(256).optional(),
});

/** The body of `POST /v1/models/{version}:promote` and `:rollback`. */
export const changeModelSchema = z.strictObject({
  why: z.string().min(1).max(1000),
  /** Promote the version against the decision of the gate, and whichever version is live (default false). */
  override: z.boolean().default(false),
  /** The caller, if the gateway does not authenticate callers. */
  by: z.string().min(1).max(256).optional(),
});
