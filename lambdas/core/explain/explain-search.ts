import type { Product } from '../catalog/product.ts';
import type { TextQuery } from '../catalog/training-row.ts';
import { ModelInputError } from '../features/feature-error.ts';
import { createQueryProduct } from '../features/search-text.ts';
import type { Model } from '../model/model.ts';
import { type Because, explainNeighbour } from './because.ts';
import { NAMED_PAIRS } from './explain-score.ts';
import type { NamedFeature } from './named-feature.ts';
import { NotExplainableError } from './not-explainable.ts';
import { averageFeatures, bestFeatures, type ExplainedExample, type QueryFeatures } from './query-features.ts';
import { readNamedFeatures } from './read-named-features.ts';

/** An example of a search: a product, a search text, a feature vector, or a vector of the model. */
export interface ExampleToExplain {
  readonly input: Product | TextQuery | readonly number[] | Float32Array;
  /** Above 0. */
  readonly weight: number;
}

/** A search whose scores are to be explained. */
export interface SearchToExplain {
  /** Undefined for an example that the search left out: a vector is named by its place. */
  readonly positive: readonly (ExampleToExplain | undefined)[];
  readonly negative: readonly (ExampleToExplain | undefined)[];
  /** How the examples became one query (core/search/queries/search-examples.ts). */
  readonly strategy: 'average' | 'best';
  readonly neighbours: readonly { readonly product: Product; readonly score: number }[];
}

/** Explains the score of each neighbour. Examples that the model cannot read are left out, as in the search. */
export function explainSearch(model: Model, { neighbours, ...search }: SearchToExplain): Because[] {
  const query = readQuery(model, search);
  if (typeof query === 'string') return neighbours.map(() => ({ notExplained: query }));
  return neighbours.map(({ product, score }) => explainNeighbour(model, query, product, score, NAMED_PAIRS));
}

/** What the search compared with, or why it cannot be said. */
function readQuery(
  model: Model,
  { positive, negative, strategy }: Omit<SearchToExplain, 'neighbours'>,
): QueryFeatures | string {
  try {
    const read = (examples: SearchToExplain['positive'], place: string) =>
      examples.flatMap((example, i) => (example ? readExample(model, example, `${place}/${i}`) : []));
    const examples = { positive: read(positive, 'positive'), negative: read(negative, 'negative') };
    if (examples.positive.length === 0) return 'the model can read no positive example';
    return strategy === 'average' ? averageFeatures(examples) : bestFeatures(examples);
  } catch (cause) {
    if (cause instanceof NotExplainableError) return cause.message;
    throw cause;
  }
}

function readExample(model: Model, { input, weight }: ExampleToExplain, place: string): ExplainedExample[] {
  try {
    const features = readFeatures(model, input, place);
    return features.length === 0 ? [] : [{ features, weight }];
  } catch (cause) {
    if (cause instanceof ModelInputError) return [];
    throw cause;
  }
}

function readFeatures(model: Model, input: ExampleToExplain['input'], place: string): NamedFeature[] {
  if (input instanceof Float32Array)
    return [{ name: { field: 'exampleVector', value: place }, part: Float64Array.from(input) }];
  if (isFeatureVector(input)) return readNamedFeatures(model, { id: '', features: input });
  return readNamedFeatures(model, 'query' in input ? createQueryProduct(input.query) : input);
}

function isFeatureVector(input: Product | TextQuery | readonly number[]): input is readonly number[] {
  return Array.isArray(input);
}
