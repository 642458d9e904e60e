import { splitNameWords } from '../../columns/name-words.ts';
import { splitList } from './cell-values.ts';
import type { Cells } from './cells.ts';
import type { Dialect } from './dialect.ts';
import type { NamedValues } from './shop-product.ts';

/** Last words of the names of columns that say what a product is, in the languages of the exports. */
const ATTRIBUTE_WORDS = wordsOf(
  'color colors colour colours farbe farben couleur couleurs colore colori kleur kleuren cor size sizes grosse groesse ' +
    'taille tailles talla tallas taglia maat material materials matiere materiale materiaal fabric stoff tissu tejido ' +
    'tessuto gender geschlecht sexe genero genere season saison stagione temporada seizoen style stil stile estilo ' +
    'pattern muster motif shape fit flavor flavour geschmack scent duft occasion theme genre author artist',
);
/** With one of these words the name says something else: `Image size`, `Shipping material`. */
const OTHER_WORDS = wordsOf('image file font chart shipping meta');

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** The field that a column becomes which shops add to an export; undefined if the dialect reads no such columns. */
export function fieldOfOwnColumn(dialect: Dialect, name: string): string | undefined {
  if (dialect.reads !== 'products' || !dialect.hasOwnColumns) return undefined;
  const words = splitNameWords(name);
  const isAttribute = ATTRIBUTE_WORDS.has(words.at(-1) ?? '') && !words.some((word) => OTHER_WORDS.has(word));
  return isAttribute ? `attributes.${name}` : undefined;
}

/** The attributes of a product in columns that shops added to the export. A bar stands between several values. */
export function listOwnAttributes(rows: readonly Cells[], isOwn: (column: string) => boolean): NamedValues[] {
  return rows.flatMap((row) =>
    [...row.entries()].flatMap(([, { column, values }]): NamedValues[] =>
      isOwn(column) ? [[column, values.flatMap((value) => splitList(value, '|'))]] : [],
    ),
  );
}
