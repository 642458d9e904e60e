import type { ModelCard } from '../../../client/generated/schemas.ts';
import { formatCount, formatScore, formatSigned } from '../../common/format.ts';
import { Note } from '../../parts/notes.tsx';
import { Scroller } from '../../parts/scroller.tsx';
import { type BesideRow, besideRows, whyNotComparable } from './beside.ts';

interface BesideSectionProps {
  readonly card: ModelCard;
  readonly other: ModelCard;
  readonly judgedOn: ModelCard['judgedOn'];
}

/** The figures of two versions side by side, by their own cards. */
export function BesideSection({ card, other, judgedOn }: BesideSectionProps) {
  const rows = besideRows(card, other, judgedOn);
  const slices = rows.filter(({ isSlice }) => isSlice);
  const caution = whyNotComparable(card, other, judgedOn);
  return (
    <section class="panel quality-section" aria-labelledby="quality-beside">
      <h2 id="quality-beside">
        Beside <code>{other.modelVersion}</code>
      </h2>
      {caution !== undefined && (
        <Note>
          <p>{caution}</p>
        </Note>
      )}
      {rows.length === 0 ? (
        <p class="meta">There is no figure that both have.</p>
      ) : (
        <FigureTable rows={rows.filter(({ isSlice }) => !isSlice)} />
      )}
      {slices.length > 0 && (
        <details class="quality-more">
          <summary>By slice</summary>
          <FigureTable rows={slices} />
        </details>
      )}
    </section>
  );
}

function FigureTable({ rows }: { readonly rows: readonly BesideRow[] }) {
  return (
    <Scroller label="The figures of both">
      <table class="table quality-beside">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            {['This one', 'The other', 'Difference'].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.about} ${row.name}`} row={row} />
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Row({ row: { name, about, first, second, isCount } }: { readonly row: BesideRow }) {
  const format = isCount ? formatCount : formatScore;
  return (
    <tr>
      <th scope="row">
        {name} <span class="quality-about">{about}</span>
      </th>
      <td class="number">{format(first)}</td>
      <td class="number">{format(second)}</td>
      <td class="number">{isCount ? '' : formatSigned(first - second)}</td>
    </tr>
  );
}
