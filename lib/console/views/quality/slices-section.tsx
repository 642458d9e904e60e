import { useState } from 'preact/hooks';
import { MIN_QUERIES, wordsOf } from '../../common/comparison.ts';
import { formatCount, formatScore, formatSigned } from '../../common/format.ts';
import { endsOf, ForestPlot, type ForestRow } from '../../parts/forest-plot.tsx';
import { Scroller } from '../../parts/scroller.tsx';
import { BEST_BASELINE, type ComparedSystem, opponentOn } from './judgement.ts';
import type { NamedSlice, SliceGroup } from './slice-groups.ts';
import { formatEnds } from './systems-section.tsx';

/** Longer titles are cut in a plot; the table has them whole. */
const MAX_TITLE = 24;

interface ComparedSlice {
  readonly slice: NamedSlice;
  readonly other: ComparedSystem;
}

/** How the model does on parts of the queries, beside a system that the reader chooses. */
export function SlicesSection({ groups }: { readonly groups: readonly SliceGroup[] }) {
  const [against, setAgainst] = useState(BEST_BASELINE);
  if (groups.length === 0) return null;
  const slices = groups.flatMap((group) => group.slices);
  const systems = new Map(slices.flatMap((slice) => slice.systems).map(({ name, title }) => [name, title]));
  const drawn = groups.map((group) => ({ group, compared: compareAll(group.slices, against) }));
  const ends = endsOf(drawn.flatMap(({ compared }) => compared.flatMap(rowOf)));
  return (
    <section class="panel quality-section" aria-labelledby="quality-slices">
      <div class="quality-head">
        <h2 id="quality-slices">By slice</h2>
        <label class="quality-against">
          The model less
          <select class="input" value={against} onChange={(event) => setAgainst(event.currentTarget.value)}>
            <option value={BEST_BASELINE}>the best baseline of the slice</option>
            {[...systems].map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="meta">
        Differences in recall@10 with the number of queries. Under {MIN_QUERIES} queries nothing is told apart. Each
        interval is computed by itself: of twenty slices, about one shows a difference by chance alone.
      </p>
      {drawn.map(({ group, compared }) => (
        <Group key={group.kind} group={group} compared={compared} ends={ends} />
      ))}
    </section>
  );
}

function compareAll(slices: readonly NamedSlice[], against: string): readonly ComparedSlice[] {
  return slices.flatMap((slice) => {
    const other = opponentOn(slice, against);
    return other === undefined ? [] : [{ slice, other }];
  });
}

function rowOf({ slice: { name, title, queries }, other: { interval, verdict } }: ComparedSlice): ForestRow[] {
  if (interval === undefined) return [];
  const characters = [...title];
  const short = characters.length > MAX_TITLE ? `${characters.slice(0, MAX_TITLE).join('')}…` : title;
  return [{ name, title: `${short} (${formatCount(queries)})`, interval, verdict }];
}

interface GroupProps {
  readonly group: SliceGroup;
  readonly compared: readonly ComparedSlice[];
  /** The ends of the intervals of all groups, so that all plots have one scale. */
  readonly ends: readonly number[];
}

function Group({ group: { title, about }, compared, ends }: GroupProps) {
  const rows = compared.flatMap(rowOf);
  return (
    <div class="quality-group">
      <h3>{title}</h3>
      <p class="meta">{about}</p>
      {rows.length > 0 ? (
        <ForestPlot label={`${title}: differences in recall@10`} rows={rows} included={ends} />
      ) : (
        <p class="meta">The system was not judged on these.</p>
      )}
      {compared.length > 0 && (
        <details class="quality-more">
          <summary>As a table</summary>
          <SliceTable title={title} compared={compared} />
        </details>
      )}
    </div>
  );
}

function SliceTable({ title, compared }: { readonly title: string; readonly compared: readonly ComparedSlice[] }) {
  return (
    <Scroller label={`${title}, as a table`}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Slice</th>
            {['Queries', 'recall@10', 'Other', 'Difference', '95 % interval'].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
            <th scope="col">The model is</th>
          </tr>
        </thead>
        <tbody>
          {compared.map(({ slice, other: { title: otherTitle, recall, interval, verdict } }) => (
            <tr key={slice.name}>
              <th scope="row">{slice.title}</th>
              <td class="number">{formatCount(slice.queries)}</td>
              <td class="number">{formatScore(slice.figures['recall@10'])}</td>
              <td class="number">
                {formatScore(recall)} <span class="quality-about">{otherTitle}</span>
              </td>
              <td class="number">{interval ? formatSigned(interval.difference) : '–'}</td>
              <td class="number quality-nowrap">{interval ? formatEnds(interval) : '–'}</td>
              <td class="quality-nowrap">{slice.queries < MIN_QUERIES ? 'too few queries' : wordsOf(verdict)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
