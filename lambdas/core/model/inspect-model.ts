import type { FeatureSpace } from '../features/feature-space.ts';
import { parseTokenField, type TokenField, tokenFieldNames, tokenFields } from '../features/product-tokens.ts';
import type { Reals } from '../numerics/reals.ts';
import type { Model } from './model.ts';

/** The lengths of some rows of a model. */
export interface RowLengths {
  readonly rows: number;
  readonly least: number;
  readonly mean: number;
  readonly largest: number;
}

/** What a model makes of one field of products. */
export interface FieldShare {
  readonly field: TokenField;
  /** Tokens with a row of their own. */
  readonly tokens: number;
  /** The weight in the configuration of the features. */
  readonly weight: number;
  /** Its part of the weights of all fields: its share of the cosine before training, of products that have every field. In [0, 1]. */
  readonly shareBefore: number;
  /** The same after training: times the mean squared length of its rows, each as often as it occurs. In [0, 1]. */
  readonly shareAfter: number;
}

/** A token that moves the vectors of its products far. */
export interface HeavyToken {
  readonly field: TokenField;
  readonly value: string;
  readonly idf: number;
  /** Length of its row. */
  readonly length: number;
  /** sqrt(weight of its field) x IDF x length. */
  readonly weight: number;
}

/** What is in a model, as plain JSON. Fields and tokens are only in a model that reads them (encoder bag). */
export interface ModelInspection {
  readonly parameters: number;
  readonly fields: readonly FieldShare[];
  readonly heaviest: readonly HeavyToken[];
  /** By kind of row: tokens, rows that rare tokens share, products of the training data, dense inputs. Kinds without rows are left out. */
  readonly lengths: Readonly<Record<string, RowLengths>>;
}

/** Describes the parameters of a model. @param top The most tokens to name. */
export function inspectModel({ input, parameters }: Model, top: number): ModelInspection {
  const { D, table, dense, hidden } = parameters;
  const layer = hidden ? [hidden.inner, hidden.bias, hidden.outer] : [];
  const count = [table, dense, ...layer].reduce((sum, { length }) => sum + length, 0);
  const denseLengths = describeLengths(rowLengths(dense, D));
  if (input.encoder === 'linear')
    return { parameters: count, fields: [], heaviest: [], lengths: withRows({ denseInputs: denseLengths }) };
  const { space } = input;
  const lengths = rowLengths(table, D);
  const { tokens, rows } = { tokens: space.vocabulary.tokens.length, rows: space.vocabulary.rows };
  return {
    parameters: count,
    fields: shareFields(space, lengths),
    heaviest: findHeaviest(space, lengths, top),
    lengths: withRows({
      tokens: describeLengths(lengths.subarray(0, tokens)),
      sharedRows: describeLengths(lengths.subarray(tokens, rows)),
      products: describeLengths(lengths.subarray(rows, space.tableRows)),
      queryTokens: describeLengths(lengths.subarray(space.tableRows)),
      denseInputs: denseLengths,
    }),
  };
}

/** (rows): the Euclidean length of each row of a matrix (rows, D). */
function rowLengths(values: Reals, D: number): Float64Array {
  return Float64Array.from({ length: values.length / D }, (_, row) => {
    let squares = 0;
    for (let at = row * D; at < (row + 1) * D; at++) squares += values[at]! ** 2;
    return Math.sqrt(squares);
  });
}

function describeLengths(lengths: Float64Array): RowLengths {
  const sum = lengths.reduce((all, one) => all + one, 0);
  return {
    rows: lengths.length,
    least: lengths.reduce((least, one) => Math.min(least, one), lengths[0] ?? 0),
    mean: lengths.length > 0 ? sum / lengths.length : 0,
    largest: lengths.reduce((largest, one) => Math.max(largest, one), 0),
  };
}

function withRows(lengths: Readonly<Record<string, RowLengths>>): Record<string, RowLengths> {
  return Object.fromEntries(Object.entries(lengths).filter(([, { rows }]) => rows > 0));
}

/** The fields of the configuration with a weight above 0, the largest share first. */
function shareFields({ config, vocabulary }: FeatureSpace, lengths: Float64Array): FieldShare[] {
  const sums = new Map(tokenFieldNames.map((field) => [field, { tokens: 0, occurrences: 0, squares: 0 }]));
  vocabulary.tokens.forEach((token, row) => {
    const sum = sums.get(parseTokenField(token))!;
    const idf = vocabulary.idf[row]!;
    // IDF is log(1 + products / products with the token), which gives back the share of products with the token.
    const weight = idf ** 2 / Math.expm1(idf);
    sum.tokens += 1;
    sum.occurrences += weight;
    sum.squares += weight * lengths[row]! ** 2;
  });
  const fields = tokenFieldNames.flatMap((field) => {
    const weight = config[tokenFields[field].weight];
    const { tokens, occurrences, squares } = sums.get(field)!;
    return weight > 0 ? [{ field, tokens, weight, after: occurrences > 0 ? (weight * squares) / occurrences : 0 }] : [];
  });
  const before = fields.reduce((sum, { weight }) => sum + weight, 0);
  const after = fields.reduce((sum, one) => sum + one.after, 0);
  return fields
    .map(({ after: own, ...field }) => ({
      ...field,
      shareBefore: field.weight / before,
      shareAfter: after > 0 ? own / after : 0,
    }))
    .sort((a, b) => b.shareAfter - a.shareAfter);
}

function findHeaviest({ config, vocabulary }: FeatureSpace, lengths: Float64Array, top: number): HeavyToken[] {
  const weights = vocabulary.tokens.map((token, row) => {
    const fieldWeight = config[tokenFields[parseTokenField(token)].weight];
    return Math.sqrt(fieldWeight) * vocabulary.idf[row]! * lengths[row]!;
  });
  const order = weights.map((_, row) => row).sort((a, b) => weights[b]! - weights[a]! || a - b);
  return order.slice(0, top).map((row) => {
    const token = vocabulary.tokens[row]!;
    const field = parseTokenField(token);
    return {
      field,
      value: token.slice(field.length + 1),
      idf: vocabulary.idf[row]!,
      length: lengths[row]!,
      weight: weights[row]!,
    };
  });
}
