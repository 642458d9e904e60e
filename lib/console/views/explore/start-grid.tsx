import type { Product } from '../../../client/generated/schemas.ts';
import type { UsedRequest } from '../../api/use-request.ts';
import { titleOf } from '../../common/products.ts';
import { hrefOf } from '../../common/route.ts';
import { EmptyNote, ErrorNote } from '../../parts/notes.tsx';
import { ProductFacts } from '../../parts/product-facts.tsx';
import { ProductPicture } from '../../parts/product-picture.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { formatSearch, type SearchState, wantMore } from './search-state.ts';

/** Products to begin with. */
const SHOWN = 12;

interface StartGridProps {
  readonly sample: UsedRequest<{ readonly products: readonly Product[] }>;
  readonly state: SearchState;
  readonly onChange: (state: SearchState) => void;
}

/** Some products of the catalog to begin with, before anything is searched for. */
export function StartGrid({ sample, state }: StartGridProps) {
  const { value, error, retry } = sample;
  if (error !== undefined) return <ErrorNote error={error} onRetry={retry} />;
  if (value?.products.length === 0) return <EmptyCatalog />;
  return (
    <section aria-labelledby="start-title" aria-busy={value === undefined}>
      <h2 id="start-title" class="explore-start-title">
        Or begin with a product
      </h2>
      <ul class="explore-grid">
        {value === undefined && <Placeholders />}
        {value?.products.slice(0, SHOWN).map((product) => (
          <li key={product.id}>
            <a class="explore-tile" href={hrefOf('explore', formatSearch(wantMore(state, product.id)))}>
              <ProductPicture product={product} />
              <span class="explore-tile-title">{titleOf(product)}</span>
              <ProductFacts product={product} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function EmptyCatalog() {
  return (
    <EmptyNote icon="data" title="The catalog is empty" actions={<a href={hrefOf('data')}>Upload a catalog</a>}>
      Drop the export of a shop on this page. Or copy a catalog to the folder “catalog/” of the uploads bucket, or write
      products with PUT /v1/products. They appear here as soon as they are stored.
    </EmptyNote>
  );
}

function Placeholders() {
  return (
    <>
      {Array.from({ length: SHOWN }, (_, i) => (
        <li key={i} class="explore-tile">
          <span class="picture" />
          <Skeleton width="80%" />
          <Skeleton width="50%" height="0.8em" />
        </li>
      ))}
      <li>
        <Loading what="products" />
      </li>
    </>
  );
}
