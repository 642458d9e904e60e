import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import { quickConfig, trained, trainingSet } from '../support/core/training-factories.ts';

const SYLLABLES = [
  'ba',
  'cor',
  'den',
  'fil',
  'gra',
  'hol',
  'ki',
  'lum',
  'mor',
  'nes',
  'pra',
  'rin',
  'sol',
  'tu',
  'ver',
  'zan',
];
const TITLE_WORDS = 8;
const MODEL_PRODUCTS = 1000;

/** One of 4,096 words, the first of them far more often. */
function word(random: CounterRandom): string {
  const place = Math.floor(4096 * random.uniform() ** 3);
  return [place >> 8, (place >> 4) & 15, place & 15].map((i) => SYLLABLES[i]!).join('');
}

/** Products as catalogs have them: a title of eight words, brand, category, price and three attributes; some 260 bytes of JSON each. */
export function* catalogProducts(count: number): Generator<Product, void, void> {
  const random = new CounterRandom(1, 'catalog');
  for (let i = 0; i < count; i++) {
    const attributes = { colour: word(random), size: random.integer(60), new: random.integer(2) === 0 };
    yield {
      id: `p${String(i).padStart(9, '0')}`,
      title: Array.from({ length: TITLE_WORDS }, () => word(random)).join(' '),
      brand: `brand ${random.integer(500)}`,
      category: ['shop', `department ${random.integer(20)}`, `category ${random.integer(200)}`],
      price: random.integer(100_000) / 100,
      attributes,
    };
  }
}

/** A small model of such products. @param dim Numbers a vector. */
export function catalogModel(dim = 64): Model {
  const products = [...catalogProducts(MODEL_PRODUCTS)];
  const baskets = Array.from({ length: MODEL_PRODUCTS - 3 }, (_, i) => ({
    items: products.slice(i, i + 3).map(({ id }) => id),
    kind: 'basket' as const,
  }));
  return trained(trainingSet(products, baskets), quickConfig({ dim, maxPairs: 2000, watchdog: false })).model;
}
