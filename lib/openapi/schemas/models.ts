import * as z from 'zod';
import { DECISION_KINDS, type Decision } from '../../../lambdas/ports/decision-log.ts';
import type { StepOutcome } from '../../../lambdas/ports/job-detail.ts';
import type { ModelRecord } from '../../../lambdas/ports/model-registry.ts';
import {
  countSchema,
  type FieldsOf,
  ignoredFieldsSchema,
  openObjectSchema,
  pageOf,
  standingShape,
  timeSchema,
  versionSchema,
} from './common.ts';
import { modelReportSchema } from './tuning.ts';

const modelShape = {
  version: versionSchema.describe('The name of the version, from the hash of its weights.'),
  createdAt: timeSchema.describe('When the version was made.'),
  parent: versionSchema.optional().describe('The version whose weights its training started from.'),
  lineage: z
    .object({
      base: versionSchema.describe('The version that the steps started from.'),
      steps: z.int().min(1).describe('Training steps since `base`.'),
    })
    .optional()
    .describe('Of a version made by training steps.'),
  origin: z.enum(['training-run', 'train-step']).describe('What made the version.'),
  weightsSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of the weights, in hex.'),
  weightsBytes: countSchema.describe('Size of the weights.'),
  dim: z.int().min(1).describe('Numbers in an embedding.'),
  weightsExpireAt: timeSchema
    .optional()
    .describe('When the weights are removed, if no pointer names the version until then. Absent while one does.'),
  weightsRemoved: z
    .literal(true)
    .optional()
    .describe('Whether the weights are removed: the version cannot be used any more.'),
  head: z.boolean().describe('Whether `head` names the version.'),
  live: z.boolean().describe('Whether `live` names the version.'),
} satisfies FieldsOf<Omit<ModelRecord, 'report'> & Record<'head' | 'live', boolean>>;

/** A model version in a list. */
export const modelSchema = z.object(modelShape);

/** A page of model versions. */
export const modelPageSchema = z.object({
  ...pageOf(modelSchema),
  ...standingShape,
  previous: versionSchema
    .nullable()
    .describe('The version that was live before, which a rollback returns to; `null` if none was.'),
  next: versionSchema
    .nullable()
    .describe(
      'The version whose publication began last: written products get its vectors too; `null` before the first.',
    ),
});

/** The answer to a request that sets `head`. */
export const headChangeSchema = z.object({
  ...standingShape,
  from: versionSchema.nullable().describe('The version that `head` named before; `null` if none.'),
} satisfies FieldsOf<Pick<StepOutcome, 'head' | 'live' | 'stepsSinceLive'> & Record<'from', string | null>>);

const decisionSchema = z.object({
  version: versionSchema.describe('The version that was decided about.'),
  at: timeSchema.describe('When.'),
  decision: z.enum(DECISION_KINDS).describe('What was decided.'),
  by: z.string().describe('`gate`, or the caller.'),
  why: z.string().describe('The reason.'),
  figures: openObjectSchema.describe('The figures that the decision depends on.'),
} satisfies FieldsOf<Decision>);

/** One model version with its report and the decisions about it. */
export const modelDetailSchema = z.object({
  ...modelShape,
  report: modelReportSchema.describe('Configuration, metrics, baselines, intervals, loss curve and what was tuned.'),
  decisions: z.array(decisionSchema).describe('The decisions about the version, the oldest first.'),
});

/** The state of the service. */
export const healthSchema = z.object({
  status: z.literal('ok').describe('The registry can be read.'),
  ...standingShape,
  time: timeSchema.describe('The time of the answer.'),
});

/** The document itself. */
export const openApiSchema = z.looseObject({
  openapi: z.string().describe('The version of OpenAPI.'),
  info: openObjectSchema.describe('The name and the version of the API.'),
  paths: openObjectSchema.describe('The operations by path and method.'),
  components: openObjectSchema.describe('The schemas and examples.'),
});

/** A training step that `head` has taken. */
export const stepOutcomeSchema = z.object({
  modelVersion: versionSchema.describe('The version that the step made; `parent` if no triplet had a loss.'),
  parent: versionSchema.nullable().describe('The version that the step started from; `null` for a new model.'),
  ...standingShape,
  triplets: countSchema.describe('Triplets of the step.'),
  lossBefore: z.number().describe('The mean loss of the triplets before the step.'),
  lossAfter: z.number().describe('The mean loss after it.'),
  activeBefore: countSchema.describe('Triplets with a loss above 0 before the step.'),
} satisfies FieldsOf<StepOutcome>);

/** The answer to a training step. */
export const trainedStepSchema = z.object({ ...stepOutcomeSchema.shape, ignoredFields: ignoredFieldsSchema });
