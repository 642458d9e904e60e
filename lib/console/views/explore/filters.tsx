import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { FilterChip } from '../../parts/chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { nameOfField } from './facet-fields.ts';
import {
  countFilters,
  type FilterValue,
  type SearchState,
  toggleValue,
  valuesOf,
  withoutFilters,
} from './search-state.ts';
import type { FacetValues } from './use-search.ts';
import './filters.css';

/** Values of a field that are shown before the reader asks for all. */
const SHOWN_VALUES = 8;

interface FiltersProps {
  readonly state: SearchState;
  /** The counts of the newest answer; undefined before the first one. */
  readonly facets: ReadonlyMap<string, FacetValues> | undefined;
  /** The fields to filter by; undefined while they are not known. */
  readonly fields: readonly string[] | undefined;
  /** Whether the counts are awaited. */
  readonly isLoading: boolean;
  readonly onChange: (state: SearchState) => void;
}

/** Filters as chips with counts, and the bounds of the price. */
export function Filters({ state, facets, fields, isLoading, onChange }: FiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const count = countFilters(state);
  const shown = [...new Set([...(fields ?? []), ...state.filters.map(({ field }) => field)])];
  return (
    <aside class="explore-filters" aria-label="Filters" data-open={isOpen}>
      <button
        type="button"
        class="button explore-filters-toggle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="filter" />
        Filters{count > 0 && ` (${count})`}
      </button>
      <div class="explore-filters-body">
        <div class="explore-filters-head">
          <h2>Filters</h2>
          {count > 0 && (
            <Button look="quiet" isSmall onClick={() => onChange(withoutFilters(state))}>
              Clear all
            </Button>
          )}
        </div>
        <PriceRange key={`${state.priceFrom} ${state.priceTo}`} state={state} onChange={onChange} />
        {facets === undefined && isLoading && <Skeleton height="14rem" />}
        {facets !== undefined &&
          shown.map((field) => (
            <Facet
              key={field}
              field={field}
              facet={facets.get(field)}
              chosen={valuesOf(state, field)}
              onToggle={(value) => onChange(toggleValue(state, field, value))}
            />
          ))}
        {facets?.size === 0 && (
          <p class="meta">This deployment searches in a vector index, which does not count values.</p>
        )}
      </div>
    </aside>
  );
}

interface FacetProps {
  readonly field: string;
  readonly facet: FacetValues | undefined;
  readonly chosen: readonly FilterValue[];
  readonly onToggle: (value: FilterValue) => void;
}

function Facet({ field, facet, chosen, onToggle }: FacetProps) {
  const [showsAll, setShowsAll] = useState(false);
  const counted = facet?.values ?? [];
  // A value that is chosen stays, also if no product has it now.
  const absent = chosen
    .filter((value) => !counted.some((one) => one.value === value))
    .map((value) => ({ value, count: 0 }));
  const all = [...absent, ...counted];
  if (all.length === 0) return null;
  const isShown = (value: FilterValue, i: number) => showsAll || i < SHOWN_VALUES || chosen.includes(value);
  const hidden = all.length - all.filter(({ value }, i) => isShown(value, i)).length;
  return (
    <fieldset class="explore-facet">
      <legend>{nameOfField(field)}</legend>
      <div class="explore-chips">
        {all
          .filter(({ value }, i) => isShown(value, i))
          .map(({ value, count }) => (
            <FilterChip
              key={String(value)}
              isOn={chosen.includes(value)}
              count={count}
              onToggle={() => onToggle(value)}
            >
              {String(value)}
            </FilterChip>
          ))}
        {(hidden > 0 || showsAll) && all.length > SHOWN_VALUES && (
          <Button look="quiet" isSmall onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Show fewer' : `${hidden} more`}
          </Button>
        )}
      </div>
      {showsAll && facet !== undefined && facet.otherValues > 0 && (
        <p class="meta">{facet.otherValues} rarer values are not listed.</p>
      )}
    </fieldset>
  );
}

function PriceRange({ state, onChange }: { readonly state: SearchState; readonly onChange: FiltersProps['onChange'] }) {
  const [from, setFrom] = useState(String(state.priceFrom ?? ''));
  const [to, setTo] = useState(String(state.priceTo ?? ''));
  const numberOf = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const apply = (event: Event) => {
    event.preventDefault();
    onChange({ ...state, priceFrom: numberOf(from), priceTo: numberOf(to) });
  };
  const bound = (label: string, value: string, set: (text: string) => void) => (
    <label class="field">
      <span class="visually-hidden">{label}</span>
      <input
        class="input"
        type="number"
        step="any"
        placeholder={label.split(' ').at(-1)}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
  return (
    <form onSubmit={apply}>
      <fieldset class="explore-facet">
        <legend>Price</legend>
        <div class="explore-price">
          {bound('Price from', from, setFrom)}
          {bound('Price to', to, setTo)}
          <Button type="submit" isSmall>
            Apply
          </Button>
        </div>
      </fieldset>
    </form>
  );
}
