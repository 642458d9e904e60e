import * as z from 'zod';
import { MAX_ENTRY_FAULTS } from '../../../lambdas/http/http-response.ts';
import { MAX_FAULTS, type ProblemCode, problems } from '../../../lambdas/http/problems.ts';

// Object.keys gives the codes of the table.
export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

const shared = {
  type: z.string().describe('The address of the description of this problem: `GET /v1/problems/{code}`.'),
  title: z.string().describe('What is wrong, the same for all problems of a code.'),
  status: z.int().min(400).max(599).describe('The HTTP status.'),
  detail: z.string().describe('What is wrong with this request.'),
  code: z.enum(problemCodes).describe('The code of the problem. It never changes: use it in programs.'),
};

const cure = z.string().describe('What the caller can do.');
const retryAfterSeconds = z.int().min(1).describe('Seconds to wait before another attempt, as in `Retry-After`.');

const faultSchema = z.object({
  pointer: z
    .string()
    .optional()
    .describe('The place in the body, as a JSON Pointer (RFC 6901). A long one is cut and ends in `…`.'),
  parameter: z.string().optional().describe('The query parameter, if the place is one.'),
  code: z.string().describe('What is wrong, such as `wrong-type` or `too-big`.'),
  detail: z.string().describe('What is wrong, in words.'),
});

/** An error, as `application/problem+json` (RFC 9457). */
export const problemSchema = z.object({
  ...shared,
  instance: z.string().describe('Names the request, by its `x-request-id`.'),
  cure,
  errors: z
    .array(faultSchema)
    .max(MAX_FAULTS)
    .optional()
    .describe(`The invalid places of the request, at most ${MAX_FAULTS}.`),
  retryAfterSeconds: retryAfterSeconds.optional(),
});

/** The problem of one entry of a request; the other entries are answered. */
export const entryProblemSchema = z.object({
  ...shared,
  errors: z
    .array(faultSchema)
    .max(MAX_ENTRY_FAULTS)
    .optional()
    .describe(`The invalid places of the entry, at most ${MAX_ENTRY_FAULTS}.`),
});

/** The description of a problem code. */
export const problemTypeSchema = z.object({
  type: shared.type,
  code: shared.code,
  title: shared.title,
  status: shared.status,
  cure,
  retryAfterSeconds: retryAfterSeconds.optional(),
});

/** What the gateway answers itself. */
export const gatewayMessageSchema = z.object({ message: z.string().describe('What is wrong, in words.') });
