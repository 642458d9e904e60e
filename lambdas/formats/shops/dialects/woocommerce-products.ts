import { splitCategoryPath } from '../../../core/catalog/category-paths.ts';
import { choosePrice, joinTexts, parseFlag, splitList } from '../common/cell-values.ts';
import { type Cells, type Column, column } from '../common/cells.ts';
import { hasColumn, type ProductDialect, type ProductReading } from '../common/dialect.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

/** WooCommerce translates the names: English, German, Spanish, French, Italian, Dutch, Portuguese. */
const columns = {
  id: column('id', 'ID'),
  type: column('the kind of row', 'Type', 'Typ', 'Tipo'),
  sku: column('aliases', 'SKU', 'Artikelnummer', 'UGS', 'REF', 'COD'),
  gtin: column(
    'aliases',
    ...['GTIN, UPC, EAN, or ISBN', 'GTIN, UPC, EAN oder ISBN', 'GTIN, UPC, EAN o ISBN', 'GTIN, UPC, EAN ou ISBN'],
    ...['GTIN, UPC, EAN of ISBN'],
  ),
  title: column('title', 'Name', 'Nombre', 'Nom', 'Nome', 'Naam'),
  published: column(
    'payload.published',
    'Published',
    'Veröffentlicht',
    'Publicado',
    'Publié',
    'Pubblicato',
    'Gepubliceerd',
  ),
  visibility: column(
    'payload.visibility',
    ...[
      'Visibility in catalog',
      'Sichtbarkeit im Katalog',
      'Visibilidad en el catálogo',
      'Visibilité dans le catalogue',
    ],
    ...['Visibilità nel catalogo', 'Zichtbaarheid in catalogus', 'Visibilidade no catálogo'],
  ),
  shortDescription: column(
    'description',
    ...['Short description', 'Kurzbeschreibung', 'Descripción corta', 'Description courte', 'Breve descrizione'],
    ...['Korte beschrijving', 'Descrição curta', 'Breve descrição'],
  ),
  description: column(
    'description',
    ...['Description', 'Beschreibung', 'Descripción', 'Descrizione', 'Beschrijving', 'Descrição'],
  ),
  saleStarts: column(
    'payload.salePrice',
    ...['Date sale price starts', 'Datum, an dem Angebotspreis beginnt', 'Día en que empieza el precio rebajado'],
    ...['Date de début de promo', 'Data di inizio della promozione', 'Startdatum actieprijs'],
  ),
  saleEnds: column(
    'payload.salePrice',
    ...['Date sale price ends', 'Datum, an dem Angebotspreis endet', 'Día en que termina el precio rebajado'],
    ...['Date de fin de promo', 'Data di fine della promozione', 'Einddatum actieprijs'],
  ),
  salePrice: column(
    'price',
    ...['Sale price', 'Angebotspreis', 'Precio rebajado', 'Tarif promo', 'Prezzo in offerta', 'Actieprijs'],
    ...['Preço promocional', 'Preço de venda'],
  ),
  regularPrice: column(
    'price',
    ...['Regular price', 'Regulärer Preis', 'Normaler Preis', 'Precio normal', 'Tarif régulier', 'Prezzo di listino'],
    ...['Prezzo regolare', 'Normale prijs', 'Reguliere prijs', 'Preço normal', 'Preço'],
  ),
  inStock: column(
    'payload.inStock',
    ...['In stock?', 'Vorrätig?', '¿Existencias?', '¿En stock?', 'En stock ?', 'In stock', 'Op voorraad?', 'Em stock?'],
    ...['Em estoque?', 'Disponibile?'],
  ),
  stock: column('payload.stock', 'Stock', 'Lager', 'Lagerbestand', 'Inventario', 'Magazzino', 'Voorraad', 'Estoque'),
  categories: column(
    'category',
    'Categories',
    'Kategorien',
    'Categorías',
    'Catégories',
    'Categorie',
    'Categorieën',
    'Categorias',
  ),
  tags: column('attributes.tags', 'Tags', 'Schlagwörter', 'Etiquetas', 'Étiquettes', 'Tag'),
  images: column('payload.imageUrl', 'Images', 'Bilder', 'Imágenes', 'Immagini', 'Immagine', 'Afbeeldingen', 'Imagens'),
  parent: column(
    'id',
    ...['Parent', 'Übergeordnetes Produkt', 'Superior', 'Principal', 'Genitore', 'Hoofd', 'Bovenliggend', 'Ascendente'],
  ),
  url: column('payload.url', 'External URL', 'Externe URL', 'URL externa', 'URL externe', 'URL esterno', 'Permalink'),
  brands: column('brand', 'Brands', 'Brand', 'Marken', 'Marke', 'Marcas', 'Marques', 'Marque', 'Marchi', 'Merken'),
} as const;

