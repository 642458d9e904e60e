/** The first place where a text is not JSON. */
export interface JsonFault {
  /** From 1. */
  readonly line: number;
  /** In UTF-16 code units, from 1. */
  readonly column: number;
  readonly expected: string;
}

const LITERAL = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * The first place where the text is not JSON (RFC 8259), or undefined. Own code for two reasons: the message of `JSON.parse` has
 * no position for an unexpected token, and parsers such as jsonc-parser are recursive, so deep nesting exhausts their stack.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const closers: string[] = [];
  let at = skip(SPACE, text, 0);
  let expected: 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'next' = 'value';
  const fault = (offset: number, what: string): JsonFault => placeOf(text, offset, what);
  while (expected !== 'next' || closers.length > 0 || at < text.length) {
    const char = text[at];
    const closer = closers.at(-1);
    if (expected === 'next') {
      if (closer === undefined) return fault(at, 'the end of the text');
      if (char === ',') expected = closer === '}' ? 'name' : 'value';
      else if (char === closer) closers.pop();
      else return fault(at, `, or ${closer}`);
      at += 1;
    } else if (expected.endsWith('-or-end') && char === closer) {
      closers.pop();
      expected = 'next';
      at += 1;
    } else if (expected.startsWith('name')) {
      if (char !== '"') return fault(at, 'a name in double quotes');
      const end = endOfString(text, at);
      if (end.expected) return fault(end.at, end.expected);
      at = skip(SPACE, text, end.at);
      if (text[at] !== ':') return fault(at, ':');
      expected = 'value';
      at += 1;
    } else if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']');
      expected = char === '{' ? 'name-or-end' : 'value-or-end';
      at += 1;
    } else {
      const end = char === '"' ? endOfString(text, at) : { at: skip(LITERAL, text, at), expected: undefined };
      if (end.expected) return fault(end.at, end.expected);
      if (end.at === at) return fault(at, 'a value');
      expected = 'next';
      at = end.at;
    }
    at = skip(SPACE, text, at);
  }
  return undefined;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** The place after the closing quote; for a malformed string, the place of the fault and what is expected there. */
function endOfString(text: string, start: number): { at: number; expected: string | undefined } {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { at: at + 1, expected: undefined };
    if (code < 0x20) return { at, expected: 'no control character in a string' };
    const next = code === 0x5c ? skip(ESCAPE, text, at) : at + 1;
    if (next === at) return { at, expected: 'an escape of JSON' };
    at = next;
  }
  return { at, expected: 'the closing quote of a string' };
}

function placeOf(text: string, offset: number, expected: string): JsonFault {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n'), expected };
}
