/** A character, and whether it stands for itself because of a backslash before it. */
interface Letter {
  readonly char: string;
  readonly isEscaped: boolean;
}

/** A text in which a backslash makes the next sign stand for itself. */
export type EscapedText = readonly Letter[];

/**
 * Reads a text with escapes.
 * @param signs The signs with a meaning, besides the backslash. Before any other character a backslash is itself.
 */
export function readEscapedText(text: string, signs: string): EscapedText {
  const letters: Letter[] = [];
  let isEscaped = false;
  for (const char of text) {
    if (isEscaped) {
      if (char !== '\\' && !signs.includes(char)) letters.push({ char: '\\', isEscaped: false });
      letters.push({ char, isEscaped: true });
      isEscaped = false;
    } else if (char === '\\') isEscaped = true;
    else letters.push({ char, isEscaped: false });
  }
  return isEscaped ? [...letters, { char: '\\', isEscaped: false }] : letters;
}

/** Where a sign without a backslash is, from a position on; -1 for nowhere. */
export function findSign(text: EscapedText, sign: string, from = 0): number {
  return text.findIndex(({ char, isEscaped }, i) => i >= from && char === sign && !isEscaped);
}

/** Splits at each of a sign without a backslash. */
export function splitAtSign(text: EscapedText, sign: string): EscapedText[] {
  const parts: EscapedText[] = [];
  let start = 0;
  for (let at = findSign(text, sign); at >= 0; at = findSign(text, sign, start)) {
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)];
}

/** The text that is meant, without its escaping backslashes. */
export function plainText(text: EscapedText): string {
  return text.map(({ char }) => char).join('');
}
