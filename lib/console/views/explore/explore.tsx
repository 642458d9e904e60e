import { goTo } from '../../common/navigate.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import type { ViewProps } from '../../parts/view.ts';
import { Comparison } from './comparison.tsx';
import { Examples } from './examples.tsx';
import './explore.css';
import { Filters } from './filters.tsx';
import { RequestDialog } from './request-dialog.tsx';
import { Results } from './results.tsx';
import { SearchForm } from './search-form.tsx';
import { formatSearch, hasExamples, parseSearch, type SearchState } from './search-state.ts';
import { StartGrid } from './start-grid.tsx';
import { useSample, useSearch } from './use-search.ts';
import { VersionChoice } from './version-choice.tsx';

/** Search by words, by an id or by examples; see why products are alike; narrow down; take the request along. */
export default function Explore({ query }: ViewProps) {
  const state = parseSearch(query);
  const change = (next: SearchState) => goTo('explore', formatSearch(next));
  const sample = useSample();
  const search = useSearch(state, sample.value?.facets);
  const isSearching = hasExamples(state);
  return (
    <>
      <PageHeader
        title="Explore"
        lead="Find products by words or by example, see why they are alike, and steer with more of this, less of that."
        actions={
          isSearching && (
            <div class="explore-actions">
              <VersionChoice state={state} onChange={change} />
              <RequestDialog state={state} facets={sample.value?.facets ?? []} />
            </div>
          )
        }
      />
      <SearchForm state={state} onChange={change} />
      {isSearching ? (
        <>
          <Examples state={state} onChange={change} />
          <div class="explore-columns">
            <Filters
              state={state}
              facets={search.value?.facets}
              fields={sample.value?.facets}
              isLoading={search.isLoading}
              onChange={change}
            />
            {state.compare === '' ? (
              <Results state={state} search={search} sample={sample} onChange={change} />
            ) : (
              <Comparison state={state} />
            )}
          </div>
        </>
      ) : (
        <StartGrid sample={sample} state={state} onChange={change} />
      )}
    </>
  );
}
