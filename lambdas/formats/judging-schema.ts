import * as z from 'zod';
import { productIdSchema } from './product-schema.ts';

export const judgingRowSchema = z.object({
  query: productIdSchema,
  relevant: z.array(productIdSchema).min(1),
  mask: z.array(productIdSchema).optional(),
  slice: z.string().min(1).max(100).optional(),
});

/** What is read of a folder's meta.json: which products are ranked. */
export const judgingMetaSchema = z.object({ candidates: z.string().optional() });

const PREFIX_RULE = /^products whose id begins with (\S+)$/;

/** `products whose id begins with gp:` -> `gp:`; anything else ranks all products. */
export function candidateIdPrefix(candidates: string | undefined): string {
  return PREFIX_RULE.exec(candidates ?? '')?.[1] ?? '';
}
