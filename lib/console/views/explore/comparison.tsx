import type { FunctionComponent } from 'preact';
import { countOf, formatScore } from '../../common/format.ts';
import { titleOf } from '../../common/products.ts';
import { hrefOf } from '../../common/route.ts';
import { EmptyNote, ErrorNote, Note } from '../../parts/notes.tsx';
import { ProductFacts } from '../../parts/product-facts.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { describeMove, listMoves, type MovedProduct } from './compare-rankings.ts';
import { PAGE_SIZE } from './search-request.ts';
import { formatSearch, nothing, type SearchState } from './search-state.ts';
import { type Comparison as Compared, POOL, useComparison } from './use-comparison.ts';
import './comparison.css';

/** The rankings of two versions side by side, with what moved. */
export function Comparison({ state }: { readonly state: SearchState }) {
  const { value, error, isLoading, retry } = useComparison(state);
  if (error !== undefined) return <ErrorNote error={error} onRetry={retry} />;
  if (value === undefined) return <ComparisonSkeleton />;
  if (value.notEmbeddable !== undefined || value.live.length === 0) {
    return (
      <EmptyNote icon="compare" title="There is nothing to compare">
        {value.notEmbeddable ?? 'The live version finds no product here.'}
      </EmptyNote>
    );
  }
  const live = listMoves(value.live, value.other, PAGE_SIZE);
  const other = listMoves(value.other, value.live, PAGE_SIZE);
  return (
    <section class="explore-results" aria-label="Comparison" aria-busy={isLoading}>
      <p class="meta" role="status">
        {summaryOf(value, live, other)}
      </p>
      {value.withoutVector > 0 && (
        <Note>
          {countOf(value.withoutVector, 'product')} cannot be embedded with {value.version}.
        </Note>
      )}
      <div class="explore-pair">
        <Ranking title="Live" version={value.liveVersion} moved={live} compared={value} Place={NewPlace} />
        <Ranking title="Compared" version={value.version} moved={other} compared={value} Place={Move} />
      </div>
    </section>
  );
}

function summaryOf({ live }: Compared, first: readonly MovedProduct[], second: readonly MovedProduct[]): string {
  const ids = new Set(first.map(({ id }) => id));
  const shared = second.filter(({ id }) => ids.has(id)).length;
  const pool = live.length < POOL ? `all ${countOf(live.length, 'product')} found` : `the ${POOL} nearest live ones`;
  return `${shared} of the first ${first.length} are the same. Ranked again: ${pool}.`;
}

interface RankingProps {
  readonly title: string;
  readonly version: string;
  readonly moved: readonly MovedProduct[];
  readonly compared: Compared;
  /** Shows where a product stands in the other ranking. */
  readonly Place: FunctionComponent<{ readonly moved: MovedProduct }>;
}

function Ranking({ title, version, moved, compared, Place }: RankingProps) {
  return (
    <section class="panel explore-ranking" aria-label={`${title}: ${version}`}>
      <h2>
        {title} <code>{version}</code>
      </h2>
      <ol>
        {moved.map((one) => {
          const product = compared.products.get(one.id) ?? { id: one.id };
          return (
            <li key={one.id}>
              <span class="explore-rank">{one.rank}</span>
              <div>
                <a href={hrefOf('explore', formatSearch({ ...nothing, like: [one.id], compare: compared.version }))}>
                  {titleOf(product)}
                </a>
                <ProductFacts product={product} />
              </div>
              <span class="explore-ranking-score">
                {formatScore(one.score)}
                <Place moved={one} />
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** Where a live product stands under the compared version. */
function NewPlace({ moved: { before } }: { readonly moved: MovedProduct }) {
  const text = before === undefined ? 'not ranked by the compared version' : `place ${before} in the comparison`;
  return (
    <span class="explore-move" title={text}>
      <span aria-hidden="true">→ {before ?? '–'}</span>
      <span class="visually-hidden">{text}</span>
    </span>
  );
}

/** How a product has moved against the live ranking. */
function Move({ moved }: { readonly moved: MovedProduct }) {
  const { rank, before } = moved;
  const sign =
    before === undefined ? '–' : before === rank ? '=' : before > rank ? `▲ ${before - rank}` : `▼ ${rank - before}`;
  const direction = before === undefined || before === rank ? 'same' : before > rank ? 'up' : 'down';
  return (
    <span class="explore-move" data-direction={direction} title={describeMove(moved)}>
      <span aria-hidden="true">{sign}</span>
      <span class="visually-hidden">{describeMove(moved)}</span>
    </span>
  );
}

function ComparisonSkeleton() {
  return (
    <section class="explore-results" aria-label="Comparison" aria-busy="true">
      <Loading what="the comparison" />
      <Skeleton width="18rem" height="1.25rem" />
      <div class="explore-pair">
        <Skeleton height="44rem" />
        <Skeleton height="44rem" />
      </div>
    </section>
  );
}
