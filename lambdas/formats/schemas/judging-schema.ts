import * as z from 'zod';
import { productIdSchema } from './product-schema.ts';

export const judgingRowSchema = z.object({
  query: productIdSchema,
  relevant: z.array(productIdSchema).min(1),
  mask: z.array(productIdSchema).optional(),
  slice: z.string().min(1).max(100).optional(),
});

/** The part of a `meta.json` that is used: which products are ranked. */
export const judgingMetaSchema = z.object({ candidates: z.string().optional() });

const PREFIX_RULE = /^products whose id begins with (\S+)$/;

/**
 * The id prefix of the ranked products: `products whose id begins with gp:` -> `gp:`; '' (all products) for anything
 * else.
 */
export function parseCandidateIdPrefix(candidates: string | undefined): string {
  return PREFIX_RULE.exec(candidates ?? '')?.[1] ?? '';
}
