import { useProduct } from '../../api/use-product.ts';
import { hrefOf } from '../../common/route.ts';
import { ProductFacts } from '../../parts/product-facts.tsx';
import { ProductPicture } from '../../parts/product-picture.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import type { ProductName } from './data/names.ts';
import type { Position } from './data/points.ts';
import type { Size } from './drawing/camera.ts';

interface HoverCardProps {
  /** Undefined while it has not arrived. */
  readonly name: ProductName | undefined;
  /** Where the point is, in CSS pixels. */
  readonly at: Position;
  readonly size: Size;
  /** Whether it stays, so that its link can be followed. */
  readonly isPinned: boolean;
}

/** Between the point and its card, in CSS pixels. */
const GAP = 14;

/** What a point is: the title, the picture and facts of its product. */
export function HoverCard({ name, at: [left, top], size, isPinned }: HoverCardProps) {
  const { value: product } = useProduct(name?.id);
  // On the side with more room.
  const horizontal = left < size.width / 2 ? { left: `${left + GAP}px` } : { right: `${size.width - left + GAP}px` };
  const vertical = top < size.height / 2 ? { top: `${top + GAP}px` } : { bottom: `${size.height - top + GAP}px` };
  const style = isPinned ? {} : { ...horizontal, ...vertical };
  const isSame = product !== undefined && product.id === name?.id;
  return (
    <div class="map-card" data-pinned={isPinned} style={style} role="status">
      {name ? <ProductPicture product={isSame ? product : name} /> : <span class="picture" />}
      <div class="map-card-text">
        {name ? <strong>{name.title}</strong> : <Skeleton width="10rem" />}
        {isSame ? <ProductFacts product={product} /> : <Skeleton width="7rem" height="0.8em" />}
        {isPinned && name && <a href={hrefOf('explore', { like: name.id })}>Show in Explore</a>}
      </div>
    </div>
  );
}
