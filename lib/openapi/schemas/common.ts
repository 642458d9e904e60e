import * as z from 'zod';
import { missingReasons } from '../../../lambdas/shared/text-models.ts';

/** A schema for every field of a type: the compiler refuses a description that lacks one. */
export type FieldsOf<Type> = Readonly<Record<keyof Type, z.ZodType>>;

/** A time as the API writes it: RFC 3339, in UTC. */
export const timeSchema = z.iso.datetime();

/** The name of a model version. */
export const versionSchema = z.string().regex(/^m-[0-9a-f]+$/);

/** A vector as the API gives it. */
export const vectorSchema = z.array(z.number());

/** A number of things. */
export const countSchema = z.int().min(0);

/** A page of a list, newest first. */
export function pageOf<Entry extends z.ZodType>(entry: Entry) {
  return {
    data: z.array(entry).describe('The entries of the page.'),
    nextCursor: z.string().nullable().describe('The `cursor` of the next page; `null` on the last page.'),
  };
}

/** Where the pointers are, and how far `head` is ahead. */
export const standingShape = {
  head: versionSchema
    .nullable()
    .describe('The version that the next training step starts from; `null` before the first one.'),
  live: versionSchema.nullable().describe('The version that is served; `null` before the first one.'),
  stepsSinceLive: countSchema
    .nullable()
    .describe('Training steps from `live` to `head`; `null` if no chain of steps connects them.'),
};

/** Plain JSON whose fields depend on the release. */
export const openObjectSchema = z.record(z.string(), z.unknown());

const reasons = Object.entries(missingReasons).map(([name, reason]) => `\`${name}\`: ${reason}.`);
const [firstReason, ...otherReasons] = Object.keys(missingReasons);

/** What an answer says of a vector of the text that a product was to get. */
export const textVectorMissingSchema = z
  .enum([firstReason!, ...otherReasons])
  .optional()
  .describe(`Why the product was stored without a vector of its text. ${reasons.join(' ')} Absent: none is missing.`);

/** What an answer says of unknown fields. */
export const ignoredFieldsSchema = z
  .array(z.string())
  .optional()
  .describe('Unknown fields of products of the body that were left out, with `unknown=ignore`.');
