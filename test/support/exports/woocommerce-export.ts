import type { ExampleProduct, ExampleShop, ExampleVariant } from './example-shop.ts';
import { csvText } from './table-text.ts';

type Row = Record<string, string | number | undefined>;

const PRODUCT_COLUMNS = [
  ...['ID', 'Type', 'SKU', 'GTIN, UPC, EAN, or ISBN', 'Name', 'Published', 'Is featured?', 'Visibility in catalog'],
  ...['Short description', 'Description', 'Date sale price starts', 'Date sale price ends', 'Tax status', 'Tax class'],
  ...['In stock?', 'Stock', 'Low stock amount', 'Backorders allowed?', 'Sold individually?', 'Weight (kg)'],
  ...['Length (cm)', 'Width (cm)', 'Height (cm)', 'Allow customer reviews?', 'Purchase note', 'Sale price'],
  ...['Regular price', 'Categories', 'Tags', 'Shipping class', 'Images', 'Download limit', 'Download expiry days'],
  ...['Parent', 'Grouped products', 'Upsells', 'Cross-sells', 'External URL', 'Button text', 'Position', 'Brands'],
  ...['Attribute 1 name', 'Attribute 1 value(s)', 'Attribute 1 visible', 'Attribute 1 global', 'Attribute 2 name'],
  ...['Attribute 2 value(s)', 'Attribute 2 visible', 'Attribute 2 global', 'Meta: _wp_page_template', 'Meta: care'],
];

/** The products as WooCommerce exports them: a row for each product, and a row for each variation after all products. */
export function wooCommerceProducts({ products }: ExampleShop): string {
  return csvText(PRODUCT_COLUMNS, [...products.map(productRow), ...products.flatMap(variationRows)]);
}

const escapeComma = (text: string): string => text.replaceAll(',', '\\,');
const isVariable = ({ variants }: ExampleProduct): boolean => variants.length > 1;
/** The SKU of a product with variations; one without has that of its only variant. */
const skuOf = (product: ExampleProduct): string =>
  isVariable(product) ? product.variants[0]!.sku && `${product.handle}-all` : product.variants[0]!.sku;

function productRow(product: ExampleProduct): Row {
  const [only] = product.variants;
  return {
    ID: product.number,
    Type: isVariable(product) ? 'variable' : 'simple, virtual',
    SKU: skuOf(product),
    Name: product.title,
    Published: 1,
    'Is featured?': 0,
    'Visibility in catalog': 'visible',
    Description: product.html.replaceAll('\r', '').replaceAll('\n', '\\n'),
    'In stock?': 1,
    ...(!isVariable(product) && priceCells(only!)),
    Categories: product.categories.map((path) => path.map(escapeComma).join(' > ')).join(', '),
    Tags: product.tags.join(', '),
    Images: `${product.image.replaceAll(',', '%2C')}, https://cdn.shop.example/other.jpg`,
    Brands: product.brand,
    ...attributeCells(optionNames(product).map((name) => [name, valuesOf(product, name).map(escapeComma).join(', ')])),
    'Meta: _wp_page_template': 'default',
    'Meta: care': product.variants.length > 3 ? 'hand wash' : '',
  };
}

function variationRows(product: ExampleProduct): Row[] {
  if (!isVariable(product)) return [];
  return product.variants.map((variant) => ({
    ID: variant.number,
    Type: 'variation',
    SKU: variant.sku,
    Name: `${product.title} - ${variant.options.map(([, value]) => value).join(', ')}`,
    Published: 1,
    'In stock?': variant.stock > 0 ? 1 : 0,
    Stock: variant.stock,
    ...priceCells(variant),
    Parent: skuOf(product) === '' ? `id:${product.number}` : skuOf(product),
    ...attributeCells(variant.options.map(([name, value]) => [name, escapeComma(value)])),
  }));
}

/** As a shop with a comma before fractions exports them. */
function priceCells({ price, salePrice }: ExampleVariant): Row {
  const written = (amount: number): string => amount.toFixed(2).replace('.', ',');
  return { 'Regular price': written(price), 'Sale price': salePrice === undefined ? '' : written(salePrice) };
}

function optionNames({ variants }: ExampleProduct): string[] {
  return variants[0]!.options.map(([name]) => name);
}

function valuesOf({ variants }: ExampleProduct, name: string): string[] {
  return [...new Set(variants.map(({ options }) => options.find(([one]) => one === name)![1]))];
}

function attributeCells(attributes: readonly (readonly string[])[]): Row {
  const cells = attributes.flatMap(([name, value], i) => [
    [`Attribute ${i + 1} name`, name],
    [`Attribute ${i + 1} value(s)`, value],
    [`Attribute ${i + 1} visible`, '1'],
  ]);
  return Object.fromEntries(cells);
}

const ORDER_COLUMNS = [
  ...['Order Number', 'Order Status', 'Order Date', 'Customer Note', 'First Name (Billing)', 'Email (Billing)'],
  ...['Payment Method Title', 'Order Total Amount', 'Item #', 'SKU', 'Item Name', 'Quantity (- Refund)', 'Item Cost'],
];

/** The orders as the common export plugin of WooCommerce writes them: a row for each line with all values of the order. */
export function wooCommerceOrders({ orders }: ExampleShop): string {
  const rows = orders.flatMap((order) =>
    order.lines.map(({ product, variant, quantity }, i) => ({
      'Order Number': order.number,
      'Order Status': order.isCancelled ? 'Cancelled' : 'Completed',
      'Order Date': order.at.slice(0, 16).replace('T', ' '),
      'Customer Note': 'Leave it "at the door",\nthanks',
      'Email (Billing)': 'someone@shop.example',
      'Item #': i + 1,
      SKU: variant.sku,
      'Item Name': [product.title, variant.options.map(([, value]) => value).join(', ')].filter(Boolean).join(' - '),
      'Quantity (- Refund)': quantity,
      'Item Cost': variant.price,
    })),
  );
  return csvText(ORDER_COLUMNS, rows);
}
