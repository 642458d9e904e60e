import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

/** A variant of an example product. */
export interface ExampleVariant {
  readonly sku: string;
  readonly barcode: string;
  readonly number: number;
  readonly options: readonly (readonly [name: string, value: string])[];
  /** What it costs without a sale. */
  readonly price: number;
  /** What it costs now, if it is on sale. */
  readonly salePrice: number | undefined;
  readonly stock: number;
}

export interface ExampleProduct {
  readonly handle: string;
  readonly number: number;
  readonly title: string;
  readonly html: string;
  readonly brand: string;
  readonly categories: readonly (readonly string[])[];
  readonly tags: readonly string[];
  readonly image: string;
  readonly variants: readonly ExampleVariant[];
}

export interface ExampleOrder {
  readonly number: number;
  /** In UTC, without milliseconds. */
  readonly at: string;
  readonly isCancelled: boolean;
  /** Different variants. */
  readonly lines: readonly {
    readonly product: ExampleProduct;
    readonly variant: ExampleVariant;
    readonly quantity: number;
  }[];
}

export interface ExampleShop {
  readonly products: readonly ExampleProduct[];
  readonly orders: readonly ExampleOrder[];
}

const THINGS = ['Lamp', 'Stool', 'Mug', 'Blanket', 'Jacket', 'Notebook', 'Bowl', 'Vase', 'Scarf', 'Clock'];
const ROOMS = ['Living Room', 'Kitchen, Dining & Bar', 'Kids’ Room', 'Büro', 'Garden'];
const BRANDS = ['Nordlys', 'Ostwind & Söhne', 'L’Atelier', 'Ridge "Original"', '木村'];
const WORDS = ['Alba', 'Brio', 'Cleo', 'Dune', 'Élan', 'Fjord', 'Gala', 'Ømo', 'Ivo', 'Jade', 'Kern', 'Łuna', 'Mira'];
const SIZES = ['S', 'M', 'L', 'XL'];
const COLOURS = ['Sand', 'Ink Blue', 'Grün', 'Red / White'];

/**
 * A shop with the values that are awkward in exports: commas, quotes and line breaks, letters of any language, markup,
 * empty fields, products without variants, sales. Orders hold things of one room, so that there is something to learn.
 */
export function exampleShop(products = 500, orders = 2_500, seed = 1): ExampleShop {
  const random = new CounterRandom(seed, 'example shop');
  const catalog = Array.from({ length: products }, (_, i) => exampleProduct(i, random));
  return { products: catalog, orders: Array.from({ length: orders }, (_, i) => exampleOrder(i, catalog, random)) };
}

const pick = <Value>(values: readonly Value[], random: CounterRandom): Value => values[random.integer(values.length)]!;

function exampleProduct(i: number, random: CounterRandom): ExampleProduct {
  const [thing, room] = [THINGS[i % THINGS.length]!, ROOMS[i % ROOMS.length]!];
  const inches = i % 7 === 0 ? ` 12"` : '';
  const title = `${pick(WORDS, random)} ${pick(WORDS, random)} ${thing}${inches}${i % 11 === 0 ? ', set of 2' : ''} No. ${i}`;
  const handle = `product-${i}`;
  return {
    handle,
    number: 10_000 + i * 10,
    title,
    html: exampleHtml(title, i),
    brand: pick(BRANDS, random),
    categories: [['Home', room, `${thing}s`], ...(i % 3 === 0 ? [['Gifts', 'Under 50 €']] : [])],
    tags: i % 4 === 0 ? [] : [thing.toLowerCase(), 'new in'],
    image: `https://cdn.shop.example/${handle}.jpg?v=1,2`,
    variants: exampleVariants(i, random),
  };
}

function exampleHtml(title: string, i: number): string {
  if (i % 13 === 0) return '';
  const list = '<ul>\n<li>Oak, oiled</li>\n<li>"Quiet" hinges; 2&nbsp;years</li>\n</ul>';
  return `<p>The <strong>${title.replaceAll('"', '&quot;')}</strong> &ndash; made to last.</p>\r\n${list}`;
}

function exampleVariants(i: number, random: CounterRandom): ExampleVariant[] {
  const count = i % 5 === 0 ? 1 : 2 + random.integer(4);
  const base = 5 + random.integer(200);
  const isOnSale = i % 6 === 0;
  return Array.from({ length: count }, (_, v) => {
    const price = base + v * 2 + 0.95;
    const options = [
      ['Size', SIZES[v % SIZES.length]!] as const,
      ['Colour', COLOURS[v % 3 === 2 ? 3 : v % 3]!] as const,
    ];
    return {
      // Some shops have no SKU for some variants: then orders only have the name.
      sku: i % 17 === 3 ? '' : `SKU-${String(i).padStart(4, '0')}-${v}`,
      barcode: i % 2 === 0 ? `400${String(i * 10 + v).padStart(10, '0')}` : '',
      number: 500_000 + i * 10 + v,
      options: count === 1 ? [] : options,
      price,
      salePrice: isOnSale ? Math.round(price * 80) / 100 : undefined,
      stock: random.integer(5) * 3,
    };
  });
}

function exampleOrder(i: number, catalog: readonly ExampleProduct[], random: CounterRandom): ExampleOrder {
  const room = random.integer(ROOMS.length);
  const inRoom = Math.floor((catalog.length - 1 - room) / ROOMS.length) + 1;
  const lines = Array.from({ length: 1 + random.integer(4) }, () => {
    const product = catalog[room + ROOMS.length * random.integer(inRoom)]!;
    return { product, variant: pick(product.variants, random), quantity: 1 + random.integer(3) };
  });
  const minutes = i * 37;
  return {
    number: 1001 + i,
    at: new Date(Date.UTC(2024, 0, 1, 8, minutes)).toISOString().replace('.000Z', 'Z'),
    isCancelled: i % 20 === 7,
    lines: [...new Map(lines.map((line) => [line.variant, line])).values()],
  };
}
