import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  continueLines,
  effectOfLine,
  type LineEffect,
  noEffect,
  type UploadLines,
} from '../../../lambdas/core/catalog/upload-lines.ts';

/** What the lines did, line by line, to a product whose content was `before` (undefined: there was none). */
function linesAfterEach(before: string | undefined, contents: readonly string[]): UploadLines[] {
  const after: UploadLines[] = [];
  contents.forEach((content, i) => {
    const current = i === 0 ? before : contents[i - 1];
    const next = { line: i + 1, isNew: current === undefined, isChanged: current !== content };
    after.push(continueLines(after.at(-1), next));
  });
  return after;
}

function sumOf(effects: readonly LineEffect[]): LineEffect {
  const sum = { ...noEffect };
  for (const effect of effects) for (const name of Object.keys(sum) as (keyof LineEffect)[]) sum[name] += effect[name];
  return sum;
}

const contents = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 6 });
const before = fc.constantFrom(undefined, 'a', 'b');

describe('the effects of the lines of one product', () => {
  it.each<[string, string | undefined, string[], Partial<LineEffect>]>([
    ['an unknown product', undefined, ['a'], { added: 1 }],
    ['an unknown product with two lines', undefined, ['a', 'b'], { added: 1, replaced: 1 }],
    ['the same content', 'a', ['a'], { unchanged: 1 }],
    ['another content', 'a', ['b'], { changed: 1 }],
    ['another content at the second line', 'a', ['a', 'b'], { changed: 1, replaced: 1 }],
    ['another content at the first line only', 'a', ['b', 'a'], { changed: 1, replaced: 1 }],
  ])('count %s', (_what, stored, lines, expected) => {
    const effects = linesAfterEach(stored, lines).map((after, i) => effectOfLine(after, i + 1));
    expect(sumOf(effects)).toEqual({ ...noEffect, ...expected });
  });

  it('count the product once, and its other lines as replaced', () => {
    fc.assert(
      fc.property(before, contents, (stored, lines) => {
        const sum = sumOf(linesAfterEach(stored, lines).map((after, i) => effectOfLine(after, i + 1)));
        expect(sum.added + sum.changed + sum.unchanged).toBe(1);
        expect(sum.replaced).toBe(lines.length - 1);
        expect(sum.added).toBe(stored === undefined ? 1 : 0);
        expect(sum.unchanged).toBe(lines.every((line) => line === stored) ? 1 : 0);
      }),
    );
  });

  it('are the same when a line is counted again after later lines', () => {
    fc.assert(
      fc.property(before, contents, (stored, lines) => {
        const after = linesAfterEach(stored, lines);
        after.forEach((then, i) => {
          for (const later of after.slice(i)) expect(effectOfLine(later, i + 1)).toEqual(effectOfLine(then, i + 1));
        });
      }),
    );
  });
});
