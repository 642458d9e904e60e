import { splitCategoryPath } from '../../../core/catalog/category-paths.ts';
import { choosePrice, readCurrency, splitList } from '../common/cell-values.ts';
import { type Cells, column, foldName } from '../common/cells.ts';
import { type FileShape, hasAny, hasColumn, type ProductDialect, type ProductReading } from '../common/dialect.ts';
import { PathLists } from '../common/path-lists.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

const columns = {
  id: column('id', 'id', 'offerId'),
  group: column('id', 'item_group_id', 'itemGroupId'),
  title: column('title', 'title'),
  description: column('description', 'description'),
  brand: column('brand', 'brand'),
  productType: column('category', 'product_type', 'productTypes'),
  googleCategory: column('category', 'google_product_category', 'googleProductCategory', 'fb_product_category'),
  price: column('price', 'price'),
  salePrice: column('price', 'sale_price', 'salePrice'),
  saleTime: column('payload.salePrice', 'sale_price_effective_date', 'salePriceEffectiveDate'),
  link: column('payload.url', 'link', 'canonical_link'),
  image: column('payload.imageUrl', 'image_link', 'imageLink'),
  availability: column('payload.inStock', 'availability'),
  stock: column('payload.stock', 'quantity_to_sell_on_facebook', 'sell_on_google_quantity', 'inventory'),
  gtin: column('aliases', 'gtin'),
  detail: column('attributes', 'product_detail'),
} as const;

/** What may differ between the items of a group. A slash stands between several colours or materials of one item. */
const OPTIONS = ['color', 'size', 'material', 'pattern', 'gender', 'age_group', 'size_type', 'size_system'];
const SLASHED = new Set(['color', 'material'].map(foldName));
/** Attributes of the feed that say nothing of what the product is. */
const UNUSED = [
  ...[
    'additional_image_link',
    'mobile_link',
    'ads_redirect',
    'link_template',
    'mobile_link_template',
    'lifestyle_image_link',
  ],
  ...['identifier_exists', 'shipping', 'shipping_label', 'shipping_weight', 'shipping_length', 'shipping_width'],
  ...['shipping_height', 'ships_from_country', 'transit_time_label', 'min_handling_time', 'max_handling_time', 'tax'],
  ...['tax_category', 'availability_date', 'expiration_date', 'cost_of_goods_sold', 'auto_pricing_min_price'],
  ...['maximum_retail_price', 'installment', 'subscription_cost', 'loyalty_points', 'loyalty_program', 'promotion_id'],
  ...['unit_pricing_measure', 'unit_pricing_base_measure', 'excluded_destination', 'included_destination', 'pause'],
  ...['shopping_ads_excluded_country', 'external_seller_id', 'mpn', 'disclosure_date', 'structured_title'],
  ...[
    'structured_description',
    'virtual_model_link',
    'video_link',
    'certification',
    'return_policy_label',
    'video[0].url',
  ],
  ...['updated', 'published', 'author', 'guid', 'pubDate', 'store_code', 'pickup_method', 'pickup_SLA', 'status'],
];
const options = new Set(OPTIONS.map(foldName));
const used = new Set(Object.values(columns).flatMap(({ names }) => names));
const unused = new Set(UNUSED.map(foldName));

/** Attributes of which a feed has several, and of which other tables have at most one by chance. */
const TYPICAL = [
  ...['image_link', 'availability', 'google_product_category', 'product_type', 'item_group_id', 'gtin', 'mpn'],
  ...['condition', 'link', 'identifier_exists', 'sale_price', 'fb_product_category', 'imageLink', 'itemGroupId'],
];
const MIN_TYPICAL = 3;
/** Names of Google Merchant in XML: one is enough. */
const NAMESPACE = /^g:/i;

function isFeed(shape: FileShape): boolean {
  const isTypical = TYPICAL.filter((name) => hasAny(shape, name)).length >= MIN_TYPICAL;
  const hasNamespace = shape.written.some((name) => NAMESPACE.test(name));
  return hasColumn(shape, columns.id) && hasColumn(shape, columns.title) && (isTypical || hasNamespace);
}

function isFacebook(shape: FileShape): boolean {
  return hasAny(shape, 'fb_product_category', 'quantity_to_sell_on_facebook');
}

const feed: Omit<ProductDialect, 'name' | 'title' | 'recognizes'> = {
  reads: 'products',
  columns,
  fieldOf: (name) => {
    const folded = foldName(name);
    return used.has(folded) || unused.has(folded) ? undefined : `attributes.${attributeName(name)}`;
  },
  startReading: () => new FeedReading(),
};

export const googleMerchant: ProductDialect = {
  ...feed,
  name: 'google-merchant',
  title: 'Google Merchant Center: product feed as TSV, CSV, RSS 2.0 or Atom',
  recognizes: (shape) => isFeed(shape) && !isFacebook(shape),
};

