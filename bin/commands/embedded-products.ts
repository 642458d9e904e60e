import type { Product } from '../../lambdas/core/catalog/product.ts';
import { ModelInputError } from '../../lambdas/core/features/feature-error.ts';
import { embedEach } from '../../lambdas/core/model/embed-each.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import { type Output, UsageError } from '../../lib/terminal/command-line.ts';

/** Products embedded at once. */
const GROUP_PRODUCTS = 256;

/** Product id -> why the model cannot embed the product. */
export type NotEmbeddable = Map<string, string>;

/** A product and its vector (D). */
export interface EmbeddedProduct {
  readonly product: Product;
  readonly vector: Float32Array;
}

/**
 * Embeds a catalog in groups. Products that the model cannot embed are left out and added to `notEmbeddable`.
 * @throws UsageError `empty-input` at the end if that are all products
 */
export function* embedCatalog(
  model: Model,
  products: readonly Product[],
  notEmbeddable: NotEmbeddable,
): Generator<EmbeddedProduct[], void, void> {
  for (let start = 0; start < products.length; start += GROUP_PRODUCTS) {
    const group = products.slice(start, start + GROUP_PRODUCTS);
    const embedded: EmbeddedProduct[] = [];
    embedEach(model, group).forEach((vector, i) => {
      if (vector instanceof ModelInputError) notEmbeddable.set(group[i]!.id, vector.detail);
      else embedded.push({ product: group[i]!, vector });
    });
    if (embedded.length > 0) yield embedded;
  }
  if (notEmbeddable.size < products.length) return;
  throw new UsageError('empty-input', `the model cannot embed any of the ${describe(notEmbeddable)}`);
}

/** Reports on stderr how many products have no vector, if any, with an example. */
export function reportNotEmbeddable(notEmbeddable: NotEmbeddable, output: Output): void {
  if (notEmbeddable.size === 0) return;
  output.stderr.write(`no vector, because the model cannot embed them: ${describe(notEmbeddable)}\n`);
}

function describe(notEmbeddable: NotEmbeddable): string {
  const [[id, reason] = ['', '']] = notEmbeddable;
  return `${notEmbeddable.size} products, for example ${id}: ${reason}`;
}
