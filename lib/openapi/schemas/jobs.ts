import * as z from 'zod';
import { RUN_DATA } from '../../../lambdas/core/training/config/run-data.ts';
import { UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import type { TrainingRunDetail, UploadDetail } from '../../../lambdas/ports/job-detail.ts';
import { JOB_STATES } from '../../../lambdas/ports/job-store.ts';
import { countSchema, type FieldsOf, openObjectSchema, pageOf, timeSchema, versionSchema } from './common.ts';
import { stepOutcomeSchema } from './models.ts';

/** What every job has. */
export const jobShape = {
  id: z.string().describe('The name of the job.'),
  state: z.enum(JOB_STATES).describe('What became of it.'),
  startedAt: timeSchema.describe('When it started.'),
  updatedAt: timeSchema.describe('When it last changed.'),
  cancelRequested: z
    .object({
      at: timeSchema.describe('When.'),
      by: z.string().describe('The caller.'),
      why: z.string().optional().describe('The reason, if the caller gave one.'),
      attempt: z.int().min(1).describe('The attempt to cancel.'),
    })
    .optional()
    .describe('The last request to cancel it.'),
  cause: z.string().optional().describe('Why it failed, was canceled, or waits for another attempt.'),
};

/** What work in durable steps costs. */
export const costSchema = z.object({
  gigabyteSeconds: z.number().describe('Memory times time.'),
  operations: countSchema.describe('Operations of the durable execution.'),
  dollars: z.number().describe('At list prices, without requests to S3 and DynamoDB.'),
});

const figures = openObjectSchema.optional();

const judgementShape = {
  metrics: figures.describe('Metrics of `modelVersion` by slice.'),
  baselines: figures.describe('Metrics of the baselines on the same rows.'),
  tuned: figures.describe('How the tuned baselines were made.'),
  intervals: figures.describe('`modelVersion` minus each opponent, with intervals.'),
  live: figures.describe('Metrics of the live version on the same rows.'),
  text: figures.describe('Metrics of the text model of the run on the same rows.'),
  trained: figures.describe('Metrics of the trained model, if its text model goes live instead.'),
  leftOut: figures.describe('What was left out of the rows.'),
};

const runShape = {
  ...jobShape,
  kind: z.enum(['train', 'publish']).optional().describe('`publish` for the publication of a version that exists.'),
  attempt: z.int().min(1).optional().describe('How often the run was started.'),
  trigger: z.array(z.string()).optional().describe('The keys of the uploads that started the run.'),
  config: figures.describe('Fields of the training configuration, as requested.'),
  data: z.enum(RUN_DATA).optional().describe('The data that was requested.'),
  scheduledFor: timeSchema.optional().describe('The time of the schedule that started the run.'),
  requested: z
    .object({
      by: z.string().describe('The caller; `unknown` if the gateway does not know it, and the request does not say.'),
      why: z.string().optional().describe('The reason, if the caller gave one.'),
    })
    .optional()
    .describe('Who asked for the attempt, if a caller did.'),
  phase: z
    .enum([
      'queued',
      'settling',
      'gathering',
      'planning',
      'training',
      'judging',
      'embedding',
      'verifying',
      'promoting',
      'done',
    ])
    .optional()
    .describe('What the run does now. `settling` waits until no upload is in progress.'),
  cost: costSchema.optional().describe('The computing cost so far.'),
  products: countSchema.optional().describe('Products of the catalog.'),
  catalogAlone: z.string().optional().describe('Why the run learns from the catalog alone.'),
  rows: z.record(z.string(), countSchema).optional().describe('Training rows by what became of them.'),
  unreadable: z.array(z.string()).optional().describe('Keys of training objects that could not be read to their end.'),
  step: countSchema.optional().describe('Steps taken.'),
  steps: countSchema.optional().describe('Steps to take.'),
  loss: z.number().optional().describe('The mean loss of the last step.'),
  modelVersion: versionSchema
    .optional()
    .describe('The version that goes live; if none does, that of the trained model.'),
  weightsSha256: z.string().optional().describe('SHA-256 of its weights, in hex.'),
  learnedFrom: z.enum(['catalog', 'training-rows']).optional().describe('What `modelVersion` learned from.'),
  trainedVersion: versionSchema.optional().describe('The trained model, if its text model goes live instead.'),
  ...judgementShape,
  judgedOn: z.enum(['judging', 'held-out']).optional().describe('The rows that the figures were made on.'),
  heldOut: openObjectSchema.nullable().optional().describe('The figures on the held-out rows; `null` without any.'),
  embedded: countSchema.optional().describe('Products with a vector under the version.'),
  notEmbeddable: countSchema.optional().describe('Products that the model cannot read.'),
  promoted: z.boolean().optional().describe('Whether the version went live.'),
  nothingNew: z.boolean().optional().describe('Whether there was no new data, so that no version was made.'),
  notNeeded: z.string().optional().describe('Why the run made no version.'),
  advice: z.string().optional().describe('What to do after a failure.'),
} satisfies FieldsOf<Omit<TrainingRunDetail, 'lossCurve' | 'validationCurve' | 'decisions'>>;

/** A training run in a list. */
export const trainingRunBriefSchema = z.object(runShape);

/** A page of training runs. */
export const trainingRunPageSchema = z.object(pageOf(trainingRunBriefSchema));

/** One training run. */
export const trainingRunSchema = z.object({
  ...runShape,
  lossCurve: z
    .array(z.object({ step: countSchema.describe('Steps taken.'), loss: z.number().describe('The mean loss.') }))
    .optional()
    .describe('The loss over the run, at most 200 points.'),
  validationCurve: z
    .array(
      z.object({
        step: countSchema.describe('Steps taken.'),
        recall: z.number().describe('Capped recall@10.'),
        ndcg: z.number().describe('ndcg@10.'),
      }),
    )
    .optional()
    .describe('With `bestEpoch`: the scores on the validation rows before the first step and after each epoch.'),
  decisions: z
    .array(
      z.looseObject({
        name: z.string().describe('What was decided.'),
        at: timeSchema.describe('When.'),
        because: z.string().describe('The reason, with its figures.'),
      }),
    )
    .optional()
    .describe('What the run decided, and why.'),
});

/** The answer to a rollback: the run that starts, and the version that is live now. */
export const rollbackSchema = z.object({
  ...trainingRunSchema.shape,
  // The name is that of the figures of another model in a judged run. A rollback starts a run that is not judged yet.
  live: versionSchema.describe('The version that is live now.'),
});

const ignoredValuesSchema = z.object({
  values: countSchema.describe('Values that were left out or cut.'),
  fields: z
    .array(
      z.object({
        field: z.string().describe('The field or column.'),
        reason: z.string().describe('Why.'),
        values: countSchema.describe('How many values.'),
      }),
    )
    .describe('By field and reason, at most 50.'),
  otherValues: countSchema.optional().describe('Values in fields that are not listed.'),
});

const fileReportSchema = z.object({
  format: z.string().describe('`csv`, `json-lines`, `json`, `xml`, `parquet`, and so on.'),
  compression: z.string().optional().describe('`gzip` or `zip`.'),
  encoding: z.string().optional().describe('`utf-8`, `utf-16le`, `windows-1252`, and so on.'),
  delimiter: z.string().optional().describe('Of a table: the character between two cells.'),
  export: z.string().optional().describe('The shop system whose export the file is.'),
  columns: z
    .array(
      z.object({
        column: z.string().describe('The name in the file.'),
        field: z.string().describe('The field that it becomes; `ignored` for none.'),
        type: z.string().describe('What its values are read as.'),
        because: z.string().describe('Why.'),
      }),
    )
    .optional()
    .describe('How the columns are read.'),
  notes: z.array(z.string()).describe('What was guessed or ignored.'),
});

/** The job of an upload. */
export const uploadSchema = z.object({
  ...jobShape,
  key: z.string().optional().describe('The key in the uploads bucket.'),
  order: z.string().optional().describe('Orders the events of one key.'),
  taken: countSchema.optional().describe('While the upload is running: lines that are dealt with.'),
  continuations: countSchema
    .optional()
    .describe('How often it ran out of time and went on in another invocation. Absent: never.'),
  readAgain: countSchema
    .optional()
    .describe('How often an invocation read the file from its first line again: it could not go on. Absent: never.'),
  givenUp: z
    .literal(true)
    .optional()
    .describe('Every attempt failed, and its message is in the dead letters. A redrive resumes it. Absent: no.'),
  lines: countSchema.optional().describe('Records that were read: the sum of `accepted` and `rejected`.'),
  accepted: countSchema
    .optional()
    .describe('Good records. Of a catalog: the sum of `written`, `replaced` and `stale`.'),
  rejected: countSchema.optional().describe('Bad records.'),
  written: countSchema
    .optional()
    .describe('Products that the upload stored: the sum of `added`, `changed` and `unchanged`.'),
  added: countSchema.optional().describe('Products that are new.'),
  changed: countSchema.optional().describe('Products with another content than before.'),
  unchanged: countSchema.optional().describe('Products with the same content as before.'),
  duplicate: countSchema.optional().describe('In jobs of earlier releases, instead of `replaced`.'),
  replaced: countSchema.optional().describe('Lines that a later line of the same product replaced.'),
  stale: countSchema.optional().describe('Lines of products that were written or removed after the upload.'),
  notEmbeddable: countSchema.optional().describe('Written lines whose product the live model cannot read.'),
  withoutTextVector: countSchema
    .optional()
    .describe('With a text model: lines whose product got no vector of its text. Absent: none.'),
  removed: countSchema
    .optional()
    .describe(`Of an upload under \`${UPLOAD_PREFIXES.replaceCatalog}\`: products that it lacks, and that have left.`),
  removal: z
    .object({
      phase: z.enum(['counting', 'removing']).describe('First all products are counted.'),
      parts: countSchema.describe('Parts of the catalog that are done.'),
      of: countSchema.optional().describe('Parts in all. Absent in jobs of earlier releases: 4.'),
      stored: countSchema.describe('Products that are stored.'),
      absent: countSchema.describe('Products that the upload lacks.'),
      removed: countSchema.describe('Products that have left.'),
    })
    .optional()
    .describe('While products are removed: how far that is.'),
  rejectsKey: z
    .string()
    .optional()
    .describe('The report in the models bucket: at most 1,000 rejected lines and 1,000 ignored values.'),
  firstRejects: z
    .array(
      z.object({
        line: countSchema.describe('The number of the line, from 1.'),
        code: z.string().describe('Why it was rejected.'),
        detail: z.string().describe('What is wrong, and where.'),
        text: z.string().describe('The beginning of the line.'),
      }),
    )
    .optional()
    .describe('The first rejected lines, at most 10.'),
  file: fileReportSchema.optional().describe('What the file was found to be, and how it was read.'),
  fieldsIgnored: ignoredValuesSchema.optional().describe('Values that were left out or cut.'),
  trainingRun: z.string().optional().describe('Of training data: the id of the run that the upload started.'),
  step: stepOutcomeSchema
    .nullable()
    .optional()
    .describe('Of training data: the training step on it; `null` if all rows are held out.'),
  waitsForNextRun: z
    .literal(true)
    .optional()
    .describe('Of an object of events: its rows wait for the next run; it starts none.'),
  heldOut: countSchema.optional().describe('Rows left out of the step because they judge the model.'),
  unusable: countSchema.optional().describe('Rejected rows that no step can be taken on.'),
} satisfies FieldsOf<UploadDetail & { readonly duplicate?: number }>);

/** A list of uploads, or one of them. */
export const uploadPageSchema = z.union([z.object(pageOf(uploadSchema)), uploadSchema]);
