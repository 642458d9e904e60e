import * as z from 'zod';
import { MAX_NEIGHBOURS } from '../core/search/queries/neighbours-of-all.ts';
import { exportFormatNames } from '../formats/exports/format-names.ts';
import { checkFilterSize, givenFilter, readFilter } from './similar-body.ts';
import { closedObject, validateBody } from './validation.ts';

const formats = exportFormatNames('vectors');
const neighbourFormats = exportFormatNames('neighbours');

/** The body of `POST /v1/exports`. */
export const exportSchema = closedObject(
  {
    format: z.enum(formats, { error: `expected one of ${formats.join(', ')}` }).default('parquet'),
    version: z.string().min(1).max(100).optional(),
    neighbours: closedObject(
      { k: z.int().min(1).max(MAX_NEIGHBOURS) },
      { k: ['limit', 'n', 'count', 'top', 'most'] },
    ).optional(),
    filter: givenFilter.optional(),
  },
  { neighbours: ['neighbors', 'similar'], version: ['modelVersion', 'model'], format: ['type'] },
)
  .refine(({ format, neighbours }) => neighbours === undefined || neighbourFormats.includes(format), {
    path: ['format'],
    error: `cannot hold neighbours, expected ${neighbourFormats.join(' or ')}`,
  })
  .transform(({ filter, ...body }, context) => ({
    ...body,
    condition: readFilter(filter, false, (detail) => {
      context.addIssue({ code: 'custom', path: ['filter'], message: detail });
    }),
  }));

/** The body of `POST /v1/exports`, with the filter as it is given and as it is applied. @throws HttpProblem `invalid-request` */
export function readExportBody(body: unknown) {
  checkFilterSize(body);
  const { condition, ...request } = validateBody(exportSchema, body);
  // A body with a condition is an object with a filter.
  const given = condition && (body as { readonly filter: unknown }).filter;
  return { ...request, filter: condition && { given, condition } };
}
