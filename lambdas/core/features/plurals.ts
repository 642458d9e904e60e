import type { FeatureReading } from './feature-config.ts';

/** Words ending in these had another `e`: `watches`, `boxes`, `glasses`, `brushes`. */
const SIBILANT_PLURAL = /(?:ch|sh|x|ss|zz)es$/;
const Y_PLURAL = /[^aeiou]ies$/;
/** Not endings of plurals: `glass`, `bus`, `iris`. */
const SINGULAR_S = /(?:ss|us|is)$/;
const MIN_LENGTH = 4;

/**
 * Endings that singular and plural share after folding: `cookie`, `cookies` and `cooky`; `cache`, `caches`; `shoe`,
 * `shoes`; `house`, `houses`. What is left need not be a word. `pies` and `toes` only lose their -s.
 */
const SHARED_ENDINGS: readonly (readonly [ending: RegExp, letters: number, instead: string])[] = [
  [/.[^aeiou]ies$/, 3, 'y'],
  [/.[^aeiou]ie$/, 2, 'y'],
  [/(?:ch|sh|x|ss|zz)es$/, 2, ''],
  [/..(?:ch|sh|x|ss|zz)e$/, 1, ''],
  [/..oes$/, 2, ''],
  [/..oe$/, 1, ''],
];
/** `buses` and `bus`, `lenses` and `lens`, `houses` and `house`: the ending in -s is then folded as that of `lens` is. */
const S_PLURAL = /ses$/;
const S_SINGULAR = /se$/;

/**
 * A word without the ending of an English plural, after the S stemmer (Harman 1991, "How effective is suffixing?"):
 * `drinks` and `drink` are one, and `berries` and `berry`. Singulars whose plural looks like that of another word fold
 * too, so that `cookie` meets `cookies`. The plurals in -s of other languages fold as well. Words with other letters
 * stay.
 */
export function foldPlural(word: string, reading: FeatureReading): string {
  if (word.length < MIN_LENGTH) return word;
  if (reading <= 3) return foldPluralAlone(word);
  for (const [ending, letters, instead] of SHARED_ENDINGS)
    if (ending.test(word)) return `${word.slice(0, -letters)}${instead}`;
  if (S_PLURAL.test(word)) return dropS(word.slice(0, -2));
  return dropS(S_SINGULAR.test(word) ? word.slice(0, -1) : word);
}

function dropS(word: string): string {
  return word.length < MIN_LENGTH || !word.endsWith('s') || SINGULAR_S.test(word) ? word : word.slice(0, -1);
}

/** Reading 3 folds plurals and leaves all singulars, so `cookies` became `cooky` and never met `cookie`. */
function foldPluralAlone(word: string): string {
  if (!word.endsWith('s')) return word;
  if (Y_PLURAL.test(word)) return `${word.slice(0, -3)}y`;
  if (SIBILANT_PLURAL.test(word)) return word.slice(0, -2);
  return SINGULAR_S.test(word) ? word : word.slice(0, -1);
}
