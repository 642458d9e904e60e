import * as z from 'zod';
import type { Comparison } from '../../../lambdas/core/evaluation/comparison.ts';
import type { PossibleJudgement } from '../../../lambdas/core/evaluation/judgement.ts';
import type { LeftOut } from '../../../lambdas/core/evaluation/judging-plan.ts';
import type { Interval } from '../../../lambdas/core/evaluation/paired-bootstrap.ts';
import type { SliceMetrics } from '../../../lambdas/core/evaluation/slice-report.ts';
import type { BlendSettings, EaseSettings, TunedReport } from '../../../lambdas/core/evaluation/tuned-report.ts';
import type { ModelCard } from '../../../lambdas/core/model-card/model-card.ts';
import {
  type CatalogReview,
  LIST_LENGTH,
  NEAR_DUPLICATE_SCORE,
  ORPHAN_SCORE,
} from '../../../lambdas/core/review/review-catalog.ts';
import type { ShownProduct } from '../../../lambdas/core/review/shown-product.ts';
import type { WorstQuery } from '../../../lambdas/core/review/worst-queries.ts';
import { countSchema, type FieldsOf, openObjectSchema, versionSchema } from './common.ts';

const shareSchema = z.number().min(0).max(1);

/** The figures of one system on one slice of the judged rows. */
export const sliceFiguresSchema = z.object({
  queries: countSchema.describe('Queries of the slice.'),
  'recall@10': shareSchema.describe('Relevant products among the first 10, by min(10, number of relevant products).'),
  'ndcg@10': shareSchema.describe('How near to the top they are.'),
  'mrr@10': shareSchema.describe('1 by the place of the first one.'),
  'hit@10': shareSchema.describe('Queries with one among the first 10.'),
  'hit@1': shareSchema.describe('Queries with one in the first place.'),
  'precision@10': shareSchema.describe('Relevant products among the first 10, by 10.'),
  'map@10': shareSchema.describe('The mean of the precision at each of them.'),
  coverage: shareSchema.describe('Products in the lists of ten, by all that could be.'),
  tripletAccuracy: shareSchema.optional().describe('Triplets in the right order.'),
} satisfies FieldsOf<SliceMetrics>);

/** A difference of two systems. */
export const differenceSchema = z.object({
  difference: z.number().describe('The model less the other system.'),
  low: z.number().describe('The lower end of the 95 % interval.'),
  high: z.number().describe('The upper end.'),
} satisfies FieldsOf<Interval>);

const bySliceSchema = z.record(z.string(), sliceFiguresSchema);
const bySystemSchema = z.record(z.string(), bySliceSchema);
const intervalsSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      'recall@10': differenceSchema.describe('By recall@10.'),
      'ndcg@10': differenceSchema.describe('By ndcg@10.'),
    }),
  ),
);

const derivedSchema = z.object({
  metrics: bySliceSchema.describe('The model, by slice.'),
  opponents: bySystemSchema.describe('The other systems, by name and slice.'),
  intervals: intervalsSchema.describe('The model less each of them, by name and slice.'),
} satisfies FieldsOf<Comparison>);

const leftOutSchema = z.object({
  unknownQueries: countSchema.describe('Rows whose query is not in the catalog.'),
  emptyRows: countSchema.describe('Rows of which no relevant product is left.'),
  unknownProducts: countSchema.describe('Relevant products that are not in the catalog.'),
  unrankedProducts: countSchema.describe('Relevant products that are never ranked.'),
} satisfies FieldsOf<LeftOut>);

const shownShape = {
  id: z.string().describe('The id of the product.'),
  title: z.string().optional().describe('Its title; a long one is cut.'),
} satisfies FieldsOf<ShownProduct>;

/** A product by its id and title. */
export const shownProductSchema = z.object(shownShape);

/** A product by its id and title, with its score. */
export const scoredProductSchema = z.object({ ...shownShape, score: z.number().describe('Cosine, from -1 to 1.') });

/** A query that the model answers badly. */
export const worstQuerySchema = z.object({
  query: shownProductSchema.describe('The product that others were searched for.'),
  slice: z.string().describe('The slice that its row names.'),
  ndcg: shareSchema.describe('Its ndcg@10.'),
  relevant: countSchema.describe('Number of relevant products.'),
  expected: z.array(shownProductSchema).describe('The first of them.'),
  came: z
    .array(z.object({ ...shownShape, isRelevant: z.boolean().describe('Whether it was expected.') }))
    .describe('The first products of the answer.'),
} satisfies FieldsOf<WorstQuery>);

const whyLeftOut = z.string().optional().describe('Why it was not built; absent if it was.');

/** How the baselines with chosen settings were made. */
const tunedSchema = z.object({
  validationQueries: countSchema.describe('Queries of the training part on which the settings were chosen.'),
  blend: z
    .object({
      shrinkage: z.number().describe('About so many joint occurrences give half the full score.'),
      popularityPower: z.number().describe('The power of the popularity of a product in the denominator.'),
      textWeight: z.number().describe('The weight of TF-IDF beside item-kNN.'),
    } satisfies FieldsOf<BlendSettings>)
    .optional()
    .describe('Settings of `tuned blend`.'),
  ease: z
    .object({ regularization: z.number().describe('What is added to the diagonal.') } satisfies FieldsOf<EaseSettings>)
    .optional()
    .describe('Settings of `ease`, which is EASE^R.'),
  leftOut: z
    .object({ 'tuned blend': whyLeftOut, ease: whyLeftOut } satisfies FieldsOf<NonNullable<TunedReport['leftOut']>>)
    .optional()
    .describe('Tuned baselines that were not built.'),
} satisfies FieldsOf<TunedReport>);

