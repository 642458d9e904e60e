import { buildDefaults, names, number, type ValuesOf, whole } from '../settings/setting.ts';
import { UNKNOWN_BUCKETS_RANGE } from '../settings/shared-ranges.ts';

const weightRange = [0, 100] as const;

/**
 * How products become tokens and numbers. For two products that both have a field, the weight of the field is its share
 * of their cosine before training, relative to the weights of their other fields. A weight of 0 leaves the field out.
 */
export const featureSettings = {
  wordWeight: number(
    weightRange,
    0.5,
    'Words of title, brand, category and attributes together, without endings of plurals: where a search text meets all fields.',
  ),
  titleWordWeight: number(weightRange, 1, 'Words of the title.'),
  titleCompoundWeight: number(weightRange, 0.5, 'Neighbouring words of the title, joined.'),
  titleGramWeight: number(weightRange, 0.5, 'Runs of 3 to 5 characters of the words of the title.'),
  modelNumberWeight: number(
    weightRange,
    0,
    'Model numbers in title and description: `DCS-1100`. If training pairs are a matching or clusters, it is fitted even if it is 0.',
  ),
  sizeWeight: number(
    weightRange,
    0,
    'Sizes in title and description, in one form: `18.5in`. If training pairs are a matching or clusters, it is fitted even if it is 0.',
  ),
  descriptionWeight: number(weightRange, 0.2, 'Words of the description.'),
  textWeight: number(
    weightRange,
    0.3,
    'Words of title, brand and description together, since one shop describes what another has in the title.',
  ),
  brandWeight: number(weightRange, 0.5, 'The brand.'),
  categoryWeight: number(weightRange, 0.25, 'Every prefix of every category path.'),
  attributeWeight: number(weightRange, 0.25, '`name=value` of attributes that are words, flags or lists of words.'),
  numberWeight: number(
    weightRange,
    0.1,
    'All numbers together (price, numeric attributes), after log and standardisation.',
  ),
  numberBinWeight: number(
    weightRange,
    0,
    'The same numbers as tokens, by quantile bins of the training catalog, for effects that are not linear in the number.',
  ),
  vectorWeight: number(
    weightRange,
    1,
    'Each given vector, less the mean of the catalog and scaled to length 1; and the plain `features`. It is fitted to the training pairs for each name.',
  ),
  minDocumentFrequency: whole(
    [1, 1e9],
    2,
    'A token has its own row if at least this number of products of the training catalog contain it.',
  ),
  unknownBuckets: whole(
    UNKNOWN_BUCKETS_RANGE,
    1024,
    'Number of rows that all tokens without their own row share, by hash; 0 ignores these tokens.',
  ),
  unknownWeight: number(
    weightRange,
    0.1,
    'Weight of tokens without their own row. A product with only such tokens still has an embedding.',
  ),
  identityWeight: number(
    weightRange,
    1,
    'Weight of the own row of a product seen in training. Its tokens have the total weight 1.',
  ),
  asFeatures: names(
    'Names of attributes and payload entries to learn from, against the rule by name (`rating`, `stock`). Case, spaces and underscores are ignored.',
  ),
  notFeatures: names('Names of attributes not to learn from. They are stored and filtered by.'),
};

export type FeatureConfig = ValuesOf<typeof featureSettings>;

/** The settings that are numbers, such as weights. */
export type FeatureNumberName = {
  [Name in keyof FeatureConfig]: FeatureConfig[Name] extends number ? Name : never;
}[keyof FeatureConfig];

/**
 * How products are read, stored with the model. 1: models before format version 4 read texts with their markup, only
 * prefixes of one category path, and every attribute. 2: texts as shown, several paths, and no payload. 3: a size is
 * one run of characters, and a rare token has two shared rows. 4: these rows always differ, singulars fold as their
 * plurals do, and `24/7` and `size 9 M` are no sizes. 5: Korean words are pairs of syllables.
 */
export type FeatureReading = 1 | 2 | 3 | 4 | 5;

/** The reading of new models. */
export const CURRENT_READING: FeatureReading = 5;

export const defaultFeatureConfig: FeatureConfig = buildDefaults(featureSettings);
