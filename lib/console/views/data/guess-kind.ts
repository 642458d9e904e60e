import { MAPPING_FILE, MAPPING_PREFIX, type Prefix } from './kinds.ts';

/** What a file probably is, and what tells so. */
export interface Guess {
  readonly prefix: Prefix;
  readonly because: string;
}

interface Clue {
  readonly prefix: Prefix;
  readonly says: string;
  readonly pattern: RegExp;
}

/** What names of columns and keys tell; the first one that is met decides. All are compared as small letters and digits. */
const columnClues: readonly Clue[] = [
  { prefix: 'judging/', says: 'judging', pattern: /^(relevant|mask)$/ },
  { prefix: 'triplets/', says: 'similar pairs', pattern: /^(anchor|positive|negative)$/ },
  {
    prefix: 'interactions/',
    says: 'orders or baskets',
    pattern:
      /^(items|(order|basket|cart|session|transaction|invoice|visitor|auftrags|warenkorb|commande|pedido)(id|no|nr|nummer|number|date)?|lineitem.*|quantities|eventtype)$/,
  },
  {
    prefix: 'catalog/',
    says: 'products',
    pattern:
      /^(title|titel|name|brand|marke|vendor|hersteller|description|beschreibung|category|categories|kategorie|price|preis|prix|precio|handle|producttype|sku|gtin|ean)$/,
  },
];

/** What names of files tell, in this order. */
const nameClues: readonly Clue[] = [
  { prefix: 'judging/', says: 'judging', pattern: /judg|^meta\.json$/ },
  { prefix: 'triplets/', says: 'similar pairs', pattern: /pair|triplet|similar|^queries/ },
  {
    prefix: 'interactions/',
    says: 'orders or baskets',
    pattern: /order|basket|session|click|interaction|event|purchase|transaction|bestellung/,
  },
  { prefix: 'catalog/', says: 'products', pattern: /catalog|katalog|product|produkt|artikel|article|feed|item/ },
];

/** Guesses what a file is by the names of its columns or keys, or else by its own name. */
export function guessKind(name: string, columns: readonly string[]): Guess {
  if (name === MAPPING_FILE) return { prefix: MAPPING_PREFIX, because: 'It maps columns of catalogs to fields.' };
  for (const { prefix, says, pattern } of columnClues) {
    const telling = columns.filter((column) => pattern.test(plain(column))).slice(0, 3);
    if (telling.length > 0) return { prefix, because: `It names ${telling.join(', ')}, as ${says} do.` };
  }
  const byName = nameClues.find(({ pattern }) => pattern.test(name.toLowerCase()));
  if (byName) return { prefix: byName.prefix, because: `Its name is that of ${byName.says}. Check this.` };
  return { prefix: 'catalog/', because: 'Nothing in it tells what it is. Check this.' };
}

/** Without case, accents, spaces and signs, and without a remark in brackets. */
function plain(column: string): string {
  const letters = column.replace(/\(.*?\)/g, '').normalize('NFD');
  return letters.toLowerCase().replace(/[^a-z0-9]/g, '');
}
