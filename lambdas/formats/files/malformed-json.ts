import { errorText } from '../../core/errors/error-text.ts';

/** What is often written for JSON, by how it looks outside of texts, and what to write. */
const HINTS: readonly (readonly [pattern: RegExp, hint: (found: string) => string])[] = [
  [/-?\b(NaN|Infinity)\b/, (found) => `${found} is no JSON: write null`],
  [/\b(None|undefined|nil|NULL|Null)\b/, (found) => `${found} is no JSON: write null`],
  [/\b(True|TRUE)\b/, (found) => `${found} is no JSON: write true`],
  [/\b(False|FALSE)\b/, (found) => `${found} is no JSON: write false`],
  [/[“”„]/, (found) => `${found} is no quote of JSON: write "`],
  [/'/, () => 'JSON has no texts in single quotes: write "'],
  [/,\s*[}\]]/, () => 'a comma before the closing bracket: remove it'],
  [/\/\/|\/\*/, () => 'JSON has no comments: remove it'],
  [/(?<=[{,]\s*)[A-Za-z_$][\w$]*(?=\s*:)/, (found) => `the name ${found} is not in quotes: write "`],
  [/(?<=:\s*)\d+,\d+/, (found) => `${found} is no number of JSON: write a point for the decimal comma`],
  [/(?<=[\s,:[])[+.]\d+|\d+\.(?!\d)|(?<![\d.])0\d+/, (found) => `${found} is no number of JSON: write it as 0.5 or 5`],
];

/** Texts of JSON, closed or not. */
const TEXTS = /"(?:[^"\\]|\\.)*("|$)/gs;
const WRONG_ESCAPE = /\\(?!["\\/bfnrt]|u[\dA-Fa-f]{4})./;

/** Says in plain words why a text is no JSON, and what to write. For other faults V8 names what it cannot read. */
export function explainJson(text: string): string {
  const bare = text.replace(TEXTS, '""');
  for (const [pattern, hint] of HINTS) {
    const found = pattern.exec(bare);
    if (found) return hint(found[0]);
  }
  const texts = text.match(TEXTS) ?? [];
  if (texts.some((one) => /[\r\n]/.test(one))) return 'a text goes over several lines: is a quote missing?';
  if (texts.some(hasControl)) return 'a text with a tab or another control character: write \\t';
  const wrong = texts.map((one) => WRONG_ESCAPE.exec(one)?.[0].slice(0, 2)).find((one) => one !== undefined);
  if (wrong !== undefined) return `${wrong} is no escape of JSON: write \\\\ for a backslash`;
  if (isIncomplete(bare)) return 'the record ends before it is complete: is a quote or a bracket missing?';
  return messageOf(text);
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return true;
  return false;
}

function isIncomplete(bare: string): boolean {
  const count = (brackets: RegExp) => bare.match(brackets)?.length ?? 0;
  return count(/[{[]/g) > count(/[}\]]/g);
}

function messageOf(text: string): string {
  try {
    JSON.parse(text);
    return 'no comma or closing bracket after the record';
  } catch (cause) {
    return errorText(cause);
  }
}
