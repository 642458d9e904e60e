import type { Product, WorstQuery } from '../../../client/generated/schemas.ts';
import { useProducts } from '../../api/use-products.ts';
import { formatScore } from '../../common/format.ts';
import { pictureOf } from '../../common/products.ts';
import { Icon } from '../../parts/icon.tsx';
import { ErrorNote } from '../../parts/notes.tsx';
import type { Explored } from './product-href.ts';
import { ProductLink } from './product-link.tsx';

interface WorstQueriesProps {
  /** Undefined in cards of earlier releases. */
  readonly worst: readonly WorstQuery[] | undefined;
  readonly explored: Explored;
}

/** The queries that the model answers worst: what was expected, and what came. */
export function WorstQueries({ worst = [], explored }: WorstQueriesProps) {
  const queries = useProducts(worst.length > 0 ? worst.map(({ query }) => query.id) : undefined);
  // A shop without pictures is not asked for a hundred products to find none.
  const hasPictures = [...(queries.value?.values() ?? [])].some((product) => product && pictureOf(product));
  const others = useProducts(hasPictures ? worst.flatMap(({ expected, came }) => idsOf(expected, came)) : undefined);
  if (worst.length === 0) return null;
  const products = new Map([...(others.value ?? []), ...(queries.value ?? [])]);
  const error = queries.error ?? others.error;
  return (
    <section class="quality-section" aria-labelledby="quality-worst">
      <h2 id="quality-worst">The {worst.length} worst queries</h2>
      <p class="meta">
        Those with the lowest ndcg@10; of equal ones those first that miss more. What was bought together is not always
        alike: a bad query may be right. Each name leads to Explore.
      </p>
      {error !== undefined && (
        <ErrorNote error={error} onRetry={queries.error === undefined ? others.retry : queries.retry} />
      )}
      <ol class="quality-queries">
        {worst.map((one) => (
          <Query
            key={`${one.query.id} ${one.slice}`}
            worst={one}
            products={products}
            isGone={queries.value?.has(one.query.id) === true && queries.value.get(one.query.id) === undefined}
            hasPictures={hasPictures}
            explored={explored}
          />
        ))}
      </ol>
    </section>
  );
}

function idsOf(...lists: readonly (readonly { readonly id: string }[])[]): string[] {
  return lists.flatMap((list) => list.map(({ id }) => id));
}

interface QueryProps {
  readonly worst: WorstQuery;
  readonly products: ReadonlyMap<string, Product | undefined>;
  /** Whether the product has left the catalog since. */
  readonly isGone: boolean;
  readonly hasPictures: boolean;
  readonly explored: Explored;
}

function Query({ worst, products, isGone, hasPictures, explored }: QueryProps) {
  const { query, slice, ndcg, relevant, expected, came } = worst;
  const linkTo = (shown: WorstQuery['query'], hasPicture: boolean) => (
    <ProductLink shown={shown} explored={explored} product={products.get(shown.id)} hasPicture={hasPicture} />
  );
  return (
    <li class="panel quality-query">
      <h3>{linkTo(query, true)}</h3>
      <p class="meta">
        {slice === 'all' ? '' : `${slice} · `}ndcg@10 {formatScore(ndcg)}
        {isGone && ' · no longer in the catalog'}
      </p>
      <div class="quality-answers">
        <div>
          <h4>
            Expected{' '}
            {relevant > expected.length && (
              <span class="quality-about">
                {expected.length} of {relevant}
              </span>
            )}
          </h4>
          <ul>
            {expected.map((one) => (
              <li key={one.id}>{linkTo(one, hasPictures)}</li>
            ))}
          </ul>
        </div>
        <div>
          <h4>Came</h4>
          <ol>
            {came.map((one) => (
              <li key={one.id} data-expected={one.isRelevant}>
                {linkTo(one, hasPictures)}
                {one.isRelevant && (
                  <span class="quality-hit">
                    <Icon name="check" size={16} />
                    <span class="visually-hidden">expected</span>
                  </span>
                )}
              </li>
            ))}
          </ol>
        </div>
      </div>
    </li>
  );
}
