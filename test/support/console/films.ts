import type { Operations } from '../../../lib/client/generated/operations.ts';
import films from '../../fixtures/console/films.json' with { type: 'json' };
import { type Answers, problem } from './fake-api.ts';

type Body<Id extends keyof Operations> = Operations[Id]['answer'];

/** Answers that a service with the sample films has given: recorded, so that they are as the API really answers. */
export const filmAnswers = films as unknown as {
  readonly health: Body<'getHealth'>;
  readonly products: Body<'listProducts'>;
  /** The film `film-2500`. */
  readonly one: Body<'getProduct'>;
  /** What is like `film-2500`, with facets. */
  readonly like: Body<'querySimilar'>;
  /** The page after it. */
  readonly more: Body<'querySimilar'>;
  /** What is like the words `space war`. */
  readonly words: Body<'querySimilar'>;
};

/** The API of a shop with films, for tests that need any shop: health, products and searches. */
export const filmShop: Answers = {
  getHealth: () => filmAnswers.health,
  listProducts: ({ query }) => {
    const id = query.get('id');
    if (id === null) return filmAnswers.products;
    return id === filmAnswers.one.product.id
      ? filmAnswers.one
      : problem('product-not-found', `there is no product ${id}`);
  },
  listModels: () => ({ ...filmAnswers.health, previous: null, next: null, data: [], nextCursor: null }),
  querySimilar: ({ body }) => {
    if (body.cursor) return filmAnswers.more;
    return typeof body.positive[0] === 'string' ? filmAnswers.like : filmAnswers.words;
  },
  querySimilarBatch: ({ body }) => ({
    data: body.queries.map((_query: unknown, index: number) => ({ index, result: filmAnswers.like })),
  }),
};
