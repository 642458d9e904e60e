import * as z from 'zod';
import {
  MAX_CODES,
  type MapBounds,
  type MapCluster,
  type NumberColour,
  type ProductMap,
  type WordColour,
} from '../../../lambdas/core/map/product-map.ts';
import { countSchema, type FieldsOf, timeSchema, versionSchema } from './common.ts';

const wordColourSchema = z.object({
  field: z.enum(['cluster', 'category', 'brand']).describe('The field of the products.'),
  kind: z.literal('words').describe('The values are words.'),
  values: z
    .array(z.string())
    .max(MAX_CODES)
    .describe('The most frequent words, by falling frequency. The code of a product is the place of its word.'),
  counts: z.array(countSchema).max(MAX_CODES).describe('How many products have each.'),
  others: countSchema.describe('Products with another word: their code is 254.'),
  missing: countSchema.describe('Products without a word: their code is 255.'),
} satisfies FieldsOf<WordColour>);

const numberColourSchema = z.object({
  field: z.enum(['price']).describe('The field of the products.'),
  kind: z.literal('number').describe('The values are numbers.'),
  bounds: z
    .array(z.number())
    .max(MAX_CODES)
    .describe('Rising quantiles. The code of a product is the place of the first bound that is not below its number.'),
  missing: countSchema.describe('Products without a number: their code is 255.'),
} satisfies FieldsOf<NumberColour>);

const boundsSchema = z.object({
  minX: z.number().describe('Where the coordinate x is 0.'),
  maxX: z.number().describe('Where the coordinate x is 65,535.'),
  minY: z.number().describe('Where the coordinate y is 0.'),
  maxY: z.number().describe('Where the coordinate y is 65,535.'),
} satisfies FieldsOf<MapBounds>);

const clusterSchema = z.object({
  label: z.string().describe('Words of categories, brands and titles that distinguish the group.'),
  x: z.number().describe('The median of its points.'),
  y: z.number().describe('The median of its points.'),
  products: countSchema.describe('Products in the group.'),
} satisfies FieldsOf<MapCluster>);

/** A map without its points and names. */
export const productMapSchema = z.object({
  modelVersion: versionSchema.describe('The version whose vectors the map shows.'),
  method: z
    .enum(['umap', 'pca'])
    .describe('`umap` keeps neighbours together. `pca` is the plane in which vectors differ most.'),
  products: countSchema.describe('Products on the map.'),
  createdAt: timeSchema.describe('When the map was made. Later products are not on it.'),
  pointsPerPart: z.int().min(1).describe('Points of each part but the last.'),
  parts: countSchema.describe('Parts of the points.'),
  namesPerPart: z.int().min(1).describe('Names of each part but the last.'),
  nameParts: countSchema.describe('Parts of the names.'),
  bounds: boundsSchema.describe('The bounds of the points.'),
  colours: z
    .array(z.union([wordColourSchema, numberColourSchema]))
    .describe('What points can be coloured by, in the order of their codes.'),
  clusters: z.array(clusterSchema).describe('Groups of similar products, the largest first.'),
} satisfies FieldsOf<ProductMap>);

/** A part of the names of a map. */
export const mapNamesSchema = z.object({
  names: z.array(z.array(z.string()).min(2).max(2)).describe('The id and the title of each product, in row order.'),
});
