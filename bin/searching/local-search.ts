import type { Product } from '../../lambdas/core/catalog/product.ts';
import { jsonPointer } from '../../lambdas/core/errors/json-pointer.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import { readFilterFields } from '../../lambdas/core/search/product-fields.ts';
import { SearchIndex } from '../../lambdas/core/search/search-index.ts';
import { HttpProblem } from '../../lambdas/http/problems.ts';
import { readSimilarBody } from '../../lambdas/http/similar-body.ts';
import { UseCaseError } from '../../lambdas/use-cases/common/use-case-error.ts';
import { ModelEmbedder } from '../../lambdas/use-cases/models/model-embedder.ts';
import { ModelExplainer } from '../../lambdas/use-cases/models/model-explainer.ts';
import { ExactSearch } from '../../lambdas/use-cases/search/exact-search.ts';
import { type FindSimilarPorts, findSimilar } from '../../lambdas/use-cases/search/find-similar.ts';
import { toQueryAnswer } from '../../lambdas/use-cases/search/similar-query.ts';
import type { SimilarProducts, SimilarRequest } from '../../lib/client/generated/schemas.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';
import type { Ask } from './search-pages.ts';

/** A catalog and its vectors under a model. */
export interface EmbeddedCatalog {
  readonly model: Model;
  readonly modelVersion: string;
  readonly products: readonly Product[];
  /** The products that have a vector (D). */
  readonly embedded: Iterable<{ readonly product: Product; readonly vector: Float32Array }>;
  /** Product id -> why the model cannot embed the product. */
  readonly notEmbeddable: ReadonlyMap<string, string>;
}

/** All products of a catalog are of the same instant. */
const STAMP = { revision: '', updatedAt: '' };

/** Answers searches as a deployment does, by the same code, from a catalog in memory. */
export function searchCatalog(catalog: EmbeddedCatalog): Ask {
  const ports = portsOf(catalog);
  return async (request) => {
    try {
      const answer = toQueryAnswer(await findSimilar(ports, readSimilarBody(request)));
      // The types of the client are made of the same schemas.
      return answer as SimilarProducts;
    } catch (cause) {
      throw explainRefusal(cause, request);
    }
  };
}

function portsOf({ model, modelVersion, products, embedded, notEmbeddable }: EmbeddedCatalog): FindSimilarPorts {
  const index = new SearchIndex(modelVersion, model.parameters.D);
  for (const { product, vector } of embedded) index.upsert(product.id, vector, readFilterFields(product));
  const known = new Map(products.map((product) => [product.id, product]));
  const asOf = new Date().toISOString();
  const models = { get: async () => ({ version: modelVersion, model }) };
  return {
    products: {
      get: async (id) => {
        const product = known.get(id);
        return product && { product, ...STAMP };
      },
    },
    vectors: {
      get: async () => undefined,
      whyNotEmbeddable: async (id) => {
        const detail = notEmbeddable.get(id);
        return detail === undefined ? undefined : { detail, ...STAMP };
      },
    },
    search: new ExactSearch({ live: async () => ({ modelVersion, asOf, stale: false, index }) }),
    embedder: new ModelEmbedder(models),
    explainer: new ModelExplainer(models),
  };
}

/** A request that cannot be answered is bad input of the command. */
function explainRefusal(cause: unknown, request: SimilarRequest): unknown {
  if (cause instanceof HttpProblem) {
    const places = (cause.extras.errors ?? []).map(({ pointer, detail }) => `${pointer || 'the query'}: ${detail}`);
    return new UsageError('wrong-value', places.join('; ') || cause.message, { cause });
  }
  if (!(cause instanceof UseCaseError)) return cause;
  const places = cause.faults.map(({ parameter, path, detail }) => `${parameter ?? placeOf(path, request)}: ${detail}`);
  return new UsageError('wrong-value', places.join('; ') || cause.message, { cause });
}

/** The place of a part of the request, with its value if it is an example. */
function placeOf(path: readonly (string | number)[], request: SimilarRequest): string {
  const [side, index] = path;
  const example = side === 'positive' || side === 'negative' ? request[side]?.[Number(index)] : undefined;
  return example === undefined ? jsonPointer(path) : JSON.stringify(example);
}
