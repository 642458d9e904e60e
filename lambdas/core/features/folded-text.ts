/** Accents follow a Latin or Greek letter once it is decomposed. Marks of other scripts are not accents and stay. */
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu;
/** Russian is mostly written without the two dots of ё. */
const DOTTED_E = /е\u0308/gu;

/** Letters without a decomposition, and how they are written on keyboards without them. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ς: 'σ',
};
const SPELLED_LETTERS = new RegExp(`[${Object.keys(SPELLED).join('')}]`, 'gu');

/**
 * Brings a text to one form: folds compatibility forms (Unicode NFKC), case, and accents of Latin and Greek letters.
 * `Café`, `cafe` and `café` with a combining accent become equal. Marks of other scripts stay, such as the vowel signs
 * of Hindi.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTED, '$1')
    .replace(DOTTED_E, 'е')
    .replace(SPELLED_LETTERS, (letter) => SPELLED[letter]!)
    .normalize('NFKC');
}
