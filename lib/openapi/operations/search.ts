import { readSimilarOfQuery, readSimilarParameters } from '../../../lambdas/http/similar-parameters.ts';
import type { Operations } from './operation.ts';

const parameters = {
  limit: 'The most products of a page. There are fewer if fewer match.',
  cursor: '`nextCursor` of the previous page. Only `limit`, `include` and `facets` may change between pages.',
  filter: 'A [condition](search.md#filters) on a field, such as `price:10..20`. A product must meet all of them.',
  ignoreCase: '`true`: the words of all conditions match in upper and lower case.',
  excludeIds: 'Product ids to leave out. A comma in an id is `\\,`.',
  excludeSameGroup: 'A field or attribute: products with the same value as the product itself are left out.',
  maxPerGroup: 'The most products with one value of `groupBy`. Products without a value are not limited.',
  groupBy: 'The field or attribute of `maxPerGroup`. The default is `brand`.',
  facets: 'Fields or attributes whose values are counted among the products that meet the filter.',
  minScore: 'Only products with at least this score. With 1, only products with the same vector.',
  mmrLambda: 'Below 1, the default: products that are [less similar to each other](search.md#diverse-answers).',
  fallback: '`category`: [products of the same category](search.md#fallback-to-the-category) fill a short page.',
  include:
    '`product` adds the products themselves, `vector` their vectors of length 1, ' +
    '[`because`](search.md#why-a-product-is-similar) what makes their scores.',
};

export const searchOperations: Operations = {
  findSimilar: {
    route: 'findSimilar',
    tag: 'Search',
    description:
      'Finds the products most similar to one. The search is exact over every vector of the live version that meets the ' +
      'conditions; with a vector index it is approximate. All pages together have at most 1,000 products.',
    path: { id: 'The id of the product.' },
    query: {
      read: readSimilarParameters,
      parameters,
    },
    answers: { 200: { description: 'A page of similar products.', schema: 'SimilarProducts' } },
    problems: [
      'invalid-cursor',
      'product-not-found',
      'embedding-pending',
      'cursor-expired',
      'answer-too-large',
      'model-not-ready',
      'index-loading',
    ],
    examples: [
      { name: 'nearest', path: { id: 'shoe-1' }, query: { limit: '1' } },
      { name: 'with reasons', path: { id: 'shoe-1' }, query: { limit: '1', include: 'because' } },
      {
        name: 'filtered, with products',
        path: { id: 'shoe-1' },
        query: { filter: ['price:50..150', 'brand:Ridge|Summit'], maxPerGroup: '1', include: 'product' },
      },
      {
        name: 'unlike each other, with the number of products of each brand',
        path: { id: 'shoe-1' },
        query: { limit: '2', mmrLambda: '0.5', facets: 'brand', fallback: 'category' },
      },
    ],
  },
  querySimilar: {
    route: 'querySimilar',
    tag: 'Search',
    description:
      'Finds what is like the positive examples and unlike the negative ones. Examples are stored products, products by ' +
      'value, search texts, vectors and feature vectors. They are left out of the answer.',
    body: { schema: 'SimilarRequest' },
    answers: { 200: { description: 'A page of similar products.', schema: 'SimilarProducts' } },
    problems: [
      'invalid-cursor',
      'product-not-found',
      'embedding-pending',
      'cursor-expired',
      'answer-too-large',
      'model-not-ready',
      'index-loading',
    ],
    examples: [
      {
        name: 'like one, unlike another',
        body: { positive: ['shoe-1'], negative: [{ features: [0, 1], weight: 0.3 }] },
      },
      {
        name: 'like any of several, with vectors',
        body: {
          positive: ['shoe-1', { id: 'draft', title: 'Trail shoe', features: [0.5, 0.5] }],
          strategy: 'best',
          limit: 1,
          filter: ['price:50..150'],
          maxPerGroup: 1,
          include: ['vector'],
        },
      },
      {
        name: 'filtered by JSON, with the number of products of each brand',
        body: {
          positive: ['shoe-1'],
          filter: { and: [{ field: 'price', range: { gte: 5 } }, { not: { field: 'brand', eq: 'Summit' } }] },
          facets: ['brand'],
        },
      },
    ],
  },
  findSimilarOfQuery: {
    route: 'findSimilarOfQuery',
    tag: 'Search',
    description: 'As `GET /v1/products/{id}/similar`, for every id: one with `/` or `?` cannot stand in a path.',
    query: {
      read: readSimilarOfQuery,
      parameters: { id: 'The id of the product.', ...parameters },
      required: ['id'],
    },
    answers: { 200: { description: 'A page of similar products.', schema: 'SimilarProducts' } },
    problems: [
      'invalid-cursor',
      'product-not-found',
      'embedding-pending',
      'cursor-expired',
      'answer-too-large',
      'model-not-ready',
      'index-loading',
    ],
    examples: [{ name: 'nearest', query: { id: 'shoe-1', limit: '1' } }],
  },
  querySimilarBatch: {
    route: 'querySimilarBatch',
    tag: 'Search',
    description:
      'Answers up to 100 searches by examples, in less time than one request for each. A search that is wrong, or cannot ' +
      'be answered, has a problem in the place of its result, and costs no other its answer.',
    body: { schema: 'SimilarBatchRequest' },
    answers: { 200: { description: 'A result or a problem for each search.', schema: 'SimilarBatch' } },
    problems: [],
    examples: [
      {
        name: 'two searches, one of them for an unknown product',
        body: { queries: [{ positive: ['shoe-1'], limit: 1 }, { positive: ['nobody'] }] },
      },
    ],
  },
};
