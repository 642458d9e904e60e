import type { ExampleProduct, ExampleShop, ExampleVariant } from './example-shop.ts';
import { csvText, escapeXml } from './table-text.ts';

const COLUMNS = [
  ...[
    'id',
    'title',
    'description',
    'link',
    'image_link',
    'availability',
    'price',
    'sale_price',
    'brand',
    'gtin',
    'mpn',
  ],
  ...[
    'condition',
    'google_product_category',
    'product_type',
    'item_group_id',
    'color',
    'size',
    'shipping',
    'custom_label_0',
  ],
];

type Values = Record<string, readonly string[]>;

/** The items as Google Merchant Center reads them from a file of tabs. */
export function googleTsv(shop: ExampleShop): string {
  const rows = itemsOf(shop).map((item) =>
    Object.fromEntries(
      Object.entries(item).map(([name, values]) => [name, values.join(',').replaceAll(/[\t\r\n]+/g, ' ')]),
    ),
  );
  return csvText(COLUMNS, rows, { separator: '\t', lineEnd: '\r\n' });
}

/** The items as RSS 2.0 with Google's namespace. */
export function googleXml(shop: ExampleShop): string {
  const items = itemsOf(shop).map((item) => {
    const fields = Object.entries(item).flatMap(([name, values]) => values.map((value) => writeField(name, value)));
    return `  <item>\n${fields.join('\n')}\n    <g:shipping>\n      <g:country>DE</g:country>\n    </g:shipping>\n  </item>`;
  });
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">';
  return `${head}\n<channel>\n<title>Shop</title>\n${items.join('\n')}\n</channel>\n</rss>\n`;
}

function writeField(name: string, value: string): string {
  const text = name === 'description' ? `<![CDATA[${value}]]>` : escapeXml(value);
  return `    <g:${name}>${text}</g:${name}>`;
}

/** The id of a variant in the feed. */
function feedId(product: ExampleProduct, variant: ExampleVariant): string {
  return `online-${product.number}-${variant.number}`;
}

function itemsOf({ products }: ExampleShop): Values[] {
  return products.flatMap((product) => product.variants.map((variant) => feedItem(product, variant)));
}

function feedItem(product: ExampleProduct, variant: ExampleVariant): Values {
  const option = (name: string): string[] => variant.options.flatMap(([one, value]) => (one === name ? [value] : []));
  const filled = (value: string): string[] => (value === '' ? [] : [value]);
  return {
    id: [feedId(product, variant)],
    title: [product.title],
    description: filled(product.html),
    link: [`https://shop.example/products/${product.handle}?variant=${variant.number}`],
    image_link: [product.image],
    availability: [variant.stock > 0 ? 'in_stock' : 'out_of_stock'],
    price: [`${variant.price.toFixed(2)} EUR`],
    sale_price: variant.salePrice === undefined ? [] : [`${variant.salePrice.toFixed(2)} EUR`],
    brand: [product.brand],
    gtin: filled(variant.barcode),
    condition: ['new'],
    google_product_category: ['536'],
    product_type: product.categories.map((path) => path.join(' > ')),
    item_group_id: product.variants.length > 1 ? [`group-${product.number}`] : [],
    color: option('Colour'),
    size: option('Size'),
  };
}

/** Orders of a shop that has a feed: lines that name its items. */
export function feedOrders({ orders }: ExampleShop): string {
  const rows = orders.flatMap((order) =>
    order.lines.map(({ product, variant, quantity }) => ({
      'Transaction ID': `T${order.number}`,
      'Item ID': feedId(product, variant),
      Quantity: order.isCancelled ? -quantity : quantity,
      Date: order.at,
    })),
  );
  return csvText(['Transaction ID', 'Item ID', 'Quantity', 'Date'], rows);
}
