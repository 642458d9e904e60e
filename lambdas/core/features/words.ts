/** Marks belong to the letter before them: vowel signs of Hindi or Thai do not end a word. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Nothing but the characters that have one form. */
const ASCII = /^[\u0020-\u007e\s]*$/;
const ASCII_WORD = /[a-z0-9]+/g;

/** The words of a text: letters and digits of any script, compatibility forms and case folded (Unicode NFKC). */
export function words(text: string): string[] {
  // Most texts need no Unicode, and are read several times as fast without it.
  if (ASCII.test(text)) return text.toLowerCase().match(ASCII_WORD) ?? [];
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

/** The words, and each two neighbours written as one: `key ring` meets `keyring`. */
export function compounds(of: readonly string[]): string[] {
  return [...of, ...of.slice(1).map((word, i) => `${of[i]}${word}`)];
}

/**
 * The overlapping runs of `length` characters of a word between its end marks: `<cup>` -> `<cup`, `cup>`. They carry
 * plurals, typing errors, model numbers and scripts without spaces. A shorter word is one run.
 */
export function characterGrams(word: string, length = 4): string[] {
  const marked = [...`<${word}>`];
  if (marked.length <= length) return [marked.join('')];
  return Array.from({ length: marked.length - length + 1 }, (_, i) => marked.slice(i, i + length).join(''));
}
