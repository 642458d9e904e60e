import type { Product, ShownProduct } from '../../../client/generated/schemas.ts';
import { ProductPicture } from '../../parts/product-picture.tsx';
import { type Explored, exploreHref } from './product-href.ts';

interface ProductLinkProps {
  readonly shown: ShownProduct;
  readonly explored: Explored;
  /** The product itself, for its picture. */
  readonly product?: Product | undefined;
  /** Whether a small picture stands before the name. */
  readonly hasPicture?: boolean;
}

/** A product by its name, which leads to Explore. */
export function ProductLink({ shown, explored, product, hasPicture = false }: ProductLinkProps) {
  return (
    <a class="quality-product" href={exploreHref(shown.id, explored)}>
      {hasPicture && <ProductPicture product={product ?? shown} />}
      <span>{shown.title ?? shown.id}</span>
    </a>
  );
}
