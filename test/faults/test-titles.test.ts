import { describe, expect, it } from 'vitest';
import { testTitles } from '../support/faults/test-titles.ts';

const titlesOf = (source: string) => testTitles('a.test.ts', source);

describe('the titles of tests', () => {
  it('are found inside of describe, with each, only and conditions', () => {
    const source = `
      describe('no title', () => {
        it('one', () => {});
        it.each([['it'], ['is']])('two %s', () => {});
        it.each<[string]>(rows)(\`three\`, () => {});
        it.skipIf(isWindows)('four', () => {});
        test.only('five', () => {});
      });
      if (condition) it("it's six", async () => {});`;
    expect(titlesOf(source)).toEqual(['one', 'two %s', 'three', 'four', 'five', "it's six"]);
  });

  it('are not found in texts, in comments, or where they are computed', () => {
    const source = `
      // it('in a comment', () => {});
      const text = "it('in a text', () => {})";
      it(name, () => {});
      it(\`of \${name}\`, () => {});
      visit('another function');`;
    expect(titlesOf(source)).toEqual([]);
  });

  it('cannot be read from a file that is no TypeScript, which is named', () => {
    expect(() => titlesOf('it(')).toThrow('a.test.ts cannot be parsed');
  });
});
