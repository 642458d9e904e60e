/** The characters of the bytes 0x80 to 0x9f in Windows-1252. A space stands for the five bytes without a character. */
const UPPER_CONTROLS = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** Whether a byte is a character in Windows-1252. */
function isInWindows1252(byte: number): boolean {
  return byte < 0x80 || byte > 0x9f || UPPER_CONTROLS[byte - 0x80] !== ' ';
}

/**
 * The text of bytes in Windows-1252; undefined if a byte has no character there. Node's own decoder depends on the
 * version: some read it as ISO 8859-1.
 */
export function decodeWindows1252(bytes: Buffer): string | undefined {
  if (!bytes.every(isInWindows1252)) return undefined;
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (one) => UPPER_CONTROLS[one.charCodeAt(0) - 0x80]!);
}

/** Letters that words of western European languages contain. */
const LOWER = setOf('ßàáâãäåæçèéêëìíîïñòóôõöøùúûüšœž');
const UPPER = setOf('ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŠŒŽŸ');
/** Letters that are words of their own. */
const WORDS = setOf('àèéáóÀÈÉ');
/** Signs that stand between letters. */
const JOINTS = setOf('’‘´·­ªº');
/** Other signs of western European texts, which do not stand between two letters of a word. */
const SIGNS = setOf('€‚„…†‡‰‹›“”•–—™\u00a0¡¢£¥§©«®°±²³µ¹»¼½¾¿×÷');

function setOf(letters: string): ReadonlySet<number> {
  return new Set(Array.from(letters, (one) => byteOf(one)));
}

function byteOf(character: string): number {
  const index = UPPER_CONTROLS.indexOf(character);
  return index < 0 ? character.charCodeAt(0) : 0x80 + index;
}

/**
 * Whether a byte above 0x7f makes sense as Windows-1252 between its neighbours. In texts of other code pages most such
 * bytes make none: they give capitals inside a word, signs between letters, three and more of them in a row.
 */
export function isPlausibleWindows1252(before: number, byte: number, after: number): boolean {
  const [isAfterLetter, isBeforeLetter] = [isLetter(before), isLetter(after)];
  const isBetweenLetters = isAfterLetter && isBeforeLetter;
  if (before > 0x7f && after > 0x7f) return false;
  if (!LOWER.has(byte) && !UPPER.has(byte)) return JOINTS.has(byte) || (SIGNS.has(byte) && !isBetweenLetters);
  if (UPPER.has(byte) && isLowerAscii(before)) return false;
  return isAfterLetter || isBeforeLetter || WORDS.has(byte);
}

function isLetter(byte: number): boolean {
  return isLowerAscii(byte) || (byte >= 0x41 && byte <= 0x5a) || LOWER.has(byte) || UPPER.has(byte);
}

function isLowerAscii(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}