export const facebookCatalog: ProductDialect = {
  ...feed,
  name: 'facebook-catalog',
  title: 'Meta (Facebook, Instagram): catalog feed as CSV, TSV or XML',
  recognizes: (shape) => isFeed(shape) && isFacebook(shape),
};

class FeedReading implements ProductReading {
  readonly withoutGroup = 'the item has no id';
  readonly #types = new PathLists();
  #isSurveyed = false;

  startPass(): (row: Cells) => string | undefined {
    const isFirst = !this.#isSurveyed;
    this.#isSurveyed = true;
    return (row) => {
      if (isFirst) for (const text of row.list(columns.productType)) this.#types.add(text);
      return row.text(columns.group) ?? row.text(columns.id);
    };
  }

  readProduct(id: string, rows: readonly Cells[]): ShopProduct {
    return readProduct(id, rows, this.#types);
  }
}

function readProduct(id: string, rows: readonly Cells[], paths: PathLists): ShopProduct {
  const main = rows[0]!;
  const types = main.list(columns.productType).flatMap((text) => paths.split(text));
  const google = main.text(columns.googleCategory);
  const isPath = google !== undefined && !/^\d+$/.test(google);
  const categories = types.length === 0 && isPath ? [splitCategoryPath(google)] : types;
  return {
    id,
    title: commonTitle(rows),
    description: main.text(columns.description),
    brand: main.text(columns.brand),
    categories,
    attributes: [
      ...(google !== undefined && categories === types ? [['google_product_category', [google]] as const] : []),
      ...listAttributes(main, (name) => !options.has(name)),
      ...main.list(columns.detail).flatMap(readDetail),
    ],
    payload: { currency: readCurrency(main.text(columns.price)) },
    variants: rows.map(readVariant),
  };
}

function readVariant(row: Cells): ShopVariant {
  const availability = row.text(columns.availability);
  return {
    id: row.text(columns.id),
    title: row.text(columns.title),
    aliases: [...row.list(columns.gtin)],
    options: listAttributes(row, (name) => options.has(name)),
    ...choosePrice(row.amount(columns.price), row.amount(columns.salePrice), row.text(columns.saleTime) !== undefined),
    imageUrl: row.text(columns.image),
    url: row.text(columns.link),
    stock: row.amount(columns.stock),
    inStock: availability === undefined ? undefined : !/^(?:out|sold|discontinued)/i.test(availability),
  };
}

function listAttributes(row: Cells, isWanted: (folded: string) => boolean): NamedValues[] {
  return [...row.entries()].flatMap(([folded, { column: name, values }]): NamedValues[] => {
    if (used.has(folded) || unused.has(folded) || !isWanted(folded)) return [];
    return [[attributeName(name), SLASHED.has(folded) ? values.flatMap((value) => splitList(value, '/')) : values]];
  });
}

function attributeName(column: string): string {
  return column.replace(/^g:/i, '');
}

/** `General:Material:Oak`: section, name and value. */
function readDetail(text: string): NamedValues[] {
  const parts = text.split(':').map((part) => part.trim());
  const [name, value] = parts.length > 2 ? [parts[1]!, parts.slice(2).join(':')] : [parts[0]!, parts[1]];
  return value ? [[name, [value]]] : [];
}

/**
 * The words with which all titles begin, if what follows is set off or names what the item is an option of: `Tee` of
 * `Tee - Red / S` and `Tee - Blue / M`. The first title, if they have less than half of it in common otherwise.
 */
function commonTitle(rows: readonly Cells[]): string | undefined {
  const titles = rows.map((row) => row.text(columns.title)).filter((title) => title !== undefined);
  const [first] = titles;
  if (first === undefined) return undefined;
  const words = first.split(' ');
  const shared = words.findIndex((word, i) => titles.some((title) => title.split(' ')[i] !== word));
  if (shared < 0) return first;
  const beginning = words.slice(0, shared).join(' ');
  const common = beginning.replace(AT_END, '');
  if (common === '') return first;
  const isSetOff = common !== beginning || titles.every((title) => SET_OFF.test(title.slice(beginning.length)));
  return isSetOff || common.length * 2 >= first.length || rows.every((row) => endsInOptions(row, beginning))
    ? common
    : first;
}

const AT_END = /[\s,;:|/([–—-]+$/u;
const SET_OFF = /^\s*[,;:|/([–—-]/u;

/** Whether the title of an item has only words of its options after a beginning. */
function endsInOptions(row: Cells, beginning: string): boolean {
  const values = listAttributes(row, (name) => options.has(name)).flatMap(([, list]) => list);
  const known = new Set(values.flatMap(wordsOf));
  return wordsOf((row.text(columns.title) ?? '').slice(beginning.length)).every((word) => known.has(word));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
