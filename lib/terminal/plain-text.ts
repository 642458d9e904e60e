/**
 * Characters that break a line, move the cursor or turn the direction of a text: control characters, separators, and marks
 * and overrides of direction, such as U+202E.
 */
const UNSEEN = String.raw`\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069`;
const RUNS_OF_UNSEEN = new RegExp(`[${UNSEEN}]+`, 'gu');

/** Such characters of a catalog must neither break a line or a table nor reach the terminal: they become spaces. */
export function plainText(text: string): string {
  return text.replace(RUNS_OF_UNSEEN, ' ');
}

/** What the commands write themselves: ends of lines, tabs, colours (text-stream.ts) and the line of progress. */
const OWN = String.raw`\r\n|[\n\t]|\r\u001B\[2K|\u001B\[(?:[012]|22|3\d)m`;
const OWN_OR_UNSEEN = new RegExp(`(${OWN})|[${UNSEEN}]`, 'gu');
const HEX = 16;

/** The text for a terminal, with such characters as `\u202e`: so it is still JSON if it was JSON. Colours stay. */
export function escapeForTerminal(text: string): string {
  return text.replace(OWN_OR_UNSEEN, (found, own?: string) =>
    own === undefined ? `\\u${found.codePointAt(0)!.toString(HEX).padStart(4, '0')}` : own,
  );
}
