import * as z from 'zod';
import type { FirstWeights } from '../../../lambdas/core/model/exact-cosines.ts';
import { optimizerNames } from '../../../lambdas/core/optimizers/registry.ts';
import type { DimensionChoice } from '../../../lambdas/core/training/plans/choose-dimension.ts';
import type { ContentFit } from '../../../lambdas/core/training/plans/content-steps.ts';
import type { PopularityChoice } from '../../../lambdas/core/training/plans/popular-answers.ts';
import type { TrainingTuning } from '../../../lambdas/core/training/plans/training-tuning.ts';
import { countSchema, type FieldsOf } from './common.ts';

type EntryOf<List> = NonNullable<List> extends readonly (infer Entry)[] ? Entry : never;

const share = z.number().min(0).max(1);

const fieldsSchema = z.object({
  weights: z.record(z.string(), z.unknown()).describe('The fitted weights, by the names of the settings.'),
  pairs: countSchema.describe('Pairs of products that they were fitted to.'),
  before: z.number().describe('The log-likelihood of these pairs with the given weights.'),
  after: z.number().describe('With the fitted ones.'),
} satisfies FieldsOf<NonNullable<TrainingTuning['fields']>>);

const viewSchema = z.object({
  view: z.string().describe('A field, or all fields of one kind.'),
  agreement: z
    .number()
    .describe(
      'How far it agrees with the field that it agrees with most: 0 as by chance, 1 as that field with itself.',
    ),
  confirmedBy: z.string().nullable().describe('The field that it agrees with most; `null` if none is shown to agree.'),
  kept: share.describe('The share of its weight that it keeps.'),
} satisfies FieldsOf<EntryOf<TrainingTuning['views']>>);

const vectorSchema = z.object({
  name: z.string().describe('The name of the vectors.'),
  weight: z.number().describe('Their length beside words of length 1.'),
  products: countSchema.describe('Products with such a vector.'),
  unread: countSchema.describe('Products whose vector is not read: of another width than most, of zeros, or the mean.'),
  decidedBy: z
    .enum(['training-rows', 'texts', 'configuration'])
    .describe(
      '`training-rows`: it ranks their pairs best. `texts`: the vectors agree with the texts so far. `configuration`: nothing could decide.',
    ),
} satisfies FieldsOf<EntryOf<TrainingTuning['vectors']>>);

const popularitySchema = z.object({
  keepsPopularity: z.boolean().describe('Whether popular products count more.'),
  pairs: countSchema.describe('Held-out pairs that were looked for; 0 if there are too few.'),
  foundWithout: share.describe('The share of the pairs that is found without popularity.'),
  foundByPopularity: share.describe('The share that popularity alone finds: the same ten products for every one.'),
  foundWith: share.optional().describe('The share that is found with popularity. Absent if it was not looked for.'),
} satisfies FieldsOf<PopularityChoice>);

const contentFitSchema = z.object({
  steps: countSchema.describe('Steps before those of the training; 0 if the catalog is too large for the budget.'),
  pairs: countSchema.describe('Pairs of near products.'),
  errorBefore: z.number().describe('The root of the mean squared error of their cosines before the first step.'),
  errorAfter: z.number().describe('Before the last step.'),
} satisfies FieldsOf<ContentFit>);

const triedSchema = z.object({
  textWeight: z.number().describe('The weight that was tried.'),
  logLikelihood: z.number().optional().describe('Of held-out pairs. Absent if a walk decided.'),
  found: z.number().optional().describe('The share of held-out pairs that a walk finds. Absent if likelihood decided.'),
  behind: z.number().describe('The best value minus this one.'),
  standardError: z.number().describe('Of `behind`.'),
} satisfies FieldsOf<TrainingTuning['textWeightsTried'][number]>);

