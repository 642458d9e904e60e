import type { Product } from '../catalog/product.ts';
import { type DenseSource, getSourceWidth, readGivenNumber } from '../features/dense-inputs.ts';
import type { FeatureBatch, FeatureSpace } from '../features/feature-space.ts';
import type { TokenField } from '../features/product-tokens.ts';
import { isQuery } from '../features/search-text.ts';
import { type Model, readInputs } from '../model/model.ts';
import { type FeatureName, type NamedFeature, NamedFeatureSum } from './named-feature.ts';
import { nameTokens } from './named-tokens.ts';
import { NotExplainableError } from './not-explainable.ts';

/** The field that a reader knows: a word of the title counts as word, compound and runs of characters. */
const shownFields: Readonly<Record<TokenField, string>> = {
  title: 'title',
  compound: 'title',
  gram: 'title',
  word: 'text',
  model: 'text',
  size: 'text',
  description: 'description',
  text: 'text',
  brand: 'brand',
  category: 'category',
  attribute: 'attribute',
  number: 'number',
};

/**
 * The parts of a product's vector by name. They add up to the vector before it is scaled to length 1.
 * @param product Also a search text, as `createQueryProduct` makes it.
 * @throws NotExplainableError `hidden-layer`; ModelInputError as `embedProducts`
 */
export function readNamedFeatures(model: Model, product: Product): NamedFeature[] {
  const { input, parameters } = model;
  if (parameters.hidden !== undefined) {
    throw new NotExplainableError(
      'hidden-layer',
      `the model has a hidden layer of ${parameters.hidden.H} units, so its scores are no sums over pairs of features: train with "hidden": 0 to explain scores`,
    );
  }
  const batch = readInputs(input, [product]);
  const sum = new NamedFeatureSum(parameters.D);
  if (input.encoder === 'linear') addPlainFeatures(batch.dense, 0, model, sum);
  else {
    addTokens(input.space, product, batch, model, sum);
    addDense(input.space, product, batch, model, sum);
  }
  return sum.features;
}

function addTokens(
  space: FeatureSpace,
  product: Product,
  { bags, identityAt }: FeatureBatch,
  { parameters: { D, table } }: Model,
  sum: NamedFeatureSum,
): void {
  const { vocabulary } = space;
  nameTokens(space, product).forEach(({ row, origins }, t) => {
    const rare = row >= vocabulary.tokens.length ? { rare: true as const } : {};
    for (const { field, value, share } of origins) {
      const name = { field: isQuery(product) ? 'query' : shownFields[field], value, ...rare };
      sum.add(name, table, bags.tokens[t]! * D, share * bags.weights[t]!);
    }
  });
  const own = identityAt[0]!;
  if (own >= 0) sum.add({ field: 'idRow', value: product.id }, table, bags.tokens[own]! * D, bags.weights[own]!);
}

function addDense(
  space: FeatureSpace,
  product: Product,
  { dense: inputs }: FeatureBatch,
  model: Model,
  sum: NamedFeatureSum,
): void {
  const { D, dense } = model.parameters;
  const selected = space.selectFeatures(product);
  let at = 0;
  for (const source of space.sources) {
    const end = at + getSourceWidth(source);
    if (source.kind === 'features') addPlainFeatures(inputs.subarray(at, end), at, model, sum);
    else {
      const name = nameSource(source, selected);
      for (let f = at; f < end; f++) sum.add(name, dense, f * D, inputs[f]!);
    }
    at = end;
  }
}

function nameSource(source: Exclude<DenseSource, { kind: 'features' }>, product: Product): FeatureName {
  if (source.kind === 'vector') return { field: 'vector', value: source.name };
  return { field: 'number', value: `${source.name}=${readGivenNumber(product, source.name)}` };
}

/** Adds each plain feature by its place, from 0. @param at The first row of their weights. */
function addPlainFeatures(
  inputs: ArrayLike<number>,
  at: number,
  { parameters: { D, dense } }: Model,
  sum: NamedFeatureSum,
): void {
  for (let f = 0; f < inputs.length; f++)
    sum.add({ field: 'features', value: String(f) }, dense, (at + f) * D, inputs[f]!);
}
