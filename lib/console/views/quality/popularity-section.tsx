import { countOf } from '../../common/format.ts';
import { BarTable } from './bar-table.tsx';
import { BEST_BASELINE, opponentOn } from './judgement.ts';
import { computeBias, describeBias } from './popularity.ts';
import type { SliceGroup } from './slice-groups.ts';

/** Ranks what sells most: the most biased system that there is. */
const POPULARITY = 'popularity';

/** How much better popular products are found than rare ones, by the model and by others. */
export function PopularitySection({ group: { title, about, slices } }: { readonly group: SliceGroup }) {
  return (
    <section class="panel quality-section" aria-labelledby="quality-popularity">
      <h2 id="quality-popularity">{title}</h2>
      <p class="meta">{about}</p>
      {slices.length > 1 ? (
        <Parts slices={slices} />
      ) : (
        <p>All of them occur equally often, so these queries say nothing about a bias.</p>
      )}
    </section>
  );
}

function Parts({ slices }: Pick<SliceGroup, 'slices'>) {
  const bias = computeBias(slices, ({ figures }) => figures['recall@10']);
  const most = computeBias(slices, (slice) => opponentOn(slice, POPULARITY)?.recall);
  return (
    <>
      {bias && <p class="quality-headline">The model finds {describeBias(bias)}</p>}
      {most && <p class="meta">Ranking by popularity alone finds {describeBias(most)}. Figures are recall@10.</p>}
      <BarTable
        head="Products"
        columns={['The model', 'Best baseline']}
        rows={slices.map((slice) => ({
          name: slice.title,
          about: countOf(slice.queries, 'query', 'queries'),
          values: [slice.figures['recall@10'], opponentOn(slice, BEST_BASELINE)?.recall],
        }))}
      />
    </>
  );
}
