import type { Because } from '../../core/explain/because.ts';
import type { ExampleToExplain } from '../../core/explain/explain-search.ts';
import type { Neighbour } from '../../core/search/best-neighbours.ts';
import type { Explainer } from '../../ports/model-services.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import { readProducts } from '../catalog/read-products.ts';
import type { Example, SimilarQuery, UnreadExample } from './similar-query.ts';

export interface ExplainNeighboursPorts {
  readonly products: Pick<ProductStore, 'get'>;
  readonly explainer: Explainer;
}

const REMOVED: Because = { notExplained: 'the product was removed meanwhile' };

/**
 * Why each neighbour has its score, by the neighbour's id. The products are read as they are now.
 * @param unread The examples that the search left out.
 */
export async function explainNeighbours(
  { products, explainer }: ExplainNeighboursPorts,
  modelVersion: string,
  { positive, negative, strategy }: Pick<SimilarQuery, 'positive' | 'negative' | 'strategy'>,
  neighbours: readonly Pick<Neighbour, 'id' | 'score'>[],
  unread: readonly Pick<UnreadExample, 'path'>[],
): Promise<ReadonlyMap<string, Because>> {
  const ids = [...positive, ...negative].flatMap((example) => ('id' in example ? [example.id] : []));
  const stored = await readProducts(products, [...ids, ...neighbours.map(({ id }) => id)]);
  const found = neighbours.flatMap(({ id, score }) => {
    const product = stored.get(id)?.product;
    return product ? [{ product, score }] : [];
  });
  const isLeftOut = new Set(unread.map(({ path }) => path.join('/')));
  const inputs = (side: 'positive' | 'negative', examples: readonly Example[]) =>
    examples.map((example, i) => {
      if (isLeftOut.has(`${side}/${i}`)) return undefined;
      const input = 'id' in example ? stored.get(example.id)?.product : inputOf(example);
      return input && { input, weight: example.weight };
    });
  const explained = await explainer.explain(modelVersion, {
    ...{ positive: inputs('positive', positive), negative: inputs('negative', negative), strategy },
    neighbours: found,
  });
  const known = new Map(found.map(({ product }, i) => [product.id, explained[i]!]));
  return new Map(neighbours.map(({ id }) => [id, known.get(id) ?? REMOVED]));
}

function inputOf(example: Exclude<Example, { readonly id: string }>): ExampleToExplain['input'] {
  if ('product' in example) return example.product;
  if ('vector' in example) return Float32Array.from(example.vector);
  return 'features' in example ? example.features : { query: example.query };
}
