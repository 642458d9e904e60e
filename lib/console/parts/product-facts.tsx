import type { Product } from '../../client/generated/schemas.ts';
import { formatPrice } from '../common/format.ts';
import { categoriesOf } from '../common/products.ts';
import { shownText } from '../common/shown-text.ts';

/** Brand, category and price in one line. */
export function ProductFacts({ product }: { readonly product: Product }) {
  const facts = [
    product.title === undefined ? undefined : product.brand,
    ...categoriesOf(product)
      .slice(0, 1)
      .map((path) => path.join(' › ')),
    product.price === undefined ? undefined : formatPrice(product.price),
  ].map((fact) => shownText(fact ?? ''));
  return <p class="meta">{facts.filter((fact) => fact !== '').join(' · ')}</p>;
}
