import { countOf } from '../../common/format.ts';
import { BarTable } from './bar-table.tsx';
import type { JudgedSlice } from './judgement.ts';

/** How much of the catalog occurs in the lists, by the model and by others. */
export function CoverageSection({ standing: { figures, systems, queries } }: { readonly standing: JudgedSlice }) {
  return (
    <section class="panel quality-section" aria-labelledby="quality-coverage">
      <h2 id="quality-coverage">Coverage</h2>
      <p class="meta">
        The share of the catalog that occurs in the lists of ten for {countOf(queries, 'query', 'queries')}. That is at
        most {countOf(queries * 10, 'product')}. A system that shows the same few products to everyone has a low share.
      </p>
      <BarTable
        head="System"
        columns={['coverage']}
        rows={[
          { name: 'The model', values: [figures.coverage] },
          ...systems.map(({ title, figures: of }) => ({ name: title, values: [of.coverage], isModel: false })),
        ]}
      />
    </section>
  );
}