/** `Attribute 1 name`, `Attribut 1 Wert(e)`, `Nombre del atributo 1`: which column it is, and its number. */
const ATTRIBUTE = /attribut|atribut|eigenschap/i;
const NAME_PART = /\b(?:name|nom|nombre|nome|naam)\b/i;
const VALUE_PART = /(?:value|wert|valeur|valor|waarde)/i;
/** Custom fields whose names begin with an underscore are internal. */
const META = /^Meta: ([^_].*)$/;
const BRAND = /^(?:brand|marke|marca|marque|merk|manufacturer|hersteller)$/i;

/** Columns that other tables have at most one of by chance. */
const TYPICAL = [
  ...[columns.published, columns.visibility, columns.shortDescription, columns.saleStarts, columns.salePrice],
  ...[columns.regularPrice, columns.inStock, columns.categories, columns.images, columns.parent],
];
const MIN_TYPICAL = 4;

export const wooCommerceProducts: ProductDialect = {
  name: 'woocommerce-products',
  title: 'WooCommerce: Products > Export, as CSV',
  reads: 'products',
  hasOwnColumns: true,
  recognizes: (shape) => {
    const typical = TYPICAL.filter((one) => hasColumn(shape, one)).length;
    const names = hasColumn(shape, columns.title) && (hasColumn(shape, columns.id) || hasColumn(shape, columns.sku));
    return names && hasColumn(shape, columns.type) && typical >= MIN_TYPICAL;
  },
  columns,
  fieldOf: (name) => {
    if (ATTRIBUTE.test(name) && (NAME_PART.test(name) || VALUE_PART.test(name))) return 'attributes';
    const meta = META.exec(name);
    return meta === null ? undefined : `attributes.${meta[1]}`;
  },
  startReading: () => new WooCommerceReading(),
};

/** Variations name their product by its SKU, or by `id:` and its id. */
class WooCommerceReading implements ProductReading {
  readonly withoutGroup = 'the row has neither ID nor SKU';
  readonly #productOfSku = new Map<string, string>();

  startPass(): (row: Cells) => string | undefined {
    return (row) => {
      const id = row.text(columns.id);
      const sku = row.text(columns.sku);
      const parent = row.text(columns.parent);
      if (isVariation(row) && parent !== undefined) return nameParent(parent);
      const name = id === undefined ? sku && nameSku(sku) : nameId(id);
      if (name !== undefined && sku !== undefined) this.#productOfSku.set(nameSku(sku), name);
      return name;
    };
  }

  groupOf(name: string): string {
    return this.#productOfSku.get(name) ?? name;
  }

  readProduct(key: string, rows: readonly Cells[]): ShopProduct {
    return readProduct(key, rows);
  }
}

const nameId = (id: string): string => `id:${id}`;
const nameSku = (sku: string): string => `sku:${sku}`;

function nameParent(parent: string): string {
  const id = /^id:\s*(\S+)$/i.exec(parent)?.[1];
  return id === undefined ? nameSku(parent) : nameId(id);
}

function isVariation(row: Cells): boolean {
  return /^variation\b/i.test(row.text(columns.type) ?? '');
}

