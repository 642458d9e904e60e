import { isComposedPayloadName } from './composed-payload-names.ts';

/*
 * What changes often, or only says where something is, must not move a product's vector. Shops give it among the
 * attributes. The usual names are in this table, without case, spaces, hyphens, underscores and a number at the end.
 * Those of several words follow from their words too (composed-payload-names.ts).
 */
const STOCK = [
  ...['stock', 'instock', 'isinstock', 'outofstock', 'stockstatus', 'stocklevel', 'stockquantity', 'stockqty'],
  ...['quantity', 'qty', 'quantityavailable', 'qtyavailable', 'availablequantity', 'onhand', 'quantityonhand'],
  ...['inventory', 'inventoryquantity', 'inventoryqty', 'inventorylevel', 'inventorypolicy', 'inventorytracker'],
  ...['variantinventoryqty', 'variantinventoryquantity', 'variantinventorypolicy', 'variantinventorytracker'],
  ...['availability', 'available', 'isavailable', 'availabilitydate', 'backorder', 'backorders', 'backordered'],
  ...['availableforsale', 'soldout'],
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
  ...['stars', 'likes', 'favorites', 'favourites'],
];
const STATES = [
  ...['createdat', 'updatedat', 'modifiedat', 'publishedat', 'deletedat', 'created', 'updated', 'modified'],
  ...['datecreated', 'dateupdated', 'datemodified', 'dateadded', 'createddate', 'updateddate', 'modifieddate'],
  ...['createdon', 'updatedon', 'modifiedon', 'lastmodified', 'lastupdated', 'timestamp', 'expirationdate'],
  ...['salepriceeffectivedate', 'published', 'ispublished', 'visibility', 'status'],
];

/** The usual ones in other languages: stock, pictures, links, ratings. */
const OTHER_LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  german: [
    ...['lagerbestand', 'bestand', 'lager', 'lagermenge', 'verfügbarkeit', 'verfügbar', 'auflager', 'lieferbar'],
    ...['vorrätig', 'bild', 'bilder', 'bildlink', 'produktbild', 'hauptbild', 'vorschaubild', 'produktlink'],
    ...['bewertung', 'bewertungen', 'durchschnittsbewertung', 'kundenbewertung', 'anzahlbewertungen'],
  ],
  french: [
    ...['stocks', 'quantité', 'quantitéenstock', 'disponibilité', 'enstock', 'image', 'imageprincipale', 'lien'],
    ...['lienimage', 'lienproduit', 'vignette', 'notemoyenne', 'noteclients', 'avis', 'nombreavis', 'évaluation'],
    ...['évaluations'],
  ],
  spanish: [
    ...['existencias', 'disponibilidad', 'disponible', 'inventario', 'cantidad', 'enexistencia', 'imagen', 'imágenes'],
    ...['foto', 'fotos', 'enlace', 'enlaceimagen', 'valoración', 'valoraciones', 'calificación', 'reseñas'],
    ...['puntuación'],
  ],
  italian: [
    ...['giacenza', 'giacenze', 'disponibilità', 'disponibile', 'magazzino', 'quantità', 'immagine', 'immagini'],
    ...['immagineprincipale', 'linkimmagine', 'valutazione', 'valutazioni', 'recensioni', 'recensione'],
  ],
  portuguese: [
    ...['estoque', 'emestoque', 'disponibilidade', 'disponível', 'quantidade', 'imagem', 'imagens', 'linkdaimagem'],
    ...['avaliação', 'avaliações'],
  ],
  dutch: [
    ...['voorraad', 'opvoorraad', 'beschikbaarheid', 'beschikbaar', 'aantal', 'afbeelding', 'afbeeldingen', 'plaatje'],
    ...['beoordeling', 'beoordelingen', 'waardering'],
  ],
  polish: [
    ...['stan', 'stanmagazynowy', 'dostępność', 'dostępny', 'ilość', 'zdjęcie', 'zdjęcia', 'obrazek', 'odnośnik'],
    ...['ocena', 'oceny', 'opinie', 'liczbaopinii'],
  ],
  nordic: [
    ...['lagersaldo', 'lagerstatus', 'lagerbeholdning', 'ilager', 'pålager', 'tillgänglighet', 'tilgjengelighet'],
    ...['billede', 'bilde', 'billedlink', 'bildlänk', 'länk', 'betyg', 'omdöme', 'omdömen', 'vurdering', 'anmeldelser'],
  ],
};

const payloadNames = new Set(
  [STOCK, PICTURES, LINKS, OPINIONS, STATES, ...Object.values(OTHER_LANGUAGES)].flat().map(withoutAccents),
);
/** The last word of a name that holds an address: `manual_url`, `sizeChartUrl`. */
const ADDRESS = /^(?:ur[li]s?|href)$/;

/**
 * Whether an attribute of this name says what is on stock, shown, linked, rated or when: `inStock`, `image_link`,
 * `Review Count`. It is kept and can be filtered by, but no feature, unless the feature configuration says so.
 */
export function isPayloadName(name: string): boolean {
  const plain = name.trim().replace(/[\s_-]*\d+$/, '');
  if (payloadNames.has(withoutAccents(foldName(plain)))) return true;
  const words = splitWords(plain);
  return ADDRESS.test(words.at(-1) ?? '') || isComposedPayloadName(words);
}

/** A name without case, spaces and signs, as names of attributes are compared. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** `verfugbarkeit` and `disponibilite` are written without accents too. */
function withoutAccents(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return name;
  return name.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('ø', 'o').replaceAll('å', 'a');
}

/** The words in lower case: words end at a sign, and before a capital letter after a small one. */
function splitWords(name: string): string[] {
  const words = name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word !== '').map((word) => word.toLowerCase());
}
