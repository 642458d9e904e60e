import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { CatalogReview, ModelCard } from '../../../client/generated/schemas.ts';
import { countOf, formatCount, formatScore } from '../../common/format.ts';
import { Button } from '../../parts/button.tsx';
import type { Explored } from './product-href.ts';
import { ProductLink } from './product-link.tsx';

/** Entries of a list before the reader asks for all of it. */
const SHOWN = 6;

/** The catalog as the model sees it: near-duplicates, orphans, and products that no list has. */
export function CatalogSection({ card, explored }: { readonly card: ModelCard; readonly explored: Explored }) {
  const { review, data } = card;
  return (
    <section class="quality-section" aria-labelledby="quality-catalog">
      <h2 id="quality-catalog">The catalog as the model sees it</h2>
      {review === undefined ? (
        <p class="meta">This card is of a release that did not review the catalog. A new run reviews it.</p>
      ) : (
        <>
          <p class="meta">{describeReviewed(review, data.products)}</p>
          <div class="quality-findings">
            <NearDuplicates review={review} explored={explored} />
            <Orphans review={review} explored={explored} />
            <Unlisted review={review} explored={explored} />
          </div>
        </>
      )}
    </section>
  );
}

/** How many products were looked at. @param products Of the catalog, if the card has it */
function describeReviewed({ embedded, reviewed }: CatalogReview, products: unknown): string {
  const looked =
    reviewed < embedded
      ? `${formatCount(reviewed)} of ${countOf(embedded, 'product')} were looked at, drawn at random.`
      : `All ${countOf(embedded, 'product')} with a vector were looked at.`;
  const without = typeof products === 'number' ? products - embedded : 0;
  return without > 0 ? `${looked} ${formatCount(without)} have none.` : looked;
}

interface FindingsProps {
  readonly review: CatalogReview;
  readonly explored: Explored;
}

function NearDuplicates({ review: { nearDuplicates }, explored }: FindingsProps) {
  const { pairs, first } = nearDuplicates;
  return (
    <Finding
      count={countOf(pairs, 'near-duplicate')}
      about="Pairs that the model can hardly tell apart: variants of one product, or one that was entered twice."
      none="No two products are so alike that they may be one."
      listed={first.length}
      of={pairs}
      rows={first.map(({ a, b, score }) => (
        <>
          <ProductLink shown={a} explored={explored} />
          <ProductLink shown={b} explored={explored} />
          <span class="quality-score">{formatScore(score)}</span>
        </>
      ))}
    />
  );
}

function Orphans({ review: { orphans }, explored }: FindingsProps) {
  const { products, first } = orphans;
  return (
    <Finding
      count={countOf(products, 'orphan')}
      about="Products like no other, each with the nearest one. Often they have no title, no category or no sales."
      none="Every product has another one that is like it."
      listed={first.length}
      of={products}
      rows={first.map(({ product, nearest }) => (
        <>
          <ProductLink shown={product} explored={explored} />
          <ProductLink shown={nearest} explored={explored} />
          <span class="quality-score">{formatScore(nearest.score)}</span>
        </>
      ))}
    />
  );
}

function Unlisted({ review: { inNoList }, explored }: FindingsProps) {
  if (inNoList === null) return null;
  const { products, first } = inNoList;
  return (
    <Finding
      count={`${countOf(products, 'product')} in no list`}
      about="They are among the first ten of no other product, so shoppers do not come to them by similar products."
      none="Every product is among the first ten of another one."
      listed={first.length}
      of={products}
      rows={first.map((shown) => <ProductLink key={shown.id} shown={shown} explored={explored} />)}
    />
  );
}

interface FindingProps {
  /** How many there are, with their noun. */
  readonly count: string;
  readonly about: string;
  /** Says that there is nothing. */
  readonly none: string;
  /** How many the card lists, of how many. */
  readonly listed: number;
  readonly of: number;
  readonly rows: readonly ComponentChildren[];
}

function Finding({ count, about, none, listed, of, rows }: FindingProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, SHOWN);
  return (
    <section class="panel quality-finding">
      <h3>{count}</h3>
      <p class="meta">{of === 0 ? none : about}</p>
      <ul>
        {shown.map((row, i) => (
          <li key={i}>{row}</li>
        ))}
      </ul>
      {rows.length > SHOWN && (
        <Button isSmall aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show ${rows.length}`}
          <span class="visually-hidden"> of {count}</span>
        </Button>
      )}
      {listed < of && isWhole && <p class="meta">The card lists the first {listed}.</p>}
    </section>
  );
}
