import { useEffect, useState } from 'preact/hooks';
import { countOf } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/notes.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import type { UsedNames } from './data/use-names.ts';

/** How many products are added at a time: each can be in another part of the names. */
const PAGE = 12;

interface ProductListProps {
  /** For readers of the screen. */
  readonly label: string;
  /** Some or all rows, in their order. */
  readonly rows: readonly number[];
  /** How many there are. */
  readonly total: number;
  readonly names: UsedNames;
}

/** Products by their names, each a link to what is like it. Names arrive when they are seen. */
export function ProductList({ label, rows, total, names }: ProductListProps) {
  const [shown, setShown] = useState(PAGE);
  useEffect(() => setShown(PAGE), [rows]);
  const seen = rows.slice(0, shown);
  const load = () => void names.load(seen);
  useEffect(load, [rows, shown, names.load]);
  const isIncomplete = seen.some((row) => names.get(row) === undefined);
  return (
    <div class="map-products">
      {isIncomplete && names.error !== undefined && <ErrorNote error={names.error} onRetry={load} />}
      <ul aria-label={label} aria-busy={isIncomplete}>
        {seen.map((row) => {
          const name = names.get(row);
          return (
            <li key={row}>
              {name ? <a href={hrefOf('explore', { like: name.id })}>{name.title}</a> : <Skeleton width="70%" />}
            </li>
          );
        })}
      </ul>
      {shown < rows.length && (
        <Button isSmall onClick={() => setShown(shown + PAGE)}>
          Show more
        </Button>
      )}
      {shown >= rows.length && rows.length < total && (
        <p class="meta">
          These are the first {rows.length} of {countOf(total, 'product')}.
        </p>
      )}
    </div>
  );
}
