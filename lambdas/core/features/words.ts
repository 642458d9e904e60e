import { foldText } from './folded-text.ts';

/** Marks belong to the letter before them: vowel signs of Hindi or Thai do not end a word. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** A run of a script that is written without spaces between words (Chinese, Japanese), or a run of anything else. */
const RUN = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+|[^\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+/gu;
const UNSPACED = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]/u;

/** Nothing but the characters that have one form. */
const ASCII = /^[\u0020-\u007e\s]*$/;
const ASCII_WORD = /[a-z0-9]+/g;

/**
 * The words of a text: runs of letters and digits of any script, compatibility forms, case and accents folded. Chinese and
 * Japanese, which have no spaces, are taken by each two neighbouring characters: a match of two is nearly always a word of
 * theirs, and needs no dictionary (Nie et al. 2000).
 */
export function splitWords(text: string): string[] {
  // Most texts need no Unicode, and are read several times as fast without it.
  if (ASCII.test(text)) return text.toLowerCase().match(ASCII_WORD) ?? [];
  return (foldText(text).match(WORD) ?? []).flatMap(partsOf);
}

function partsOf(word: string): string[] {
  const runs = word.match(RUN) ?? [];
  return runs.flatMap((run) => (UNSPACED.test(run) ? characterPairs([...run]) : [run]));
}

function characterPairs(characters: readonly string[]): string[] {
  if (characters.length === 1) return [...characters];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

/** The words, and each two neighbours written as one: `key ring` meets `keyring`. */
export function joinNeighbours(of: readonly string[]): string[] {
  return [...of, ...of.slice(1).map((word, i) => `${of[i]}${word}`)];
}

/**
 * The overlapping runs of `length` characters of a word between its end marks: `<cup>` -> `<cup`, `cup>`. They carry
 * plurals, typing errors, model numbers and scripts without spaces. A shorter word is one run.
 */
export function splitCharacterGrams(word: string, length = 4): string[] {
  const marked = [...`<${word}>`];
  if (marked.length <= length) return [marked.join('')];
  return Array.from({ length: marked.length - length + 1 }, (_, i) => marked.slice(i, i + length).join(''));
}
