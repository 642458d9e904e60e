import type { Product } from '../../../client/generated/schemas.ts';
import { titleOf } from '../../common/products.ts';
import { shownText } from '../../common/shown-text.ts';
import { RemovableChip } from '../../parts/chip.tsx';
import { ErrorNote, Note } from '../../parts/notes.tsx';
import { ProductFacts } from '../../parts/product-facts.tsx';
import { ProductPicture } from '../../parts/product-picture.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { forget, type SearchState, wantMore } from './search-state.ts';
import { useProducts } from './use-search.ts';
import './examples.css';

interface ExamplesProps {
  readonly state: SearchState;
  readonly onChange: (state: SearchState) => void;
}

/** What the results are compared with: one product in full, or several examples as chips. */
export function Examples({ state, onChange }: ExamplesProps) {
  const { words, like, unlike } = state;
  const isId = words !== '' && !/\s/.test(words);
  const products = useProducts([...like, ...unlike, ...(isId ? [words] : [])]);
  const found = products.value;
  const nameOf = (id: string) => {
    const product = found?.get(id);
    return product ? titleOf(product) : id;
  };
  const missing = found && !products.isLoading ? [...like, ...unlike].filter((id) => !found.has(id)) : [];
  const named = isId ? found?.get(words) : undefined;
  const alone = like.length === 1 && words === '' && unlike.length === 0 ? like[0] : undefined;
  return (
    <section class="explore-examples" aria-label="Examples">
      {products.error !== undefined && <ErrorNote error={products.error} onRetry={products.retry} />}
      {missing.length > 0 && <Note>There is no product {missing.join(', ')}.</Note>}
      {named && (
        <Note look="good">
          <span>
            “{words}” is the id of a product.{' '}
            <button type="button" class="link" onClick={() => onChange(wantMore({ ...state, words: '' }, words))}>
              Show what is like {titleOf(named)}
            </button>
          </span>
        </Note>
      )}
      {alone !== undefined ? (
        <ExampleCard id={alone} product={found?.get(alone)} />
      ) : (
        <div class="explore-chips">
          {words !== '' && (
            <RemovableChip removeLabel={`Remove the words ${words}`} onRemove={() => onChange({ ...state, words: '' })}>
              “{words}”
            </RemovableChip>
          )}
          {like.map((id) => (
            <RemovableChip
              key={id}
              removeLabel={`Remove the example ${nameOf(id)}`}
              onRemove={() => onChange(forget(state, id))}
            >
              More like {nameOf(id)}
            </RemovableChip>
          ))}
          {unlike.map((id) => (
            <RemovableChip
              key={id}
              look="against"
              removeLabel={`Remove the example ${nameOf(id)}`}
              onRemove={() => onChange(forget(state, id))}
            >
              Less like {nameOf(id)}
            </RemovableChip>
          ))}
        </div>
      )}
    </section>
  );
}

/** The product whose neighbours are shown. */
function ExampleCard({ id, product }: { readonly id: string; readonly product: Product | undefined }) {
  if (!product) {
    return (
      <article class="panel explore-card">
        <Skeleton height="9rem" />
        <div class="explore-card-text">
          <p class="meta">{id}</p>
          <Skeleton width="16rem" height="1.75rem" />
          <Skeleton width="10rem" />
        </div>
      </article>
    );
  }
  const attributes = Object.entries(product.attributes ?? {}).filter(([name]) => name !== 'imageUrl');
  return (
    <article class="panel explore-card">
      <ProductPicture product={product} />
      <div class="explore-card-text">
        <p class="meta">
          <code>{id}</code>
        </p>
        <h2>{titleOf(product)}</h2>
        <ProductFacts product={product} />
        {product.description && <p class="explore-card-description">{shownText(product.description)}</p>}
        {attributes.length > 0 && (
          <dl class="explore-attributes">
            {attributes.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{Array.isArray(value) ? value.join(', ') : String(value)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </article>
  );
}
