import { splitCategoryPath } from '../../../core/catalog/category-paths.ts';
import { joinTexts, parseFlag, splitList } from '../common/cell-values.ts';
import { type Cells, column } from '../common/cells.ts';
import { hasAny, hasColumn, type ProductDialect } from '../common/dialect.ts';
import type { NamedValues, ShopProduct } from '../common/shop-product.ts';

/** The names of the import templates, and of the list of products in the back office. */
const columns = {
  id: column('id', 'Product ID', 'ID', 'ID produit', 'id_product'),
  title: column('title', 'Name *', 'Name', 'Nom *', 'Nom'),
  reference: column('aliases', 'Reference #', 'Reference', 'Référence', 'Référence n°'),
  description: column('description', 'Description'),
  shortDescription: column('description', 'Short description', 'Summary', 'Description courte', 'Résumé'),
  brand: column('brand', 'Brand', 'Manufacturer', 'Marque'),
  categories: column(
    'category',
    'Categories (x,y,z...)',
    'Category',
    'Categories',
    'Catégories (x,y,z...)',
    'Catégorie',
  ),
  tags: column('attributes.tags', 'Tags (x,y,z...)', 'Tags'),
  price: column(
    'price',
    ...['Price tax included', 'Price (tax incl.)', 'Price tax excluded', 'Price tax excluded or Price tax included'],
    ...['Price (tax excl.)', 'Prix TTC', 'Prix HT', 'Prix (TTC)', 'Prix (HT)'],
  ),
  images: column('payload.imageUrl', 'Image URLs (x,y,z...)', 'Image', 'Images'),
  active: column('payload.published', 'Active (0/1)', 'Status', 'Enabled', 'Actif (0/1)', 'État'),
  stock: column('payload.stock', 'Quantity', 'Quantité'),
  ean: column('aliases', 'EAN13', 'EAN-13'),
  upc: column('aliases', 'UPC'),
  features: column(
    'attributes',
    'Feature (Name:Value:Position:Customized)',
    'Feature (Name:Value:Position)',
    'Features',
  ),
} as const;

export const prestaShopProducts: ProductDialect = {
  name: 'prestashop-products',
  title: 'PrestaShop: Catalog > Products > Export, and its import template, as CSV',
  reads: 'products',
  hasOwnColumns: true,
  recognizes: (shape) =>
    hasColumn(shape, columns.id) &&
    hasColumn(shape, columns.title) &&
    hasColumn(shape, columns.price) &&
    (hasAny(shape, 'Active (0/1)', 'Actif (0/1)', 'Categories (x,y,z...)', 'Image URLs (x,y,z...)') ||
      (hasColumn(shape, columns.reference) && hasColumn(shape, columns.active))),
  columns,
  startReading: () => ({
    startPass: () => (row) => row.text(columns.id) ?? row.text(columns.reference),
    withoutGroup: 'the row has neither Product ID nor Reference',
    readProduct,
  }),
};

function readProduct(id: string, rows: readonly Cells[]): ShopProduct {
  const row = rows.at(-1)!;
  const stock = row.amount(columns.stock);
  return {
    id,
    title: row.text(columns.title),
    description: joinTexts(row.text(columns.shortDescription), row.text(columns.description)),
    brand: row.text(columns.brand),
    categories: splitList(row.text(columns.categories) ?? '', ',').map(splitCategoryPath),
    attributes: [
      ['tags', splitList(row.text(columns.tags) ?? '', ',')],
      ...splitList(row.text(columns.features) ?? '', ',').flatMap(readFeature),
    ],
    payload: {
      imageUrl: splitList(row.text(columns.images) ?? '', ',')[0],
      published: parseFlag(row.text(columns.active)),
    },
    variants: [
      {
        id: row.text(columns.reference),
        aliases: [row.text(columns.ean), row.text(columns.upc)],
        options: [],
        price: row.amount(columns.price),
        stock,
        inStock: stock === undefined ? undefined : stock > 0,
      },
    ],
  };
}

/** `Composition:Cotton:1`: name, value, position. */
function readFeature(text: string): NamedValues[] {
  const [name, value] = text.split(':');
  return name && value ? [[name.trim(), [value.trim()]]] : [];
}
