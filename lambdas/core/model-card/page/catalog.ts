import { LIST_LENGTH, NEAR_DUPLICATE_SCORE, ORPHAN_SCORE } from '../../review/review-catalog.ts';
import type { ShownProduct } from '../../review/shown-product.ts';
import type { WorstQuery } from '../../review/worst-queries.ts';
import type { ModelCard } from '../model-card.ts';
import { countOf, type Html, html, NOTHING } from './html.ts';

type Review = NonNullable<ModelCard['review']>;

/** Products with their neighbours, so that people can see what the model takes for similar. */
export function renderExamples({ review, split }: ModelCard): Html {
  if (review === undefined || review.examples.length === 0) return NOTHING;
  const cards = review.examples.map(
    ({ product, neighbours }) =>
      html`<div class="card"><h3>${nameOf(product)}<br><small>${product.id}</small></h3><ol>${neighbours.map(
        (one) => html`<li><span>${nameOf(one)}</span><span>${one.score.toFixed(3)}</span></li>`,
      )}</ol></div>`,
  );
  return html`<section><h2>${countOf(cards.length, 'product')} with neighbours</h2><p class="soft">Drawn at random by the seed ${split.seed}, not
chosen. Each with its nearest neighbours in the whole catalog, by cosine.</p><div class="cards">${cards}</div></section>`;
}

/** What was expected and what came, where that differs most. */
export function renderWorstQueries(worst: readonly WorstQuery[] | undefined): Html {
  if (worst === undefined || worst.length === 0) return NOTHING;
  const cards = worst.map(
    ({
      query,
      slice,
      ndcg,
      relevant,
      expected,
      came,
    }) => html`<div class="card"><h3>${nameOf(query)}<br><small>${query.id}, ${slice}, ndcg@10 ${ndcg.toFixed(3)}</small></h3>
<b>Expected</b> <small>${relevant > expected.length ? `${expected.length} of ${relevant}` : ''}</small><ul>${expected.map((one) => html`<li><span>${nameOf(one)}</span></li>`)}</ul>
<b>Came</b><ol>${came.map((one) => html`<li><span>${nameOf(one)}</span><span>${one.isRelevant ? 'expected' : ''}</span></li>`)}</ol></div>`,
  );
  return html`<section><h2>The worst queries</h2><p class="soft">The queries with the lowest ndcg@10; of equal ones those first that miss
more. What was bought together is not always alike: a bad query may be right.</p><div class="cards">${cards}</div></section>`;
}

/** Near-duplicates, and products that are like no other. */
export function renderFindings({ review, data }: ModelCard): Html {
  if (review === undefined) return NOTHING;
  const { embedded, reviewed } = review;
  const without = data.products - embedded;
  return html`<section><h2>The catalog as the model sees it</h2><p class="soft">${
    reviewed < embedded
      ? `${reviewed} of ${embedded} products were looked at, drawn at random by the seed.`
      : `All products with a vector were looked at: ${embedded}.`
  }${without > 0 ? ` Without one: ${without}.` : ''}</p>${renderDuplicates(review)}${renderOrphans(review)}${renderUnlisted(review)}</section>`;
}

function renderDuplicates({ nearDuplicates: { pairs, first } }: Review): Html {
  return html`<h3>${countOf(pairs, 'near-duplicate')}</h3><p class="soft">Pairs with a score of at least ${NEAR_DUPLICATE_SCORE}: variants of one product, or
one that was entered twice.${first.length < pairs ? ` The first ${first.length} by score:` : ''}</p>${renderPairs(first.map(({ a, b, score }) => [a, b, score]))}`;
}

function renderOrphans({ orphans: { products, first } }: Review): Html {
  return html`<h3>${countOf(products, 'orphan')}</h3><p class="soft">Products whose nearest neighbour has a score under ${ORPHAN_SCORE}: often they have no
title, no category or no sales.${first.length < products ? ` The first ${first.length} by score:` : ''}</p>${renderPairs(
    first.map(({ product, nearest }) => [product, nearest, nearest.score]),
  )}`;
}

function renderUnlisted({ inNoList }: Review): Html {
  if (inNoList === null) return NOTHING;
  const { products, first } = inNoList;
  return html`<h3>${countOf(products, 'product')} in no list</h3><p class="soft">They are among the first ${LIST_LENGTH} of no other product: shoppers do
not come to them by similar products.${first.length < products ? ` The first ${first.length} of the catalog:` : ''}</p>${
    first.length === 0 ? NOTHING : html`<p>${first.map((one, i) => html`${i > 0 ? ', ' : ''}${nameOf(one)}`)}</p>`
  }`;
}

function renderPairs(pairs: readonly (readonly [a: ShownProduct, b: ShownProduct, score: number])[]): Html {
  if (pairs.length === 0) return NOTHING;
  const rows = pairs.map(
    ([a, b, score]) =>
      html`<tr><td>${nameOf(a)}<small>${a.id}</small></td><td>${nameOf(b)}<small>${b.id}</small></td><td class="number">${score.toFixed(3)}</td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">product</th><th scope="col">nearest</th><th scope="col" class="number">score</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function nameOf({ id, title }: ShownProduct): string {
  return title ?? id;
}
