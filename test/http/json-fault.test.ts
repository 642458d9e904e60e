import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../lambdas/http/json-fault.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonFault', () => {
  it.each([
    ['', 1, 1, 'a value'],
    ['{"a": }', 1, 7, 'a value'],
    ['{"a": 1,}', 1, 9, 'a name in double quotes'],
    ['{"a" 1}', 1, 6, ':'],
    ['[1, 2', 1, 6, ', or ]'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, ', or }'],
    ['[1] x', 1, 5, 'the end of the text'],
    ['[NaN]', 1, 2, 'a value'],
    ['01', 1, 2, 'the end of the text'],
    ['"ab', 1, 4, 'the closing quote of a string'],
    ['"a\\x"', 1, 3, 'an escape of JSON'],
    ['"a\tb"', 1, 3, 'no control character in a string'],
  ])('names the place of the fault in %j', (text, line, column, expected) => {
    expect(findJsonFault(text)).toEqual({ line, column, expected });
  });

  it('finds no fault in valid JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t'), (text, indent) => {
        expect(findJsonFault(JSON.stringify(JSON.parse(text), null, indent))).toBeUndefined();
      }),
    );
  });

  it('agrees with JSON.parse on damaged JSON', () => {
    const damaged = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', ',', '{', ']', '\\', '1', ' ', 'e', '-'));
    fc.assert(
      fc.property(damaged, ([text, at, inserted]) => {
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + inserted + text.slice(cut + 1);
        expect(findJsonFault(broken) === undefined).toBe(parses(broken));
      }),
      { numRuns: 2000 },
    );
  });

  it('accepts any depth of nesting', () => {
    expect(findJsonFault('['.repeat(500_000))).toMatchObject({ line: 1, column: 500_001 });
  });
});
