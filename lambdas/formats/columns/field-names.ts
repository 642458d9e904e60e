import { type ProductFieldName, productFieldNames } from '../../core/catalog/product.ts';
import { isCurrencyName } from '../values/currencies.ts';
import { foldedForms, splitNameWords } from './name-words.ts';

/** A field of a product that columns are searched for by name. */
export type MappedField = 'id' | ProductFieldName;

export const mappedFields: readonly MappedField[] = ['id', ...productFieldNames];

/** How well the name of a column fits a field. A lower rank fits better. */
export interface NameFit {
  readonly field: MappedField;
  readonly rank: number;
  /** The column fills the field only if no better column does: as an id a code, or the address of its page. */
  readonly isWeak: boolean;
}

/*
 * The names of each field, the preferred one first, as `foldColumnName` writes them. Languages: English, German, French,
 * Spanish, Italian, Portuguese, Dutch, the Nordic ones, Polish, Czech; then other scripts.
 */
const NAMES: Readonly<Record<MappedField, readonly string[]>> = {
  id: [
    ...['id', 'productid', 'itemid', 'articleid', 'offerid', 'entityid', 'uniqueid', 'identifier', 'uid', 'objectid'],
    ...['productidentifier', 'externalid', 'produktid', 'artikelid', 'idproduit', 'idarticle', 'idproducto'],
    ...['idarticulo', 'idprodotto', 'idarticolo', 'idproduto', 'idartigo', 'produitid', 'productoid', 'prodid'],
    ...['tuoteid', 'idproduktu', '商品id', '产品id', '상품id'],
  ],
  title: [
    ...['title', 'name', 'producttitle', 'productname', 'itemtitle', 'itemname', 'articlename', 'displayname'],
    ...['titel', 'bezeichnung', 'artikelbezeichnung', 'produktbezeichnung', 'artikelname', 'produktname'],
    ...['produkttitel', 'nom', 'titre', 'nomproduit', 'nomduproduit', 'libelle', 'designation', 'intitule', 'nombre'],
    ...['titulo', 'nombreproducto', 'nombredelproducto', 'nome', 'titolo', 'nomeprodotto', 'nomeproduto', 'naam'],
    ...['productnaam', 'artikelnaam', 'navn', 'namn', 'produktnavn', 'produktnamn', 'varenavn', 'tittel', 'nazwa'],
    ...['nazwaproduktu', 'tytul', 'nazev', 'nimi', 'tuotenimi', '商品名', '名称', '商品名称', '产品名称', '제품명'],
    ...[
      '상품명',
      'название',
      'наименование',
      'اسمالمنتج',
      'product',
      'item',
      'article',
      'artikel',
      'produkt',
      'produit',
    ],
    ...['producto', 'prodotto', 'produto', 'vare', 'товар'],
  ],
  description: [
    ...['description', 'productdescription', 'body', 'bodyhtml', 'longdescription', 'fulldescription', 'desc'],
    ...['descriptionhtml', 'itemdescription', 'beschreibung', 'produktbeschreibung', 'artikelbeschreibung'],
    ...['langbeschreibung', 'descripcion', 'descripcionlarga', 'descrizione', 'descricao', 'omschrijving'],
    ...['beskrivelse', 'beskrivning', 'produktbeskrivelse', 'opis', 'popis', 'kuvaus', 'descriptionlongue', '説明'],
    ...['商品説明', '描述', '商品描述', '설명', 'описание', 'shortdescription', 'summary', 'kurzbeschreibung'],
    ...['descripcioncorta', 'descriptioncourte', 'descrizionebreve'],
  ],
  brand: [
    ...['brand', 'brandname', 'productbrand', 'marke', 'markenname', 'marque', 'marca', 'merk', 'marka', 'merkki'],
    ...['maerke', 'varumarke', 'varemerke', 'znacka', 'vendor', 'vendorname', 'manufacturer'],
    ...['manufacturername', 'maker', 'hersteller', 'herstellername', 'fabricant', 'fabricante', 'produttore'],
    ...[
      'fabrikant',
      'producent',
      'producer',
      'tillverkare',
      'vyrobce',
      'brands',
      'ブランド',
      'メーカー',
      '品牌',
      '브랜드',
    ],
    ...['бренд', 'марка', 'производитель'],
  ],
  category: [
    ...['category', 'categories', 'categorypath', 'productcategory', 'productcategories', 'categoryname'],
    ...['categorynames', 'producttype', 'producttypes', 'maincategory', 'breadcrumb', 'breadcrumbs', 'taxonomy'],
    ...['kategorie', 'kategorien', 'kategoriepfad', 'kategoriename', 'produktkategorie', 'warengruppe'],
    ...['produktgruppe', 'categorie', 'categoria', 'categorias', 'rubrique', 'kategori', 'kategorier', 'kategoria'],
    ...[
      'luokka',
      'tuoteryhma',
      'department',
      'googleproductcategory',
      'カテゴリ',
      'カテゴリー',
      '分类',
      '类别',
      '카테고리',
    ],
    ...['категория'],
  ],
  price: [
    ...['price', 'currentprice', 'productprice', 'itemprice', 'variantprice', 'unitprice', 'regularprice'],
    ...['listprice', 'retailprice', 'sellingprice', 'saleprice', 'salesprice', 'priceinclvat', 'priceincltax'],
    ...['grossprice', 'preis', 'verkaufspreis', 'bruttopreis', 'einzelpreis', 'vkpreis', 'prix', 'prixttc'],
    ...['prixdevente', 'precio', 'preciodeventa', 'pvp', 'prezzo', 'preco', 'precodevenda', 'prijs', 'verkoopprijs'],
    ...[
      'pris',
      'salgspris',
      'forsaljningspris',
      'cena',
      'hinta',
      'fiyat',
      'msrp',
      'rrp',
      'uvp',
      '価格',
      '价格',
      '가격',
    ],
    ...['цена', 'السعر'],
  ],
};

