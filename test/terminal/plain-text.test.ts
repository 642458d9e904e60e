import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeForTerminal, plainText } from '../../lib/terminal/plain-text.ts';
import { escapedStream, paint } from '../../lib/terminal/text-stream.ts';

/** What a terminal obeys: everything but what the commands write themselves. */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const OWN = String.raw`\u001B\[(?:[012]|22|3\d)m|\r\n|\n|\t|\r\u001B\[2K`;

describe('user data on a terminal', () => {
  it('has no control characters, and nothing that turns its direction', () => {
    const bad = fc.constantFrom(
      '\u202e',
      '\u0007',
      '\u009b2J',
      '\u001b]0;title\u0007',
      '\u2028',
      '\u001b[2J',
      '\u001b[8m',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), bad)), (parts) => {
        const colour = new RegExp(OWN, 'g');
        expect(escapeForTerminal(parts.join('')).replaceAll(colour, '')).not.toMatch(OBEYED);
        expect(plainText(parts.join(''))).not.toMatch(OBEYED);
      }),
      { numRuns: 200 },
    );
  });

  it('shows such characters as escapes, so that JSON stays the same JSON', () => {
    expect(escapeForTerminal('abc\u202ed\u001b[2J')).toBe('abc\\u202ed\\u001b[2J');
    const value = { title: 'a\u202eb\u0085\u2028c', colour: '\u001b[31m' };
    expect(JSON.parse(escapeForTerminal(JSON.stringify(value)))).toEqual(value);
  });

  it('leaves colours, lines and the line of progress, and every text in a pipe or a file', () => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    const terminal = escapedStream({ isTTY: true, columns: 40, write });
    const own = `${paint(terminal, 'problem', 'no', {})}\r\u001b[2K\tone\ntwo\r\n`;
    terminal.write(`${own}\u202e`);
    escapedStream({ write }).write('\u202e');
    expect(written).toEqual([`${own}\\u202e`, '\u202e']);
    expect(terminal.columns).toBe(40);
  });
});
