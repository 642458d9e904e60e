import { describe, expect, it } from 'vitest';
import { listCategoryPaths } from '../../../lambdas/core/catalog/category-paths.ts';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { type ExampleProduct, exampleShop } from '../../support/exports/example-shop.ts';
import { googleTsv, googleXml } from '../../support/exports/google-feed.ts';
import { readCatalogText, readTrainingText } from '../../support/exports/read-text.ts';
import { shopifyOrders, shopifyProducts } from '../../support/exports/shopify-export.ts';
import { wooCommerceOrders, wooCommerceProducts } from '../../support/exports/woocommerce-export.ts';

const shop = exampleShop();

/** How each system exports the shop, and the id that its products get. */
const exports = [
  {
    dialect: 'shopify-products',
    name: 'products.csv',
    text: shopifyProducts(shop),
    idOf: (product: ExampleProduct) => product.handle,
    // Shopify has one category for a product.
    categoriesOf: (product: ExampleProduct) => product.categories.slice(0, 1),
  },
  {
    dialect: 'woocommerce-products',
    name: 'wc-products.csv',
    text: wooCommerceProducts(shop),
    idOf: (product: ExampleProduct) => String(product.number),
    categoriesOf: (product: ExampleProduct) => product.categories,
  },
  {
    dialect: 'google-merchant',
    name: 'feed.tsv',
    text: googleTsv(shop),
    idOf: feedIdOf,
    categoriesOf: (product: ExampleProduct) => product.categories,
  },
  {
    dialect: 'google-merchant',
    name: 'feed.xml',
    text: googleXml(shop),
    idOf: feedIdOf,
    categoriesOf: (product: ExampleProduct) => product.categories,
  },
];

function feedIdOf({ number, variants: [first, ...others] }: ExampleProduct): string {
  return others.length > 0 ? `group-${number}` : `online-${number}-${first!.number}`;
}

function lowestPrice({ variants }: ExampleProduct): number {
  return Math.min(...variants.map(({ price, salePrice }) => salePrice ?? price));
}

describe.each(exports)('an export of 500 products as $name', ({ dialect, name, text, idOf, categoriesOf }) => {
  it('is recognized, and every product is there with its title, price, brand and categories', async () => {
    const { values, rejected, ignored, report } = await readCatalogText(text, { name });
    expect(report.export).toBe(dialect);
    expect(rejected).toEqual([]);
    expect(ignored).toEqual([]);
    const byId = new Map(values.map((product) => [product.id, product]));
    expect(byId.size).toBe(shop.products.length);
    for (const product of shop.products) {
      const read = byId.get(idOf(product))!;
      expect(read).toMatchObject({ title: product.title, brand: product.brand });
      expect(read.price).toBeCloseTo(lowestPrice(product), 9);
      expect(listCategoryPaths(read.category)).toEqual(categoriesOf(product));
      expect(optionsOf(read)).toEqual(optionsOfExample(product));
    }
  });

  it('keeps markup and line breaks of descriptions', async () => {
    const { values } = await readCatalogText(text, { name });
    const described = values.filter(({ description }) => description?.includes('<li>Oak, oiled</li>'));
    expect(described.length).toBe(shop.products.filter(({ html }) => html !== '').length);
  });

  it('gives a product for each variant by option, with the group in its payload', async () => {
    const { values } = await readCatalogText(text, { name, schema: { variants: 'each' } });
    const variants = shop.products.flatMap((product) => product.variants);
    expect(new Set(values.map(({ id }) => id)).size).toBe(variants.length);
    const groups = Map.groupBy(values, ({ payload }) => payload?.item_group_id ?? 'none');
    const several = shop.products.filter(({ variants }) => variants.length > 1);
    for (const product of several) expect(groups.get(idOf(product))).toHaveLength(product.variants.length);
  });
});

/** The values of size and colour, sorted; a slash stands between colours of one item in a feed. */
function optionsOf({ attributes = {} }: Product): string[] {
  const named = Object.entries(attributes).filter(([name]) => /^(?:size|colou?r)$/i.test(name));
  return named
    .flatMap(([, value]) => value as string | string[])
    .flatMap((value) => value.split(' / '))
    .sort();
}

function optionsOfExample({ variants }: ExampleProduct): string[] {
  const values = variants.flatMap(({ options }) => options.flatMap(([, value]) => value.split(' / ')));
  return [...new Set(values)].sort();
}

describe.each([
  ['shopify-orders', shopifyOrders(shop)],
  ['order-lines', wooCommerceOrders(shop)],
])('an export of 2,500 orders as %s', (dialect, text) => {
  it('gives a basket with its time for each order that was not cancelled', async () => {
    const { values, rejected, report } = await readTrainingText(text);
    expect(report.export).toBe(dialect);
    const kept = shop.orders.filter(({ isCancelled }) => !isCancelled);
    expect(values).toHaveLength(kept.length);
    expect(rejected.map(({ code }) => code)).toEqual(Array(shop.orders.length - kept.length).fill('cancelled'));
    expect(values.map((row) => ('items' in row ? [row.kind, row.at, row.items.length] : []))).toEqual(
      kept.map(({ at, lines }) => ['basket', at, lines.length]),
    );
  });
});
