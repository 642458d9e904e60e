import type { Product } from '../../lambdas/core/catalog/product.ts';
import { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import type { TrainingSet } from '../../lambdas/core/training/data/training-set.ts';
import { TrainingSetBuilder } from '../../lambdas/core/training/data/training-set-builder.ts';

/** Products of one kind are similar and bought together. */
const PRODUCTS_PER_KIND = 40;
const WORDS_PER_TITLE = 6;
const WORDS_PER_KIND = 12;
const BRANDS = 500;

/** A synthetic shop: products in kinds, and pairs within the kinds. The same sizes give the same shop. */
export function buildSyntheticShop(products: number, pairs: number): TrainingSet {
  const random = new CounterRandom(1, 'synthetic-shop');
  const builder = new TrainingSetBuilder(Array.from({ length: products }, (_, i) => productOf(i, random)));
  for (let added = 0; added < pairs; ) {
    const anchor = random.integer(products);
    const positive = Math.min(products - 1, kindOf(anchor) * PRODUCTS_PER_KIND + random.integer(PRODUCTS_PER_KIND));
    if (builder.add({ anchor: idOf(anchor), positive: idOf(positive) }) === 'added') added += 1;
  }
  return builder.build();
}

function productOf(i: number, random: CounterRandom): Product {
  const kind = kindOf(i);
  const words = Array.from({ length: WORDS_PER_TITLE }, () => `word${kind * 7 + random.integer(WORDS_PER_KIND)}`);
  return {
    id: idOf(i),
    title: words.join(' '),
    brand: `brand${random.integer(BRANDS)}`,
    category: [`department${kind % 20}`, `kind${kind}`],
    price: 1 + random.integer(10_000) / 100,
  };
}

function kindOf(i: number): number {
  return Math.floor(i / PRODUCTS_PER_KIND);
}

function idOf(i: number): string {
  return `product-${i}`;
}
