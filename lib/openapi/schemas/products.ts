import * as z from 'zod';
import { productIdSchema, productSchema } from '../../../lambdas/formats/schemas/product-schema.ts';
import { MAX_OPERATIONS, productOperationSchema } from '../../../lambdas/http/product-operations.ts';
import {
  countSchema,
  ignoredFieldsSchema,
  textVectorMissingSchema,
  timeSchema,
  vectorSchema,
  versionSchema,
} from './common.ts';
import { entryProblemSchema } from './problems.ts';

const updatedAt = timeSchema.describe('The time of the last write.');
const modelVersion = versionSchema.describe('The live version.');
const reason = z.string().describe('Why the model cannot embed the product.');

/** The answer to a read of a product. */
export const storedProductSchema = z.object({
  product: productSchema,
  updatedAt,
  embedding: z
    .union([
      z.object({ modelVersion, vector: vectorSchema.describe('The vector of the product.') }),
      z.object({ modelVersion, embedded: z.literal(false).describe('The product has no vector.'), detail: reason }),
    ])
    .nullable()
    .optional()
    .describe('With `include=vector`. `null` while the product is not embedded under the live version.'),
});

/** A list of products, or one of them. */
export const productPageSchema = z.union([
  z.object({
    data: z
      .array(storedProductSchema.extend({ etag: z.string().describe('Changes with every write of the product.') }))
      .describe('The products.'),
    nextCursor: z.string().nullable().describe('The `cursor` of the next page; `null` on the last page.'),
  }),
  storedProductSchema,
]);

const embeddingAfterWrite = z
  .object({
    modelVersion,
    embedded: z.boolean().describe('Whether the product has a vector now.'),
    kept: z.literal(true).optional().describe('The change did not concern the model: the vector stayed the same.'),
    detail: reason.optional(),
  })
  .nullable()
  .describe('`null` while no version is live. The product is embedded when one goes live.');

/** The answer to a write of a product. */
export const writtenProductSchema = z.object({
  product: productSchema,
  updatedAt,
  embedding: embeddingAfterWrite,
  textVectorMissing: textVectorMissingSchema,
  ignoredFields: ignoredFieldsSchema,
});

const featureNameSchema = z.object({
  field: z
    .string()
    .describe(
      '`title`, `description`, `text`, `brand`, `category`, `attribute`, `query`, `number`, `vector`, `features`, `idRow` or `exampleVector`.',
    ),
  value: z.string().describe('The word, `name=value`, the name of the vector, or the id of the row.'),
  rare: z.literal(true).optional().describe('The word shares a row with other rare words.'),
});

/** Why a product has its score. */
export const becauseSchema = z.union([
  z.object({
    contributions: z
      .array(
        z.object({
          query: featureNameSchema.describe('The feature of what is searched for.'),
          neighbour: featureNameSchema.describe('The feature of the product of the answer.'),
          contribution: z.number().describe('What the pair adds to the score; below 0 if it makes it smaller.'),
        }),
      )
      .describe('The pairs of features that add or take most, by falling absolute value.'),
    rest: z
      .object({
        pairs: countSchema.describe('How many other pairs there are.'),
        contribution: z.number().describe('What they add, and what rounding changed.'),
      })
      .describe('All other pairs. The sum of all contributions is the score.'),
  }),
  z.object({ notExplained: z.string().describe('Why the score is no sum over pairs of features.') }),
]);

/** The body of a batch. The handler checks each operation by itself. */
export const productOperationsSchema = z.strictObject({
  operations: z.array(productOperationSchema).min(1).max(MAX_OPERATIONS),
});

const operation = { index: countSchema.describe('The position in `operations`, from 0.') };
const productId = z.string().describe('The id of the product.');

