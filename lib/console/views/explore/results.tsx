import type { Product } from '../../../client/generated/schemas.ts';
import type { UsedRequest } from '../../api/use-request.ts';
import { countOf, formatTime } from '../../common/format.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyNote, ErrorNote, Note } from '../../parts/notes.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { ResultRow } from './result-row.tsx';
import { PAGE_SIZE } from './search-request.ts';
import { countFilters, type SearchState, withoutFilters } from './search-state.ts';
import type { UsedSearch } from './use-search.ts';
import './results.css';

interface ResultsProps {
  readonly state: SearchState;
  readonly search: UsedSearch;
  readonly sample: UsedRequest<{ readonly products: readonly Product[] }>;
  readonly onChange: (state: SearchState) => void;
}

/** The products that are found, the nearest first; or why there are none. */
export function Results({ state, search, sample, onChange }: ResultsProps) {
  const { value, error, isLoading, retry, neighbours } = search;
  if (sample.error !== undefined) return <ErrorNote error={sample.error} onRetry={sample.retry} />;
  if (error !== undefined) return <ErrorNote error={error} onRetry={retry} />;
  if (value === undefined) return <ResultsSkeleton />;
  return (
    <section class="explore-results" aria-label="Results" aria-busy={isLoading}>
      <p class="meta" role="status">
        {summaryOf(search)}
      </p>
      <Remarks search={search} />
      {neighbours.length === 0 && !isLoading && <NoResults state={state} search={search} onChange={onChange} />}
      <ol class="explore-list">
        {neighbours.map((one) => (
          <ResultRow key={one.id} neighbour={one} state={state} onChange={onChange} />
        ))}
      </ol>
      {search.moreError !== undefined && <ErrorNote error={search.moreError} onRetry={search.loadMore} />}
      {search.hasMore && (
        <Button onClick={search.loadMore} disabled={search.isLoadingMore}>
          {search.isLoadingMore ? 'Loading …' : 'Show more'}
        </Button>
      )}
    </section>
  );
}

function summaryOf({ value, neighbours }: UsedSearch): string {
  const total = value?.answer.totalCandidates;
  const shown = `the nearest ${neighbours.length}`;
  if (total === null || total === undefined) return `Shown: ${shown}`;
  return total <= neighbours.length ? countOf(total, 'product') : `${countOf(total, 'product')}, shown: ${shown}`;
}

/** What the answer says about itself. */
function Remarks({ search }: { readonly search: UsedSearch }) {
  const answer = search.value!.answer;
  return (
    <>
      {answer.stale && <Note>A store does not answer, so changes since {formatTime(answer.asOf)} are missing.</Note>}
      {answer.complete === false && <Note>The vector index may not have returned every match.</Note>}
      {answer.unreadExamples?.map((one) => (
        <Note key={one.pointer}>An example counts for nothing: {one.detail}</Note>
      ))}
    </>
  );
}

function NoResults({ state, search, onChange }: Omit<ResultsProps, 'sample'>) {
  const reason = search.value?.answer.notEmbeddable;
  if (reason !== undefined) {
    return (
      <EmptyNote icon="explore" title="The model cannot read this">
        {reason}
      </EmptyNote>
    );
  }
  const isFiltered = countFilters(state) > 0;
  return (
    <EmptyNote
      icon={isFiltered ? 'filter' : 'explore'}
      title={isFiltered ? 'No product meets these filters' : 'Nothing is like this'}
      actions={isFiltered && <Button onClick={() => onChange(withoutFilters(state))}>Clear the filters</Button>}
    >
      {isFiltered
        ? 'Remove a filter, or choose several values of one field.'
        : 'The catalog has no other product with a vector.'}
    </EmptyNote>
  );
}

function ResultsSkeleton() {
  return (
    <section class="explore-results" aria-label="Results" aria-busy="true">
      <Loading what="the results" />
      <Skeleton width="10rem" height="1.25rem" />
      <div class="explore-list">
        {Array.from({ length: PAGE_SIZE }, (_, i) => (
          <div key={i} class="explore-row">
            <Skeleton width="5.5rem" height="5.5rem" />
            <div class="explore-row-text">
              <Skeleton width="60%" height="1.25rem" />
              <Skeleton width="35%" />
              <Skeleton width="80%" height="1.75rem" />
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}
