import type { ExampleOrder, ExampleProduct, ExampleShop } from './example-shop.ts';
import { csvText } from './table-text.ts';

type Row = Record<string, string | number | undefined>;

const PRODUCT_COLUMNS = [
  ...['Handle', 'Title', 'Body (HTML)', 'Vendor', 'Product Category', 'Type', 'Tags', 'Published', 'Option1 Name'],
  ...['Option1 Value', 'Option1 Linked To', 'Option2 Name', 'Option2 Value', 'Option2 Linked To', 'Option3 Name'],
  ...['Option3 Value', 'Option3 Linked To', 'Variant SKU', 'Variant Grams', 'Variant Inventory Tracker'],
  ...['Variant Inventory Qty', 'Variant Inventory Policy', 'Variant Fulfillment Service', 'Variant Price'],
  ...['Variant Compare At Price', 'Variant Requires Shipping', 'Variant Taxable', 'Variant Barcode', 'Image Src'],
  ...['Image Position', 'Image Alt Text', 'Gift Card', 'SEO Title', 'SEO Description', 'Variant Image'],
  ...['Variant Weight Unit', 'Variant Tax Code', 'Cost per item', 'Included / United States', 'Status'],
];

const ORDER_COLUMNS = [
  ...['Name', 'Email', 'Financial Status', 'Paid at', 'Fulfillment Status', 'Fulfilled at', 'Accepts Marketing'],
  ...['Currency', 'Subtotal', 'Shipping', 'Taxes', 'Total', 'Discount Code', 'Discount Amount', 'Shipping Method'],
  ...['Created at', 'Lineitem quantity', 'Lineitem name', 'Lineitem price', 'Lineitem compare at price'],
  ...['Lineitem sku', 'Lineitem requires shipping', 'Lineitem taxable', 'Lineitem fulfillment status', 'Billing Name'],
  ...['Notes', 'Cancelled at', 'Payment Method', 'Refunded Amount', 'Vendor', 'Id', 'Tags', 'Risk Level', 'Source'],
];

/** The products as Shopify exports them: a row for each variant, the product's own values in the first row only. */
export function shopifyProducts({ products }: ExampleShop): string {
  return csvText(PRODUCT_COLUMNS, products.flatMap(productRows));
}

function productRows(product: ExampleProduct): Row[] {
  const rows = product.variants.map((variant, i): Row => {
    const [first, second] = variant.options;
    return {
      Handle: product.handle,
      ...(i === 0 && ownValues(product)),
      'Option1 Value': first?.[1] ?? 'Default Title',
      'Option2 Value': second?.[1],
      'Variant SKU': variant.sku,
      'Variant Grams': '350.0',
      'Variant Inventory Tracker': 'shopify',
      'Variant Inventory Qty': variant.stock,
      'Variant Inventory Policy': 'deny',
      'Variant Price': (variant.salePrice ?? variant.price).toFixed(2),
      'Variant Compare At Price': variant.salePrice === undefined ? '' : variant.price.toFixed(2),
      'Variant Barcode': variant.barcode,
    };
  });
  // A further picture has a row with nothing else in it.
  return [...rows, { Handle: product.handle, 'Image Src': `${product.image}&side=2`, 'Image Position': 2 }];
}

function ownValues(product: ExampleProduct): Row {
  const [first, second] = product.variants[0]!.options;
  return {
    Title: product.title,
    'Body (HTML)': product.html,
    Vendor: product.brand,
    'Product Category': product.categories[0]!.join(' > '),
    Type: product.categories[0]!.at(-1),
    Tags: product.tags.join(', '),
    Published: 'true',
    'Option1 Name': first?.[0] ?? 'Title',
    'Option2 Name': second?.[0],
    'Image Src': product.image,
    'Image Position': 1,
    'Gift Card': 'false',
    Status: 'active',
  };
}

/** The orders as Shopify exports them: a row for each line, the order's own values in the first row only. */
export function shopifyOrders({ orders }: ExampleShop): string {
  return csvText(ORDER_COLUMNS, orders.flatMap(orderRows));
}

function orderRows(order: ExampleOrder): Row[] {
  const at = order.at.replace('T', ' ').replace('Z', ' +0000');
  return order.lines.map(({ product, variant, quantity }, i) => ({
    Name: `#${order.number}`,
    Email: 'someone@shop.example',
    ...(i === 0 && {
      'Financial Status': order.isCancelled ? 'voided' : 'paid',
      'Cancelled at': order.isCancelled ? at : '',
      Currency: 'EUR',
      'Billing Name': 'Müller, Änne',
      Notes: 'Ring twice,\nplease',
    }),
    'Created at': at,
    'Lineitem quantity': quantity,
    'Lineitem name': [product.title, variant.options.map(([, value]) => value).join(' / ')].filter(Boolean).join(' - '),
    'Lineitem price': variant.price.toFixed(2),
    'Lineitem sku': variant.sku,
    'Lineitem requires shipping': 'true',
  }));
}
