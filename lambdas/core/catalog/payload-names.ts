/*
 * What changes often, or only says where something is, must not move a product's vector. Shops give it among the
 * attributes. The usual names are in this table, without case, spaces, hyphens, underscores and a number at the end.
 */
const STOCK = [
  ...['stock', 'instock', 'isinstock', 'outofstock', 'stockstatus', 'stocklevel', 'stockquantity', 'stockqty'],
  ...['quantity', 'qty', 'quantityavailable', 'qtyavailable', 'availablequantity', 'onhand', 'quantityonhand'],
  ...['inventory', 'inventoryquantity', 'inventoryqty', 'inventorylevel', 'inventorypolicy', 'inventorytracker'],
  ...['variantinventoryqty', 'variantinventoryquantity', 'variantinventorypolicy', 'variantinventorytracker'],
  ...['availability', 'available', 'isavailable', 'availabilitydate', 'backorder', 'backorders', 'backordered'],
];
const PICTURES = [
  ...['image', 'images', 'imagelink', 'imagelinks', 'additionalimagelink', 'additionalimagelinks', 'additionalimages'],
  ...['imagesrc', 'imagealt', 'imagealttext', 'imageposition', 'mainimage', 'variantimage', 'img', 'imgs', 'imgsrc'],
  ...['picture', 'pictures', 'photo', 'photos', 'thumbnail', 'thumbnails', 'thumb', 'gallery', 'video', 'videos'],
];
const LINKS = [
  ...['url', 'urls', 'link', 'links', 'producturl', 'imageurl', 'imageurls', 'pictureurl', 'thumbnailurl', 'videourl'],
  ...['productlink', 'canonicallink', 'mobilelink', 'adsredirect', 'permalink', 'deeplink', 'slug'],
];
const OPINIONS = [
  ...['rating', 'ratings', 'averagerating', 'avgrating', 'ratingaverage', 'ratingvalue', 'ratingcount', 'ratingscount'],
  ...['numratings', 'numberofratings', 'review', 'reviews', 'reviewcount', 'reviewscount', 'reviewscore'],
  ...['reviewrating', 'numreviews', 'numberofreviews', 'totalreviews', 'popularity', 'salesrank', 'bestsellersrank'],
  ...['sold', 'unitssold', 'totalsold', 'sales', 'totalsales', 'salescount', 'views', 'viewcount', 'clicks'],
];
const STATES = [
  ...['createdat', 'updatedat', 'modifiedat', 'publishedat', 'deletedat', 'created', 'updated', 'modified'],
  ...['datecreated', 'dateupdated', 'datemodified', 'dateadded', 'createddate', 'updateddate', 'modifieddate'],
  ...['createdon', 'updatedon', 'modifiedon', 'lastmodified', 'lastupdated', 'timestamp', 'expirationdate'],
  ...['salepriceeffectivedate', 'published', 'ispublished', 'visibility', 'status'],
];

/** The usual ones in other languages. */
const OTHER_LANGUAGES = [
  ...['lagerbestand', 'bestand', 'lager', 'lagermenge', 'verfügbarkeit', 'verfügbar', 'bild', 'bilder', 'bildlink'],
  ...['bewertung', 'bewertungen', 'existencias', 'disponibilidad', 'disponible', 'imagen', 'imágenes', 'enlace'],
  ...['disponibilité', 'enstock', 'lien', 'lienimage', 'giacenza', 'disponibilità', 'immagine', 'immagini'],
  ...['estoque', 'disponibilidade', 'imagem', 'voorraad', 'beschikbaarheid', 'afbeelding', 'lagersaldo', 'stan'],
];

const payloadNames = new Set([...OTHER_LANGUAGES, ...STOCK, ...PICTURES, ...LINKS, ...OPINIONS, ...STATES]);
/** The last word of a name that holds an address: `manual_url`, `sizeChartUrl`. */
const ADDRESS = /^(?:ur[li]s?|href)$/;

/**
 * Whether an attribute of this name says what is on stock, shown, linked, rated or when: `inStock`, `image_link`,
 * `Review Count`. It is kept and can be filtered by, but no feature, unless the feature configuration says so.
 */
export function isPayloadName(name: string): boolean {
  const plain = name.trim().replace(/[\s_-]*\d+$/, '');
  return payloadNames.has(foldName(plain)) || ADDRESS.test(lastWord(plain));
}

/** A name without case, spaces and signs, as names of attributes are compared. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The last word in lower case: words end at a sign, and before a capital letter after a small one. */
function lastWord(name: string): string {
  const words = name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').split(/[^\p{L}\p{N}]+/u);
  return words.findLast((word) => word !== '')?.toLowerCase() ?? '';
}
