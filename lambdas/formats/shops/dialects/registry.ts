import type { Dialect } from '../common/dialect.ts';
import { bigCommerceProducts } from './bigcommerce-products.ts';
import { facebookCatalog, googleMerchant } from './google-merchant.ts';
import { magentoDocuments } from './magento-documents.ts';
import { magentoProducts } from './magento-products.ts';
import { orderDocuments } from './order-documents.ts';
import { orderLines } from './order-lines.ts';
import { orderLists } from './order-lists.ts';
import { prestaShopProducts } from './prestashop-products.ts';
import { productDocuments } from './product-documents.ts';
import { shopifyOrders } from './shopify-orders.ts';
import { shopifyProducts } from './shopify-products.ts';
import { variantRows } from './variant-rows.ts';
import { wooCommerceProducts } from './woocommerce-products.ts';

/** Every dialect. The first that recognizes a file reads it. */
export const dialects: readonly Dialect[] = [
  shopifyOrders,
  magentoDocuments,
  productDocuments,
  shopifyProducts,
  wooCommerceProducts,
  magentoProducts,
  bigCommerceProducts,
  prestaShopProducts,
  variantRows,
  googleMerchant,
  facebookCatalog,
  orderDocuments,
  orderLines,
  orderLists,
];

/** Dialects of feeds: what they hold is also in the export of a shop system, under other ids. */
export const feedNames: ReadonlySet<string> = new Set([googleMerchant.name, facebookCatalog.name]);
