/** So deep may arrays and objects of JSON nest in each other. Filters, the deepest values of the API, need 20. */
export const MAX_JSON_DEPTH = 64;

/** What is wrong with JSON that nests deeper. */
export const NESTS_TOO_DEEPLY = `nests arrays and objects more than ${MAX_JSON_DEPTH} times in each other: flatten it`;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Whether a text of JSON nests deeper than `MAX_JSON_DEPTH`. Schemas, comparisons and `JSON.stringify` walk values by
 * recursion, and their stack ends at some thousand levels. So this is asked first, and answered without recursion.
 */
export function nestsTooDeeply(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth -= 1;
  }
  return false;
}

/** The place of the closing quote. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