/** The answer to a batch of operations. */
export const productResultsSchema = z.object({
  data: z
    .array(
      z.union([
        z.object({
          ...operation,
          id: productId,
          status: z.union([z.literal(200), z.literal(201)]).describe('201 for a new product.'),
          etag: z.string().describe('The ETag of the product.'),
          updatedAt,
          embedding: embeddingAfterWrite
            .optional()
            .describe('Absent if a later operation concerns the same product. `null` while no version is live.'),
          textVectorMissing: textVectorMissingSchema,
          ignoredFields: ignoredFieldsSchema,
        }),
        z.object({ ...operation, id: productId, status: z.literal(204).describe('The product was removed.') }),
        z.object({ ...operation, id: productId.optional(), problem: entryProblemSchema }),
      ]),
    )
    .describe('A result or a problem for each operation, in order.'),
});

const neighbourSchema = z.object({
  id: productIdSchema.describe('The id of the product.'),
  score: z.number().min(-1).max(1).describe('The cosine, rounded to six decimals.'),
  rank: z.int().min(1).describe('From 1, over all pages.'),
  product: productSchema.optional(),
  vector: vectorSchema.optional().describe('With `include=vector`: its vector, of length 1.'),
  because: becauseSchema.optional().describe('With `include=because`: why it has its score.'),
  fallback: z.literal('category').optional().describe('Why it is in the answer, if it is not by its similarity.'),
});

/** The answer to a search for similar products. */
export const similarProductsSchema = z.object({
  data: z.array(neighbourSchema).describe('The most similar products first. Equal scores are ordered by id.'),
  nextCursor: z.string().nullable().describe('The `cursor` of the next page; `null` on the last page.'),
  totalCandidates: countSchema
    .nullable()
    .describe('Products that meet the conditions; `null` with a vector index, which does not count them.'),
  modelVersion,
  asOf: timeSchema.describe('The time up to which changes are included.'),
  stale: z.boolean().describe('Whether later changes could not be read.'),
  complete: z
    .literal(false)
    .optional()
    .describe('Present with a vector index, if more products may meet the conditions than it returned.'),
  notEmbeddable: z
    .string()
    .optional()
    .describe('Why the live model cannot embed what is searched for. No product is found by its similarity then.'),
  facets: z
    .record(
      z.string(),
      z.object({
        values: z
          .array(
            z.object({
              value: z.union([z.string(), z.number(), z.boolean()]).describe('A value, or an element of a list.'),
              count: countSchema.describe('The candidates that have it.'),
            }),
          )
          .describe('The most frequent values first, at most 100.'),
        otherValues: countSchema.describe('The number of values that are left out.'),
      }),
    )
    .nullable()
    .optional()
    .describe('The values of the fields of `facets` among the candidates; `null` with a vector index.'),
  unreadExamples: z
    .array(
      z.object({
        pointer: z.string().describe('The place of the example in the body, as a JSON Pointer.'),
        code: z.enum(['product-not-found', 'embedding-pending', 'product-not-embeddable']).describe('What it lacks.'),
        detail: z.string().describe('The reason.'),
      }),
    )
    .optional()
    .describe('Of a search by examples: those that were left out.'),
});

/** The answer to a batch of searches. */
export const similarBatchAnswerSchema = z.object({
  data: z
    .array(
      z.union([
        z.object({ index: countSchema.describe('The position in `queries`, from 0.'), result: similarProductsSchema }),
        z.object({ index: countSchema.describe('The position in `queries`, from 0.'), problem: entryProblemSchema }),
      ]),
    )
    .describe('A result or a problem for each query, in order.'),
});

const item = {
  index: countSchema.describe('The position in `items`, from 0.'),
  id: z.string().optional().describe('The id of the product, if it has one.'),
};

/** The answer to a request for embeddings. */
export const embeddingsAnswerSchema = z.object({
  data: z
    .array(
      z.union([
        z.object({
          ...item,
          vector: vectorSchema.describe('The embedding.'),
          stored: z.boolean().describe('Whether the vector was stored.'),
        }),
        z.object({ ...item, problem: entryProblemSchema }),
      ]),
    )
    .describe('A vector or a problem for each item, in order.'),
  modelVersion: versionSchema.describe('The version that embedded the items.'),
  ignoredFields: ignoredFieldsSchema,
});
