import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { JudgingRow } from '../../../lambdas/core/catalog/training-row.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

const SYLLABLES = 'pin zen do ross oss jet sa nok qua bri tu ren wim ka lo mer vel ta shi gru fen pol'.split(' ');
const CYRILLIC = 'ка лам па стол ру ми зел ень бел чер но вис дом га ро тин сок ляр'.split(' ');
const LABELS = ['Sale', 'New', 'Home'];

/** Products of which each kind has eight; only those of its kind are like a product. */
interface InventedCatalog {
  readonly products: readonly Product[];
  readonly rows: readonly JudgingRow[];
}

/** What a product of a kind is made of. */
interface Words {
  /** The name of the kind, and words that many of its products have. */
  readonly kind: string;
  readonly theme: readonly string[];
  /** Draws a word that says nothing: a new one, a rare one of another script, one of sixty, or a text of five. */
  readonly newWord: () => string;
  readonly cyrillicWord: () => string;
  readonly anyWord: () => string;
  readonly anyText: () => string;
  /** Draws one of the values. */
  readonly pick: <Value>(of: readonly Value[]) => Value;
  /** Draws a number of five digits. */
  readonly number: () => number;
}

const name = ({ newWord }: Words) => `${newWord()} ${newWord()}`;
const anyTitle = ({ anyWord }: Words) => `${anyWord()} ${anyWord()} ${anyWord()}`;

/** Catalogs in which other fields than the title say of which kind a product is, by what they are. */
export const catalogsWithoutTitles: Readonly<Record<string, (words: Words) => Omit<Product, 'id'>>> = {
  'invented names, and lists of categories': (words) => ({
    title: name(words),
    category: words.pick([0, 1]) ? [words.kind, words.pick(LABELS)] : [words.pick(LABELS), words.kind],
  }),
  'invented names, and several paths of categories': (words) => ({
    title: name(words),
    category: [
      ['Home', words.kind],
      ['Gifts', words.pick(LABELS)],
    ],
  }),
  'names of another script, and categories': (words) => ({
    title: `${words.cyrillicWord()} ${words.cyrillicWord()}`,
    category: ['Дом', words.kind],
  }),
  'codes as titles, and categories': (words) => ({
    title: `SKU-${words.number()}-${words.pick(['BX', 'RD', 'XL'])}`,
    category: ['Home', words.kind],
  }),
  'numbers as titles, and brands': (words) => ({ title: `Item ${words.number()}`, brand: words.kind }),
  'titles of words that say nothing, and categories': (words) => ({
    title: anyTitle(words),
    category: ['Home', words.kind],
  }),
  'titles of words that say nothing, and brands': (words) => ({ title: anyTitle(words), brand: words.kind }),
  'titles of words that say nothing, and attributes': (words) => ({
    title: anyTitle(words),
    attributes: { style: words.theme[0]!, material: words.theme[1]!, colour: words.pick(LABELS) },
  }),
  'descriptions of boilerplate, and categories': (words) => ({
    title: name(words),
    description: words.anyText(),
    category: ['Home', words.kind],
  }),
};

/** Catalogs in which the title says of which kind a product is. */
export const catalogsWithTitles: typeof catalogsWithoutTitles = {
  'titles alone': ({ theme, pick, newWord }) => ({ title: `${pick(theme)} ${pick(theme)} ${newWord()}` }),
  'titles, and descriptions of boilerplate': ({ theme, pick, newWord, anyText }) => ({
    title: `${pick(theme)} ${pick(theme)} ${newWord()}`,
    description: anyText(),
  }),
};

/** Invents a catalog of `kinds` times eight products. */
export function inventCatalog(make: (words: Words) => Omit<Product, 'id'>, seed: number, kinds = 16): InventedCatalog {
  const random = new CounterRandom(seed, 'invented catalog');
  const pick: Words['pick'] = (of) => of[random.integer(of.length)]!;
  const draw = (from: readonly string[], least = 2) =>
    Array.from({ length: least + random.integer(2) }, () => pick(from)).join('');
  const drawMany = (count: number) => Array.from({ length: count }, () => draw(SYLLABLES, 3));
  const names = drawMany(kinds);
  const themes = names.map(() => drawMany(6));
  const [pool, texts] = [drawMany(60), Array.from({ length: 5 }, () => drawMany(25).join(' '))];
  const products = Array.from({ length: 8 * kinds }, (_, i) => {
    const kind = Math.floor(i / 8);
    const words: Words = {
      kind: names[kind]!,
      theme: themes[kind]!,
      newWord: () => draw(SYLLABLES),
      cyrillicWord: () => draw(CYRILLIC),
      anyWord: () => pick(pool),
      anyText: () => pick(texts),
      pick,
      number: () => 10_000 + random.integer(90_000),
    };
    return { id: `p${i}`, ...make(words) };
  });
  const rows = products.map(({ id }, i) => {
    const first = i - (i % 8);
    return { query: id, relevant: products.slice(first, first + 8).flatMap((one) => (one.id === id ? [] : [one.id])) };
  });
  return { products, rows };
}
