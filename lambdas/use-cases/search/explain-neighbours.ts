import type { Product } from '../../core/catalog/product.ts';
import type { Because } from '../../core/explain/because.ts';
import type { ExampleToExplain } from '../../core/explain/explain-search.ts';
import type { Neighbour } from '../../core/search/best-neighbours.ts';
import type { Explainer } from '../../ports/explainer.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import { readProducts } from '../catalog/read-products.ts';
import type { Example, SimilarQuery } from './similar-query.ts';

export interface ExplainNeighboursPorts {
  readonly products: Pick<ProductStore, 'get'>;
  readonly explainer: Explainer;
}

const REMOVED: Because = { notExplained: 'the product was removed meanwhile' };

/** Why each neighbour has its score, by the neighbour's id. The products are read as they are now. */
export async function explainNeighbours(
  { products, explainer }: ExplainNeighboursPorts,
  modelVersion: string,
  { positive, negative, strategy }: Pick<SimilarQuery, 'positive' | 'negative' | 'strategy'>,
  neighbours: readonly Pick<Neighbour, 'id' | 'score'>[],
): Promise<ReadonlyMap<string, Because>> {
  const ids = [...positive, ...negative].flatMap((example) => ('id' in example ? [example.id] : []));
  const stored = await readProducts(products, [...ids, ...neighbours.map(({ id }) => id)]);
  const found = neighbours.flatMap(({ id, score }) => {
    const product = stored.get(id)?.product;
    return product ? [{ product, score }] : [];
  });
  const inputs = (examples: readonly Example[]) =>
    examples.map((example) => ({ input: inputOf(example, (id) => stored.get(id)?.product), weight: example.weight }));
  const explained = await explainer.explain(modelVersion, {
    ...{ positive: inputs(positive), negative: inputs(negative), strategy },
    neighbours: found,
  });
  const known = new Map(found.map(({ product }, i) => [product.id, explained[i]!]));
  return new Map(neighbours.map(({ id }) => [id, known.get(id) ?? REMOVED]));
}

/** What the search read of an example. A product that is not stored is read as one without fields, which no model reads. */
function inputOf(example: Example, storedOf: (id: string) => Product | undefined): ExampleToExplain['input'] {
  if ('id' in example) return storedOf(example.id) ?? { id: example.id };
  if ('product' in example) return example.product;
  if ('vector' in example) return Float32Array.from(example.vector);
  return 'features' in example ? example.features : { query: example.query };
}