/** The settings that a run chose by its training data. Reports of earlier releases lack some fields. */
export const trainingTuningSchema = z.object({
  fields: fieldsSchema.nullable().describe('The fitted weights of fields; `null` if the given ones are kept.'),
  views: z
    .array(viewSchema)
    .optional()
    .describe('Of a run on the catalog alone: how far the fields agree, and what each keeps. Absent in other runs.'),
  vectors: z.array(vectorSchema).optional().describe('The weights of given vectors.'),
  learningRateShare: share.describe(
    'The share of the learning rate that was used. It falls with the evidence per product; 0 if training could only harm.',
  ),
  matching: z
    .boolean()
    .describe('Whether likeness is a matching: every product is a negative of the products that have their match.'),
  clusters: z
    .boolean()
    .optional()
    .describe('Whether likeness is small clusters: two products of one are alike, and all others are negatives.'),
  popularity: popularitySchema.optional().describe('Whether popular products are the answer, and what showed it.'),
  contentFit: contentFitSchema
    .optional()
    .describe(
      'How the first weights of a matching were moved to the exact cosines of its texts; absent in other runs.',
    ),
  textWeight: z.number().describe('The weight of text in what counts as alike.'),
  textWeightBy: z
    .enum(['likelihood', 'walk', 'configuration', 'default'])
    .optional()
    .describe(
      'What the weight of text was chosen by. `likelihood`: of held-out pairs. `walk`: held-out pairs that a walk of two steps finds. `configuration`: it is given. `default`: nothing decided.',
    ),
  textWeightsTried: z.array(triedSchema).describe('Every weight of text that was tried.'),
} satisfies FieldsOf<TrainingTuning>);

/** What the weights of a run were before its first step. */
export const firstWeightsSchema = z.object({
  kind: z
    .enum(['exact', 'random', 'given'])
    .describe(
      '`exact`: products had exactly the cosines of their weighted words and numbers. `random`: a random projection. `given`: those of the version that the run started from.',
    ),
  dimensions: countSchema.optional().describe('How many dimensions the products span. With `exact` alone.'),
  because: z
    .enum(['too-many-dimensions', 'too-much-work', 'linear-encoder'])
    .optional()
    .describe(
      'Why they were random. `too-many-dimensions`: the products span more than an embedding has room for. `too-much-work`: there are too many products or words. `linear-encoder`: it reads no words.',
    ),
} satisfies FieldsOf<FirstWeights>);

/** How many numbers the embeddings of a version have, and why. */
export const dimensionChoiceSchema = z.object({
  numbers: countSchema.describe('Numbers in an embedding.'),
  because: z
    .enum([
      'configuration',
      'starting-version',
      'exact',
      'kept-neighbours',
      'most',
      'budget',
      'memory',
      'many-products',
      'not-measured',
    ])
    .describe(
      '`configuration`: it is given. With `dim` `auto`, `exact`: they are enough for the exact cosines of the catalog. `kept-neighbours`: they are the least that keep three quarters of the nearest products by text near. `most`: not even the most do. `budget`: with more, `budgetSeconds` would cut the steps of the run. `memory`: with more, a run on the whole catalog would not fit into the memory of the function. `many-products`: the catalog is large, so the least are used. `not-measured`: the model does more than to project words, so the least are used. `starting-version`: those of the version that the run started from.',
    ),
  kept: z
    .array(
      z.object({
        numbers: countSchema.describe('Numbers in an embedding.'),
        share: z.number().describe('Of the 10 nearest products by text, the share that is among the 10 nearest by it.'),
      }),
    )
    .optional()
    .describe('What was measured of random weights, if it was.'),
} satisfies FieldsOf<DimensionChoice>);

/** The report of a version. What is described here can be read in every release; the rest depends on it. */
export const modelReportSchema = z.looseObject({
  optimizer: z
    .enum(optimizerNames)
    .optional()
    .describe(
      'What moved the weights: with `optimizer` `auto`, what it chose. Absent in text models, and in reports of earlier releases.',
    ),
  firstWeights: firstWeightsSchema
    .optional()
    .describe('What the weights were before the first step. Absent in reports of earlier releases.'),
  dimension: dimensionChoiceSchema
    .optional()
    .describe('How many numbers an embedding has, and why. Absent in reports of earlier releases.'),
  tuning: trainingTuningSchema
    .nullable()
    .optional()
    .describe('What the run chose by its training data; `null` or absent if nothing.'),
});
