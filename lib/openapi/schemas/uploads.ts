import * as z from 'zod';
import type { PartPlan } from '../../../lambdas/formats/upload-rules.ts';
import type { SignedRequest } from '../../../lambdas/ports/upload-store.ts';
import { countSchema, type FieldsOf, timeSchema } from './common.ts';

const job = z
  .string()
  .nullable()
  .describe('The path of the job that tells what became of the file; `null` for judging data, which has no job.');

const requested = {
  key: z.string().describe('The key in the uploads bucket: the prefix and the name.'),
  replaces: z.boolean().describe('Whether there is an upload of this key now, which this one will replace.'),
  job,
};

const signedShape = {
  method: z.literal('PUT').describe('The method to send.'),
  url: z.string().describe('The address to send to. It lets any caller send this upload, and nothing else.'),
  headers: z.record(z.string(), z.string()).describe('The headers to send, unchanged. Browsers add the length.'),
  expiresAt: timeSchema.describe('Until when the upload may begin. It may end earlier: then request it again.'),
} satisfies FieldsOf<SignedRequest>;

const planShape = {
  partBytes: countSchema.describe('The bytes of each part; the last one has the rest.'),
  partCount: countSchema.describe('The number of parts.'),
} satisfies FieldsOf<PartPlan>;

/** An upload in one request. */
export const signedUploadSchema = z.object({ ...requested, ...signedShape });

/** An upload of several parts. */
export const unfinishedUploadSchema = z.object({
  ...requested,
  uploadId: z.string().describe('Names the unfinished upload. S3 discards it after 7 days.'),
  ...planShape,
});

/** The answer to the request of an upload. */
export const requestedUploadSchema = z.union([signedUploadSchema, unfinishedUploadSchema]);

/** Where to send parts. */
export const signedPartsSchema = z.object({
  parts: z
    .array(z.object({ partNumber: z.int().min(1).describe('The number of the part.'), ...signedShape }))
    .describe('In the order of the request.'),
});

/** An upload whose parts were put together. */
export const completedUploadSchema = z.object({
  key: requested.key,
  etag: z.string().describe('The tag of the object in S3.'),
  job,
});
