import { isCurrencyName } from '../values/currencies.ts';
import { foldColumnName, splitNameWords } from './name-words.ts';

/** What the name of a column says about its values. */
export type NamedValues =
  /** Identifies or sorts: its digits are no quantity. */
  | 'code'
  /** A quantity in the unit of the column: `12.50` and `1.234,5` are numbers. */
  | 'measure'
  /** A measure that may have a currency. */
  | 'money'
  | 'list'
  | 'unknown';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Words that make a column one of codes, wherever they stand in its name. */
const CODE_WORDS = words(
  'gtin ean jan upc isbn issn asin sku mpn oem model modell modelo modele modello size sizes groesse grosse taille ' +
    'talla tamanho taglia maat storlek storrelse rozmiar velikost version release revision firmware style styles ' +
    'postcode postal postleitzahl zip plz phone telephone telefon tel fax mobile code codes kod kode codigo codice ' +
    'barcode serial batch lot reference ref referenz referencia id ids identifier uuid guid hash handle slug tariff ' +
    'taric hts nr num numero nummer nummern artnr vin edition series',
);
/** Words that do so at the end of the name. */
const LAST_CODE_WORDS = words('no number key');
/** Ends of words that are written as one: `Artikelnummer`, `shoesize`. None of them ends a common word. */
const CODE_ENDINGS = /(?:nummer|number|code|size|groesse|grosse|sku|gtin|isbn|postcode|telefon|version)$/;

const MONEY_WORDS = words(
  'price prices preis preise prix precio precios prezzo preco prijs pris cena hinta cost costs kosten msrp rrp uvp pvp',
);
const MONEY_ENDINGS = /(?:price|preis|prijs|kosten)$/;
const MEASURE_WORDS = words(
  'weight gewicht poids peso vikt vekt waga width breite largeur anchura ancho larghezza breedte height hohe hoehe ' +
    'hauteur altura alto altezza hoogte length lange laenge longueur longitud largo lunghezza lengte depth tiefe ' +
    'profondeur fondo profundidad profondita diameter durchmesser thickness dicke volume volumen capacity kapazitat ' +
    'gram grams g kg mg lb lbs oz cm mm m km inch inches ft ml cl l liter liters litre litres quantity qty menge ' +
    'anzahl quantite cantidad quantita aantal stock inventory count pieces amount total rating ratings score reviews ' +
    'percent percentage discount rabatt rabais descuento tax vat power watt watts w kw voltage volt volts v ampere ' +
    'mah wh duration minutes hours days seconds age speed temperature lumen pages',
);
const MEASURE_ENDINGS = /(?:gewicht|breite|lange|laenge|tiefe|menge|anzahl|durchmesser)$/;
const COUNTED = /^(?:number|no|num|numero|nombre|anzahl) (?:of|de) /;

const LIST_WORDS = words(
  'tags tag keywords keyword schlagworte schlagworter labels colours colors farben couleurs colores colori kleuren ' +
    'sizes groessen grossen tailles tallas images bilder photos pictures materials materialien flavours flavors ' +
    'badges collections genres ingredients allergens synonyms',
);

/** What the name of a column says about its values; the last word decides between a code and a measure. */
export function readNamedValues(column: string): NamedValues {
  const names = splitNameWords(column);
  const [last = '', joined] = [names.at(-1), names.join(' ')];
  if (LIST_WORDS.has(last) || /^(?:image|picture)ur[li]s$/.test(foldColumnName(column))) return 'list';
  if (isMoney(names)) return 'money';
  if (MEASURE_WORDS.has(last) || MEASURE_ENDINGS.test(last) || COUNTED.test(joined)) return 'measure';
  const isCode = names.some((word) => CODE_WORDS.has(word) || CODE_ENDINGS.test(word)) || LAST_CODE_WORDS.has(last);
  if (isCode) return 'code';
  return names.some((word) => MEASURE_WORDS.has(word)) ? 'measure' : 'unknown';
}

function isMoney(names: readonly string[]): boolean {
  const last = names.findLast((word) => !isCurrencyName(word)) ?? '';
  return MONEY_WORDS.has(last) || MONEY_ENDINGS.test(last) || MONEY_WORDS.has(names[0] ?? '');
}
