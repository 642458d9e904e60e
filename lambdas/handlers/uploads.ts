import { clock, signedUploads } from '../composition/compose.ts';
import type { Answer } from '../http/http-response.ts';
import {
  abortUploadSchema,
  uploadCompletionSchema,
  uploadPartsSchema,
  uploadRequestSchema,
} from '../http/request-schemas.ts';
import { validateBody } from '../http/validation.ts';
import { abortUpload, completeUpload } from '../use-cases/signed-uploads/complete-upload.ts';
import { requestUpload } from '../use-cases/signed-uploads/request-upload.ts';
import { signParts } from '../use-cases/signed-uploads/sign-parts.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const ports = { signedUploads: signedUploads(), clock };

/** An answer that names a job also says so in `location`. */
function withLocation(status: number, body: { readonly job: string | null }): Answer {
  return { status, body, ...(body.job !== null && { headers: { location: body.job } }) };
}

export const handler = createHttpHandler({
  'POST /v1/uploads': async (request) =>
    withLocation(201, await requestUpload(ports, validateBody(uploadRequestSchema, request.json()))),
  'POST /v1/uploads:parts': async (request) => ({
    status: 200,
    body: { parts: await signParts(ports, validateBody(uploadPartsSchema, request.json())) },
  }),
  'POST /v1/uploads:complete': async (request) =>
    withLocation(200, await completeUpload(ports, validateBody(uploadCompletionSchema, request.json()))),
  'POST /v1/uploads:abort': async (request) => {
    const { key, uploadId } = validateBody(abortUploadSchema, request.json());
    await abortUpload(ports, key, uploadId);
    return { status: 204 };
  },
});