function readProduct(key: string, rows: readonly Cells[]): ShopProduct {
  const variations = rows.filter(isVariation);
  const main = rows.findLast((row) => !isVariation(row)) ?? rows[0]!;
  const isOrphan = isVariation(main);
  const attributes = isOrphan ? [] : [...listAttributes(main), ...listMeta(main)];
  const brand = attributes.find(([name]) => BRAND.test(name))?.[1][0];
  return {
    id: (isOrphan ? undefined : main.text(columns.id)) ?? key.replace(/^(?:id|sku):/, ''),
    title: text(main, columns.title),
    description: readDescription(main),
    brand: main.text(columns.brands) ?? brand,
    categories: splitList(main.text(columns.categories) ?? '', ',').map(splitCategoryPath),
    attributes: [['tags', splitList(main.text(columns.tags) ?? '', ',')], ...attributes],
    payload: {
      imageUrl: listImages(main)[0],
      url: main.text(columns.url),
      published: readPublished(main),
      visibility: main.text(columns.visibility),
    },
    aliases: isOrphan ? [] : [main.text(columns.sku), main.text(columns.gtin)],
    variants: variations.length > 0 ? variations.map(readVariant) : [{ ...readVariant(main), options: [] }],
  };
}

function readVariant(row: Cells): ShopVariant {
  const hasDates = row.text(columns.saleStarts) !== undefined || row.text(columns.saleEnds) !== undefined;
  const sku = row.text(columns.sku);
  // Exports of orders name what has no SKU by its name only.
  const name = sku === undefined ? text(row, columns.title) : undefined;
  return {
    id: sku ?? row.text(columns.id),
    aliases: [row.text(columns.id), row.text(columns.gtin), name],
    options: listAttributes(row),
    ...choosePrice(row.amount(columns.regularPrice), row.amount(columns.salePrice), hasDates),
    imageUrl: listImages(row)[0],
    stock: row.amount(columns.stock),
    inStock: row.text(columns.inStock)?.toLowerCase() === 'backorder' || parseFlag(row.text(columns.inStock)),
  };
}

/** `Attribute 1 name` and `Attribute 1 value(s)`, by their number. */
function listAttributes(row: Cells): NamedValues[] {
  const names = new Map<string, string>();
  const values = new Map<string, string>();
  for (const [
    ,
    {
      column: written,
      values: [value],
    },
  ] of row.entries()) {
    const number = ATTRIBUTE.test(written) ? /\d+/.exec(written)?.[0] : undefined;
    if (number === undefined || value === undefined) continue;
    if (VALUE_PART.test(written)) values.set(number, value);
    else if (NAME_PART.test(written)) names.set(number, value);
  }
  return [...values].map(([number, value]) => [names.get(number) ?? `attribute ${number}`, splitList(value, ',')]);
}

function listMeta(row: Cells): NamedValues[] {
  return [...row.entries()].flatMap(([, { column: written, values }]): NamedValues[] => {
    const name = META.exec(written)?.[1];
    return name === undefined ? [] : [[name, values]];
  });
}

/** WooCommerce writes line breaks in descriptions as a backslash and an n. */
function readDescription(row: Cells): string | undefined {
  const texts = [columns.shortDescription, columns.description].map((one) => text(row, one));
  return joinTexts(...texts.map((written) => written && restoreLineBreaks(written)));
}

function restoreLineBreaks(written: string): string {
  return written.replace(/(\\?)\\n/g, (_, slash: string) => (slash === '' ? '\n' : '\\n'));
}

/** WooCommerce puts an apostrophe before what a spreadsheet would take for a formula. */
function text(row: Cells, of: Column): string | undefined {
  return row.text(of)?.replace(/^'(?=[=+\-@])/, '');
}

function listImages(row: Cells): string[] {
  return splitList(row.text(columns.images) ?? '', ',');
}

/** 1 is published, 0 private, -1 a draft, 2 waits for a review. */
function readPublished(row: Cells): boolean | undefined {
  const state = row.text(columns.published);
  return state === undefined ? undefined : parseFlag(state) === true;
}
