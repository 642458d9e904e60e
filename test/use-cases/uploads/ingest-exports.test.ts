import { describe, expect, it } from 'vitest';
import { listCategoryPaths } from '../../../lambdas/core/catalog/category-paths.ts';
import { gatherTrainingData } from '../../../lambdas/use-cases/training/gather-training-data.ts';
import { exampleShop } from '../../support/exports/example-shop.ts';
import { shopifyOrders, shopifyProducts } from '../../support/exports/shopify-export.ts';
import { wooCommerceOrders, wooCommerceProducts } from '../../support/exports/woocommerce-export.ts';
import { gzipped } from '../../support/stores/byte-streams.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const shop = exampleShop();
const kept = shop.orders.filter(({ isCancelled }) => !isCancelled);

describe.each([
  {
    system: 'Shopify',
    products: shopifyProducts(shop),
    orders: shopifyOrders(shop),
    idOf: ({ handle }: (typeof shop.products)[number]) => handle,
  },
  {
    system: 'WooCommerce',
    products: wooCommerceProducts(shop),
    orders: wooCommerceOrders(shop),
    idOf: ({ number }: (typeof shop.products)[number]) => String(number),
  },
])('the exports of $system as uploads', ({ products, orders, idOf }) => {
  it('give every product with its title, price and categories, and orders that find their products', async () => {
    const world = new JobWorld();
    const catalog = world.uploadBytes('catalog/products.csv.gz', gzipped(products));
    expect(await world.ingest(catalog)).toBe('done');
    expect(await world.job('upload', catalog.key)).toMatchObject({ state: 'succeeded', accepted: 500, rejected: 0 });
    for (const example of shop.products) {
      const stored = (await world.products.get(idOf(example)))!.product;
      expect(stored.title).toBe(example.title);
      expect(stored.price).toBeCloseTo(Math.min(...example.variants.map((one) => one.salePrice ?? one.price)), 9);
      expect(example.categories).toEqual(expect.arrayContaining(listCategoryPaths(stored.category)));
    }
    world.uploadBytes('interactions/orders.csv', Buffer.from(orders));
    const { set, outcomes } = await gatherTrainingData(world.ports, () => Number.POSITIVE_INFINITY);
    const several = kept.filter(({ lines }) => new Set(lines.map(({ product }) => product)).size > 1);
    expect(outcomes).toMatchObject({ added: several.length, 'unknown-product': 0 });
    expect(set.products).toHaveLength(500);
  });
});
