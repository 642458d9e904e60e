/** Of a text of a log line so many characters stay: its beginning, and its end, where a stack has its frames. */
const [MAX_BEGINNING, MAX_END] = [3000, 1000];
/** Of a list so many entries stay. */
const MAX_ENTRIES = 100;

/**
 * Bounds a value of a log line, for `JSON.stringify`: messages of errors may have texts of a request in them. What is left
 * out is counted in its place.
 */
export function boundLogValue(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return boundText(value);
  if (!Array.isArray(value) || value.length <= MAX_ENTRIES) return value;
  return [...value.slice(0, MAX_ENTRIES), `… ${value.length - MAX_ENTRIES} entries left out`];
}

function boundText(text: string): string {
  const leftOut = text.length - MAX_BEGINNING - MAX_END;
  if (leftOut <= 0) return text;
  return `${text.slice(0, MAX_BEGINNING)}… ${leftOut} characters left out …${text.slice(-MAX_END)}`;
}