/** Codes and addresses of products: the id of a product only if no column of `NAMES.id` exists. */
const WEAK_IDS = [
  ...['handle', 'productcode', 'itemcode', 'articlecode', 'productnumber', 'itemnumber', 'articlenumber'],
  ...['artikelnummer', 'artikelnr', 'artnr', 'produktnummer', 'produktnr', 'bestellnummer', 'artikelcode'],
  ...['productno', 'itemno', 'articleno', 'artno', 'varenummer', 'varenr', 'stockcode', 'sku', 'productsku'],
  ...['variantsku', 'skuid', 'skucode', 'variantid', 'asin', 'partnumber', 'partno', 'mpn', 'reference', 'referenz'],
  ...['referencia', 'ref', 'codigo', 'codigoproducto', 'codigodeproducto', 'codigoproduto', 'codigodoproduto'],
  ...[
    'codice',
    'codiceprodotto',
    'codicearticolo',
    'codeproduit',
    'codearticle',
    'refproduit',
    'referenceproduit',
    'kodproduktu',
  ],
  ...['indeks', 'kod', 'code', 'gtin', 'ean', 'upc', 'isbn', 'barcode', 'артикул'],
];

/** A word of the name of a price: `our_price`, `VK brutto`, `Preis inkl. MwSt.` */
const PRICE_WORDS = new Set(
  'price preis prix precio prezzo preco prijs pris cena hinta vk vkpreis ladenpreis'.split(' '),
);
/** Words that make it another price than the one that buyers pay for the product. */
const OTHER_PRICE_WORDS = new Set(
  (
    'cost compare old was special shipping delivery purchase wholesale dealer tier range type currency code unit min ' +
    'max group list label date from to effective old previous former alt alter ek einkauf einkaufspreis netto net versand grund grundpreis'
  ).split(' '),
);
const OTHER_PRICE: NameFit = { field: 'price', rank: 1_000, isWeak: false };

/** The end of the name of an id: `aw_product_id`, `eBay item number`. */
const OTHER_ID_END = /(?:^| )(?:product|item|article|offer|listing|produkt|artikel) (?:id|number|no|nr|code)$/;
/** Words that make it the id of something else. */
const OTHER_ID_WORDS = new Set(
  'parent related similar main master group google type brand cross up sell tax'.split(' '),
);
const OTHER_ID: NameFit = { field: 'id', rank: 2_000, isWeak: true };

/** The end of the name of a category: `merchant_category`, `eBay category 1 name`. */
const OTHER_CATEGORY_END =
  /(?:^| )(?:category|categories|kategorie|categorie|categoria|kategori)(?: (?:name|path|level))?$/;
const OTHER_CATEGORY_WORDS = new Set(
  'tax vat shipping size age price weight parent sub blog customer gender'.split(' '),
);
const OTHER_CATEGORY: NameFit = { field: 'category', rank: 2_000, isWeak: true };

const fits = new Map<string, NameFit>(
  mappedFields.flatMap((field) => {
    const strong = NAMES[field].map((name, rank) => [name, { field, rank, isWeak: false }] as const);
    const weak = field === 'id' ? WEAK_IDS : [];
    return [...strong, ...weak.map((name, i) => [name, { field, rank: strong.length + i, isWeak: true }] as const)];
  }),
);

/** The field that a column or a key of this name may be; undefined for none. */
export function findNameFit(name: string): NameFit | undefined {
  for (const form of foldedForms(name)) {
    const fit = fits.get(form) ?? fitOfPrice(form);
    if (fit !== undefined) return fit;
  }
  const words = splitNameWords(name);
  const hasNone = (of: ReadonlySet<string>) => !words.some((word) => of.has(word));
  const text = words.join(' ');
  if (OTHER_ID_END.test(text) && hasNone(OTHER_ID_WORDS)) return OTHER_ID;
  if (OTHER_CATEGORY_END.test(text) && hasNone(OTHER_CATEGORY_WORDS)) return OTHER_CATEGORY;
  return words.some((word) => PRICE_WORDS.has(word)) && hasNone(OTHER_PRICE_WORDS) ? OTHER_PRICE : undefined;
}

/** `price_eur`, `Preis EUR`: the name of a price and a currency. */
function fitOfPrice(form: string): NameFit | undefined {
  if (!isCurrencyName(form.slice(-3))) return undefined;
  const fit = fits.get(form.slice(0, -3));
  return fit?.field === 'price' ? fit : undefined;
}
