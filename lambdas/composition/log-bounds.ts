import { cutText } from '../core/errors/cut-text.ts';

/** Of a text of a log line so many characters stay: its beginning, and its end, where a stack has its frames. */
const [MAX_BEGINNING, MAX_END] = [3000, 1000];
/** Of a list or an object so many entries stay. */
const MAX_ENTRIES = 100;
/** Of the name of an entry so many characters stay. */
const MAX_NAME_CHARACTERS = 200;

/**
 * Bounds a value of a log line, for `JSON.stringify`: messages and properties of errors may have texts of a request or
 * a stored vector in them. What is left out is counted in its place.
 */
export function boundLogValue(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return boundText(value);
  // The logger formats errors itself, and bounds what comes out of it.
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  return Array.isArray(value) ? boundList(value) : boundObject(value);
}

function boundList(list: readonly unknown[]): readonly unknown[] {
  const leftOut = list.length - MAX_ENTRIES;
  return leftOut <= 0 ? list : [...list.slice(0, MAX_ENTRIES), `… ${leftOut} entries left out`];
}

/** Typed arrays are objects of numbered entries. */
function boundObject(value: object): object {
  const names = Object.keys(value);
  const leftOut = Math.max(0, names.length - MAX_ENTRIES);
  if (leftOut === 0 && names.every((name) => name.length <= MAX_NAME_CHARACTERS)) return value;
  const kept = Object.entries(value).slice(0, MAX_ENTRIES);
  return {
    ...Object.fromEntries(kept.map(([name, content]) => [cutText(name, MAX_NAME_CHARACTERS), content])),
    ...(leftOut > 0 && { '…': `${leftOut} entries left out` }),
  };
}

function boundText(text: string): string {
  const leftOut = text.length - MAX_BEGINNING - MAX_END;
  if (leftOut <= 0) return text;
  return `${text.slice(0, MAX_BEGINNING)}… ${leftOut} characters left out …${text.slice(-MAX_END)}`;
}
