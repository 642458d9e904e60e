import * as z from 'zod';
import type { Product } from '../core/catalog/product.ts';
import type { ProductReference, TextQuery } from '../core/catalog/training-row.ts';
import { DIM_RANGE, LEARNING_RATE_RANGE, MARGIN_RANGE } from '../core/settings/shared-ranges.ts';
import { RUN_DATA } from '../core/training/config/run-data.ts';
import {
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
import {
  findKeyFault,
  findNameFault,
  MAX_PUT_BYTES,
  MAX_UPLOAD_BYTES,
  MAX_UPLOAD_PARTS,
  uploadPrefixes,
} from '../formats/upload-rules.ts';
import { boundedArray, closedObject, type Kind, selectSchema } from './validation.ts';

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

/** The most items of one `POST /v1/embeddings`. */
export const MAX_EMBEDDED_ITEMS = 100;

/** The body of `POST /v1/embeddings`. */
export const embeddingsSchema = closedObject(
  {
    items: boundedArray(embeddableSchema, 1, MAX_EMBEDDED_ITEMS),
    /** Whether the vectors of products given by id are stored (default false). */
    store: z.boolean().optional(),
    /** Default `live`, or `head` while there is no live version. */
    version: z
      .string()
      .regex(/^(live|head|m-[0-9a-f]+)$/, 'expected live, head, or the name of a version, such as m-3f2a')
      .optional(),
  },
  { items: ['products', 'texts', 'input', 'inputs'], version: ['model', 'modelVersion'] },
);

/** The anchor is more similar to the positive than to the negative. */
export const tripletSchema = closedObject(
  {
    anchor: productReferenceSchema,
    positive: productReferenceSchema,
    negative: productReferenceSchema,
  },
  { anchor: ['query', 'product', 'a'], positive: ['similar', 'p'], negative: ['dissimilar', 'n'] },
);

const numberIn = ([min, max]: readonly [number, number]) => z.number().min(min).max(max);

/** The body of `POST /v1/train`; its settings are described in core/training/config/step-settings.ts. */
export const trainStepSchema = closedObject(
  {
    triplets: boundedArray(tripletSchema, 1, MAX_STEP_TRIPLETS),
    learningRate: numberIn(LEARNING_RATE_RANGE).default(defaultStepSettings.learningRate),
    margin: numberIn(MARGIN_RANGE).default(defaultStepSettings.margin),
    gradient: z.enum(['exact', 'seed']).default(defaultStepSettings.gradient),
    steps: z.int().min(1).max(MAX_STEP_PASSES).default(defaultStepSettings.steps),
    /** Triplets in a step, at least 1, default all. With 1, each triplet is a step, as in the original model. */
    batchSize: z.int().min(1).max(MAX_STEP_TRIPLETS).optional(),
    /** The linear model that the first step starts from while there is no head. */
    create: closedObject(
      {
        dim: z.int().min(DIM_RANGE[0]).max(DIM_RANGE[1]).default(defaultFirstModel.dim),
        seed: z
          .int()
          .min(0)
          .max(2 ** 32 - 1)
          .default(defaultFirstModel.seed),
      },
      { dim: ['dimension', 'dimensions', 'outputDim'] },
    ).default(defaultFirstModel),
  },
  {
    triplets: ['rows', 'data', 'examples'],
    learningRate: ['lr', 'rate'],
    steps: ['epochs', 'epoch', 'passes'],
    batchSize: ['batch'],
  },
);

/** The caller, if the gateway does not authenticate callers. */
const by = z.string().min(1).max(256).optional();
/** The reason, which is stored with what it is the reason for. */
const why = z.string().min(1).max(1000);

const name = z.string().regex(/^[A-Za-z0-9_-]{1,50}$/, 'expected 1 to 50 letters, digits, - and _');

/** A configuration is stored in the job of its run. */
const MAX_CONFIG_CHARACTERS = 65_536;

/** The body of `POST /v1/training-runs`. */
export const trainingRunSchema = closedObject({
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
  config: z
    .record(z.string(), z.unknown())
    .refine((config) => JSON.stringify(config).length <= MAX_CONFIG_CHARACTERS, {
      error: `has more than ${MAX_CONFIG_CHARACTERS} characters as JSON: name fewer attributes`,
    })
    .default({}),
  why: why.optional(),
  by,
});

/** The body of `POST /v1/training-runs/{id}:cancel`. */
export const cancelRunSchema = closedObject({
  why: why.optional(),
  by,
});

/** The body of `POST /v1/models/{version}:promote` and `:rollback`. */
export const changeModelSchema = closedObject({
  why,
  /** Promote the version against the decision of the gate, and whichever version is live (default false). */
  override: z.boolean().default(false),
  by,
});

/** The body of `POST /v1/models/{version}:head`. */
export const setHeadSchema = closedObject({ why, by });

/** The most parts whose requests are signed at once: their URLs must fit into one answer. */
const MAX_SIGNED_PARTS = 100;

const sha256 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'expected a SHA-256 in base64: 44 characters, the last one =');

