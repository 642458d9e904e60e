import { useEffect, useRef } from 'preact/hooks';
import { countOf } from '../../common/format.ts';
import { Button } from '../../parts/button.tsx';
import type { UsedNames } from './data/use-names.ts';
import { ProductList } from './product-list.tsx';

interface SelectedProductsProps {
  readonly rows: readonly number[];
  readonly names: UsedNames;
  readonly onClear: () => void;
}

/** The products inside the lasso. */
export function SelectedProducts({ rows, names, onClear }: SelectedProductsProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), [rows]);
  return (
    <section class="panel map-selected" aria-labelledby="map-selected-title">
      <div class="map-legend-head">
        <h2 id="map-selected-title" ref={title} tabIndex={-1}>
          {rows.length === 0 ? 'No product in the lasso' : `${countOf(rows.length, 'product')} in the lasso`}
        </h2>
        <Button look="quiet" isSmall icon="close" onClick={onClear}>
          Remove the lasso
        </Button>
      </div>
      {rows.length === 0 ? (
        <p class="meta">Draw it around points that are shown. What filters hide is not chosen.</p>
      ) : (
        <ProductList label="Products in the lasso" rows={rows} total={rows.length} names={names} />
      )}
    </section>
  );
}
