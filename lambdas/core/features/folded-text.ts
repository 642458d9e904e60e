/** Accents stand behind a Latin or Greek letter once it is decomposed; marks of other scripts are letters in all but name. */
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu;
/** Russian is mostly written without the two dots. */
const DOTTED_E = /е\u0308/gu;

/** Letters that have no decomposition, as they are written where they are missing. */
const SPELT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ς: 'σ',
};
const SPELT_LETTERS = new RegExp(`[${Object.keys(SPELT).join('')}]`, 'gu');

/**
 * A text in one form: compatibility forms (Unicode NFKC), case, and accents of Latin and Greek letters folded, so that `Café`,
 * `cafe` and the same with a combining accent are equal. Marks of other scripts, as the vowel signs of Hindi, stay.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTED, '$1')
    .replace(DOTTED_E, 'е')
    .replace(SPELT_LETTERS, (letter) => SPELT[letter]!)
    .normalize('NFKC');
}