/** How a model and other systems rank on the same rows. */
export const judgementSchema = z.object({
  metrics: bySliceSchema.describe('The model, by the slices that the rows name; empty if there are no rows.'),
  baselines: bySystemSchema.describe('The baselines, by name and slice.'),
  tuned: tunedSchema.optional().describe('How the tuned baselines were made.'),
  live: bySliceSchema.optional().describe('The live version, if it was compared.'),
  text: bySliceSchema.optional().describe('The text model of the same run, if it was compared.'),
  trained: bySliceSchema.optional().describe('The trained model of the same run, beside its text model.'),
  intervals: intervalsSchema.describe('The model less each other system, by name and slice.'),
  leftOut: leftOutSchema.optional().describe('What was left out of the rows; absent if nothing was.'),
  derived: derivedSchema.describe(
    'The same by slices of catalog and training data: seen or new, popularity, category.',
  ),
  worst: z.array(worstQuerySchema).optional().describe('The ten queries with the lowest ndcg@10.'),
} satisfies FieldsOf<PossibleJudgement>);

const listOf = (name: string, entries: z.ZodType, says: string) =>
  z.object({ [name]: countSchema.describe('How many there are.'), first: z.array(entries).describe(says) });

const exampleSchema = z.object({
  product: shownProductSchema.describe('The product.'),
  neighbours: z.array(scoredProductSchema).describe('Its nearest neighbours.'),
});
const pairSchema = z.object({
  a: shownProductSchema.describe('One product.'),
  b: shownProductSchema.describe('The other one.'),
  score: z.number().describe('Cosine.'),
});
const orphanSchema = z.object({
  product: shownProductSchema.describe('The product.'),
  nearest: scoredProductSchema.describe('Its nearest neighbour.'),
});

/** How a model sees the catalog. */
export const catalogReviewSchema = z.object({
  embedded: countSchema.describe('Products with a vector.'),
  reviewed: countSchema.describe('Products that were looked at: all, or a sample of a large catalog.'),
  examples: z.array(exampleSchema).describe('Some products, drawn by the seed, with their neighbours.'),
  nearDuplicates: listOf('pairs', pairSchema, 'The first by score.').describe(
    `Pairs with a score of at least ${NEAR_DUPLICATE_SCORE}.`,
  ),
  orphans: listOf('products', orphanSchema, 'The first by rising score.').describe(
    `Products whose nearest neighbour has a score under ${ORPHAN_SCORE}.`,
  ),
  inNoList: listOf('products', shownProductSchema, 'The first of the catalog.')
    .nullable()
    .describe(
      `Products among the ${LIST_LENGTH} nearest of no other; \`null\` if only a sample of the catalog was looked at.`,
    ),
} satisfies FieldsOf<CatalogReview>);

const splitSchema = z.object({
  rule: z.string().describe('How rows were held out, and what their queries are.'),
  seed: z.int().describe('The seed of the run.'),
  heldOutFraction: shareSchema.describe('The share that was to be held out.'),
  heldOutRows: countSchema.describe('Rows that were.'),
  copiesOfHeldOut: countSchema.describe('Facts left out of training, because they repeat a held-out one.'),
  by: z.enum(['random', 'time']).describe('At random, or the newest.'),
} satisfies FieldsOf<ModelCard['split']>);

const lossPointSchema = z.object({
  step: countSchema.describe('Steps taken.'),
  loss: z.number().nullable().describe('The mean loss since the point before; `null` if it was not finite.'),
});

/** How a version was made, and how good it is. */
export const modelCardSchema = z.object({
  formatVersion: z.literal(1).describe('The form of the card.'),
  modelVersion: versionSchema.describe('The version.'),
  weightsSha256: z.string().describe('SHA-256 of the weights, in hex.'),
  verdict: z.string().describe('How the model compares with the other systems, in a sentence.'),
  learnedFrom: z
    .enum(['catalog', 'training-rows'])
    .optional()
    .describe('What the model learned from. Absent in cards of earlier releases.'),
  data: openObjectSchema.describe('Counts of the training data, and their `sha256`.'),
  split: splitSchema.describe('What was held out to judge on.'),
  judgedOn: z.enum(['judging', 'held-out']).describe('Judging data, or the held-out part of the training data.'),
  liveVersion: versionSchema.nullable().describe('The live version that it was compared with; `null` without one.'),
  judgement: judgementSchema.describe('How it ranks.'),
  heldOut: judgementSchema
    .nullable()
    .describe('How it ranks on the held-out rows; `null` if `judgement` is already that.'),
  config: openObjectSchema.describe('The configuration of the run.'),
  lossCurve: z.array(lossPointSchema).describe('The loss over the steps.'),
  diagnostics: openObjectSchema.describe('What the watchdog saw.'),
  epochs: openObjectSchema.optional().describe('The scores of the epochs, if the best one was chosen.'),
  trainedShare: openObjectSchema
    .optional()
    .describe('How much of the training the model keeps, and what was compared. Absent in text models.'),
  search: openObjectSchema.optional().describe('The settings that were tried, if better ones were searched for.'),
  review: catalogReviewSchema
    .optional()
    .describe('How the model sees the catalog. Absent in cards of earlier releases.'),
  more: openObjectSchema.describe('The rest of the report of the run.'),
} satisfies FieldsOf<ModelCard>);
