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

/** Between two letters of a script without spaces, the zero-width space is the space between two words. */
const WORD_BREAK =
  /(?<=[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]\p{M}*)\u200b(?=[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])/gu;
/**
 * What is not seen: zero-width and soft-hyphen characters, joiners, marks of direction, variation selectors, the byte
 * order mark, and halves of a surrogate pair.
 */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Cs}]/gu;
/** The bar that stretches Arabic words, and vowel signs of Arabic. Hamza and madda belong to the letter and stay. */
const ARABIC =
  /[\u0640\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff]/gu;
/** Points and accents of Hebrew. */
const HEBREW = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/gu;

/**
 * Removes what one shop writes and another does not: characters that are not seen, and the optional vowel signs of
 * Arabic and Hebrew. The text is decomposed (NFKD) first, because some letters contain their signs.
 */
export function removeUnseen(text: string): string {
  return text.replace(WORD_BREAK, ' ').normalize('NFKD').replace(UNSEEN, '').replace(ARABIC, '').replace(HEBREW, '');
}
