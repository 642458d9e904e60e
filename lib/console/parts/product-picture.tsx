import { useState } from 'preact/hooks';
import type { Product } from '../../client/generated/schemas.ts';
import { pictureOf, titleOf } from '../common/products.ts';

/** The picture of a product; its first letters on a quiet ground if it has none, or if it cannot be loaded. */
export function ProductPicture({ product }: { readonly product: Product }) {
  const address = pictureOf(product);
  const [failed, setFailed] = useState<string>();
  if (address !== undefined && address !== failed) {
    return (
      <span class="picture">
        {/* The title stands beside it. */}
        <img src={address} alt="" loading="lazy" decoding="async" onError={() => setFailed(address)} />
      </span>
    );
  }
  return (
    <span class="picture picture-letters" data-tone={toneOf(product)} aria-hidden="true">
      {initialsOf(titleOf(product))}
    </span>
  );
}

/** The first letters of the first two words. */
function initialsOf(title: string): string {
  const words = title.match(/[\p{L}\p{N}]+/gu) ?? ['?'];
  return words
    .slice(0, 2)
    .map((word) => [...word][0]!.toUpperCase())
    .join('');
}

/** One of six tones by what the product is, so that a list is not one grey. */
function toneOf({ category, brand, id }: Product): number {
  const text = JSON.stringify(category ?? brand ?? id);
  return [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 997, 7) % 6;
}