const contentLength = z.int().min(1).max(MAX_UPLOAD_BYTES);
/** The length of an upload of several parts. */
const lengthOfParts = contentLength.min(MAX_PUT_BYTES + 1);

const key = z.string().superRefine((value, context) => {
  const detail = findKeyFault(value);
  if (detail !== undefined) context.addIssue({ code: 'custom', message: detail });
});

const uploadId = z.string().regex(/^[\x21-\x7e]{1,1024}$/, 'expected the uploadId of the answer to POST /v1/uploads');

const overwrite = z.boolean().default(true);

/** The body of `POST /v1/uploads`. */
export const uploadRequestSchema = closedObject({
  prefix: z.enum(uploadPrefixes),
  /** May have folders: `2026/spring.jsonl.gz`. */
  name: z.string().min(1).max(1024),
  contentLength,
  /** Of the whole file, for an upload in one request. */
  checksumSha256: sha256.optional(),
  /** Whether an upload of the same key is replaced (default true). */
  overwrite,
}).superRefine((request, context) => {
  const nameFault = findNameFault(request.prefix, request.name);
  if (nameFault !== undefined) context.addIssue({ code: 'custom', path: ['name'], message: nameFault });
  const checksumFault = findChecksumFault(request.contentLength, request.checksumSha256);
  if (checksumFault !== undefined) context.addIssue({ code: 'custom', path: ['checksumSha256'], ...checksumFault });
});

function findChecksumFault(length: number, checksum: string | undefined) {
  if (length <= MAX_PUT_BYTES && checksum === undefined)
    return { message: 'is missing, expected the SHA-256 of the file in base64', params: { code: 'missing' } };
  if (length > MAX_PUT_BYTES && checksum !== undefined)
    return { message: `is for uploads of at most ${MAX_PUT_BYTES} bytes: each part of a larger one has its own` };
  return undefined;
}

/** A part to send, by its number and its SHA-256. */
export const partToSignSchema = closedObject({
  partNumber: z.int().min(1).max(MAX_UPLOAD_PARTS),
  checksumSha256: sha256,
});

/** The body of `POST /v1/uploads:parts`. */
export const uploadPartsSchema = closedObject({
  key,
  uploadId,
  contentLength: lengthOfParts,
  parts: boundedArray(partToSignSchema, 1, MAX_SIGNED_PARTS),
});

/** A part that was sent. The quotes of the tag are optional. */
export const sentPartSchema = closedObject({
  etag: z
    .string()
    .regex(/^"?[\x21\x23-\x7e]{1,200}"?$/, 'expected the header etag of the answer to the part')
    .transform((tag) => tag.replaceAll('"', '')),
  checksumSha256: sha256,
});

/** The body of `POST /v1/uploads:complete`. */
export const uploadCompletionSchema = closedObject({
  key,
  uploadId,
  contentLength: lengthOfParts,
  /** Whether an upload of the same key is replaced (default true). */
  overwrite,
  parts: boundedArray(sentPartSchema, 1, MAX_UPLOAD_PARTS),
});

/** The body of `POST /v1/uploads:abort`. */
export const abortUploadSchema = closedObject({ key, uploadId });
