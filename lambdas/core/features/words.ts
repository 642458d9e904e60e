import { foldText, removeUnseen } from './folded-text.ts';
import { readShownText } from './shown-text.ts';

/** Marks belong to the letter before them: vowel signs of Hindi or Thai do not end a word. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** A run of a script without spaces between words (Chinese, Japanese), or a run of other characters. */
const RUN = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+|[^\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+/gu;
const UNSPACED = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]/u;
/** A run of Korean syllables, or a run of other characters. */
const HANGUL_RUN = /\p{scx=Hangul}+|\P{scx=Hangul}+/gu;
const HANGUL = /\p{scx=Hangul}/u;

/** ASCII without `&` and `<`: texts that have no other form and no markup. */
const PLAIN = /^[\t-%'-;=-~]*$/;
/** Texts of ASCII characters and spaces. */
const ASCII = /^[\u0020-\u007e\s]*$/;
/** Half of a character that takes two units of a text. */
const SURROGATE = /[\ud800-\udfff]/;
const ASCII_WORD = /[a-z0-9]+/g;

/**
 * Splits a text into words: runs of letters and digits of any script, with compatibility forms, case and accents
 * folded. HTML is read as a browser shows it, and characters that are not seen are removed. Chinese and Japanese have
 * no spaces, so every two neighbouring characters become a word. Such a pair is nearly always a real word, and no
 * dictionary is needed (Nie et al. 2000).
 */
export function splitWords(text: string): string[] {
  // Most texts are plain, and are read several times as fast without other rules.
  return PLAIN.test(text) ? splitAscii(text) : splitWrittenWords(removeUnseen(readShownText(text)));
}

/**
 * Splits Korean words into every two neighbouring syllables; other words stay. Korean joins particles and nouns to one
 * word, so that whole words seldom meet: `가지로` and `가지볶음` share `가지` (Lee and Ahn 1996).
 */
export function pairHangul(words: readonly string[]): readonly string[] {
  if (!words.some((word) => HANGUL.test(word))) return words;
  return words.flatMap((word) =>
    HANGUL.test(word)
      ? word.match(HANGUL_RUN)!.flatMap((run) => (HANGUL.test(run) ? pairCharacters([...run]) : [run]))
      : [word],
  );
}

/** The words of a text as models before format version 4 read it: markup and unseen characters are part of the text. */
export function splitWrittenWords(text: string): string[] {
  return ASCII.test(text) ? splitAscii(text) : (foldText(text).match(WORD) ?? []).flatMap(splitUnspaced);
}

/** Fractions that are one character. Folding would join them to the number before: `18½` is not 181/2. */
const ONE_CHARACTER_FRACTION = /[¼-¾⅐-⅞]/gu;

/** A text as `splitWords` reads it before it is split: with signs, but folded and without markup and unseen characters. */
export function foldWritten(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  const spaced = readShownText(text).replace(ONE_CHARACTER_FRACTION, (one) => ` ${one.normalize('NFKD')}`);
  return foldText(removeUnseen(spaced));
}

function splitAscii(text: string): string[] {
  return text.toLowerCase().match(ASCII_WORD) ?? [];
}

function splitUnspaced(word: string): string[] {
  const runs = word.match(RUN) ?? [];
  return runs.flatMap((run) => (UNSPACED.test(run) ? pairCharacters([...run]) : [run]));
}

function pairCharacters(characters: readonly string[]): string[] {
  if (characters.length === 1) return [...characters];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

/** The words of a text as one value, or no value. */
export function joinWords(split: (text: string) => string[], text: string | undefined): string[] {
  const value = split(text ?? '').join(' ');
  return value === '' ? [] : [value];
}

/** The words, and every two neighbouring words joined: `key ring` also gives `keyring`. */
export function joinNeighbours(of: readonly string[]): string[] {
  return [...of, ...of.slice(1).map((word, i) => `${of[i]}${word}`)];
}

/**
 * The overlapping runs of `length` characters of a word with its end marks: `<cup>` -> `<cup`, `cup>`. They match
 * despite plurals, typing errors, variants of model numbers and missing spaces. A shorter word is one run. Default
 * length 4.
 */
export function splitCharacterGrams(word: string, length = 4): string[] {
  const text = `<${word}>`;
  if (!SURROGATE.test(text)) {
    if (text.length <= length) return [text];
    return Array.from({ length: text.length - length + 1 }, (_, i) => text.slice(i, i + length));
  }
  const marked = [...text];
  if (marked.length <= length) return [marked.join('')];
  return Array.from({ length: marked.length - length + 1 }, (_, i) => marked.slice(i, i + length).join(''));
}
