/** Words ending in these had another `e`: `watches`, `boxes`, `glasses`, `brushes`. */
const SIBILANT_PLURAL = /(?:ch|sh|x|ss|zz)es$/;
const Y_PLURAL = /[^aeiou]ies$/;
/** Not endings of plurals: `glass`, `bus`, `iris`. */
const SINGULAR_S = /(?:ss|us|is)$/;
const MIN_LENGTH = 4;

/**
 * A word without the ending of an English plural, after the S stemmer (Harman 1991, "How effective is suffixing?"):
 * `drinks` and `drink` are one, and `berries` and `berry`. The plurals in -s of other languages fold as well. Words with
 * other letters stay.
 */
export function foldPlural(word: string): string {
  if (word.length < MIN_LENGTH || !word.endsWith('s')) return word;
  if (Y_PLURAL.test(word)) return `${word.slice(0, -3)}y`;
  if (SIBILANT_PLURAL.test(word)) return word.slice(0, -2);
  return SINGULAR_S.test(word) ? word : word.slice(0, -1);
}
