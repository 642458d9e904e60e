import * as z from 'zod';
import { exportFormatNames } from '../../../lambdas/formats/exports/format-names.ts';
import { EXPORT_DAYS } from '../../../lambdas/formats/object-layout.ts';
import type { ExportDetail } from '../../../lambdas/ports/job-detail.ts';
import { countSchema, type FieldsOf, pageOf, timeSchema, versionSchema } from './common.ts';
import { costSchema, jobShape } from './jobs.ts';

const url = z.string().optional().describe('A link that works without credentials until `linksExpireAt`.');

const briefShape = {
  ...jobShape,
  phase: z.enum(['queued', 'copying', 'counting', 'writing', 'done']).optional().describe('What the export does now.'),
  format: z.enum(exportFormatNames('vectors')).describe('The format of the files.'),
  modelVersion: versionSchema.describe('The version whose vectors are exported.'),
  neighbours: z.int().min(1).optional().describe('The number of neighbours of each product; absent for vectors.'),
  filter: z.unknown().optional().describe('Which products are exported, as requested; absent for all.'),
  dim: z.int().min(1).optional().describe('Numbers in a vector.'),
  asOf: timeSchema.optional().describe('All changes before are included.'),
  vectors: countSchema.optional().describe('Products with a vector that are exported.'),
  notMatching: countSchema.optional().describe('Products with a vector that do not meet the filter.'),
  products: countSchema.optional().describe('Products of the catalog, counted after `asOf`.'),
  withoutVector: countSchema
    .optional()
    .describe('Those of them that are left out because they had no vector under the version.'),
  done: countSchema.optional().describe('Vectors that are written, or products whose neighbours are.'),
  rows: countSchema.optional().describe('Products in a file of vectors, or pairs in all files of neighbours.'),
  bytes: countSchema.optional().describe('Of all files.'),
  expiresAt: timeSchema
    .optional()
    .describe(`The files are kept until then: ${EXPORT_DAYS.files} days after the request.`),
  cost: costSchema.optional().describe('The computing cost so far.'),
  advice: z.string().optional().describe('What to do after a failure.'),
} satisfies Partial<FieldsOf<ExportDetail>>;

/** An export as lists have it. */
export const exportBriefSchema = z.object(briefShape);

export const exportPageSchema = z.object(pageOf(exportBriefSchema));

/** One export. */
export const exportSchema = z.object({
  ...briefShape,
  files: z
    .array(
      z.object({
        key: z.string().describe('The key in the models bucket.'),
        bytes: countSchema.describe('Its size.'),
        rows: countSchema.describe('Its products or pairs.'),
        url,
      }),
    )
    .optional()
    .describe('The files; together they are the export.'),
  manifest: z
    .object({ key: z.string().describe('The key in the models bucket.'), url })
    .optional()
    .describe('A JSON file that says what the others hold. It is written last.'),
  linksExpireAt: timeSchema.optional().describe('Until when the links work, at most.'),
});
