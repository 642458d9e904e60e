import * as z from 'zod';
import { productFieldNames } from '../../core/catalog/product.ts';
import { nearestName } from '../../core/settings/check-values.ts';

/** Groups of names that a shop chooses: `attributes.colour`, `payload.stock`. */
export const NAMED_GROUPS = ['attributes', 'payload'] as const;

/** The fields of training rows that a column may be mapped to. */
export const trainingFieldNames = [
  'anchor',
  'positive',
  'negative',
  'query',
  'items',
  'kind',
  'at',
  'quantities',
] as const;

/** What a column names that groups the lines of orders, or of sessions. */
const groupingFieldNames = ['order', 'session'];

/** What the variants of a product become: one product with all of them, or a product each. */
export const VARIANT_MODES = ['merge', 'each'] as const;
export type VariantMode = (typeof VARIANT_MODES)[number];

const GROUPED_NAME = new RegExp(`^(?:${NAMED_GROUPS.join('|')})\\..+$`, 's');
const plainNames: readonly string[] = ['id', ...productFieldNames, ...trainingFieldNames, ...groupingFieldNames];

const columnSchema = z.string().min(1);

const fieldsSchema = z.record(z.string(), columnSchema).superRefine((fields, context) => {
  for (const name of Object.keys(fields)) {
    if (plainNames.includes(name) || GROUPED_NAME.test(name)) continue;
    const nearest = nearestName(name, plainNames);
    const known = `expected one of ${plainNames.join(', ')}, attributes.NAME or payload.NAME`;
    const message = `no field: ${nearest === undefined ? known : `did you mean ${nearest}?`}`;
    context.addIssue({ code: 'custom', path: [name], message });
  }
});

/** The types that a mapping may give to a column. */
const givenTypes = ['text', 'code', 'number', 'flag', 'list', 'time', 'ignore'] as const;

/**
 * How the columns of a file, or the keys of its JSON records, are read: `--map`, and `catalog.schema.json`. What it does
 * not say is found out from the file.
 */
export const readingSchema = z.strictObject({
  /** The column of a field: `{"id": "Handle", "attributes.colour": "Farbe"}`. */
  fields: fieldsSchema.optional(),
  /** The type of a column: `{"Art. 7": "code", "Notes": "ignore"}`. */
  types: z.record(columnSchema, z.enum(givenTypes)).optional(),
  /** The text between the entries of a list, by column. */
  listSeparators: z.record(columnSchema, z.string().min(1).max(10)).optional(),
  /** The text between the steps of a category path, and the text between several paths: `A > B, C > D`. */
  category: z
    .strictObject({ steps: z.string().min(1).max(10).optional(), paths: z.string().min(1).max(10).optional() })
    .optional(),
  /** Of numbers such as `1.299`. */
  decimalMark: z.enum(['.', ',']).optional(),
  /** Which export of a shop system the file is: the name of a dialect, or `none`. Default: found out from the file. */
  export: z.string().optional(),
  /** Whether the variants of a product are merged into one product (default), or each is a product. */
  variants: z.enum(VARIANT_MODES).optional(),
  /** Whether a record with a value that must be left out or cut is rejected. Default false. */
  strict: z.boolean().optional(),
});

export type ReadingSchema = z.output<typeof readingSchema>;
