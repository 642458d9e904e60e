import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  listCategoryPaths,
  listPathPrefixes,
  splitCategoryPath,
  splitCategoryPaths,
} from '../../../lambdas/core/catalog/category-paths.ts';

describe('the paths of a category', () => {
  it.each([
    ['Lamps', [['Lamps']]],
    ['Home > Lamps', [['Home', 'Lamps']]],
    ['Home>Lamps|Desk &gt; LED', [['Home', 'Lamps', 'Desk', 'LED']]],
    ['Home » Lamps › Desk', [['Home', 'Lamps', 'Desk']]],
    ['Home &amp;gt; <b>Lamps</b>', [['Home', 'Lamps']]],
    [' > ', []],
    ['', []],
    [['Home', ' Lamps '], [['Home', 'Lamps']]],
    [['Shoes & Bags', 'Men|Women'], [['Shoes & Bags', 'Men|Women']]],
    [['<b>Home</b>', 'Lamps'], [['<b>Home</b>', 'Lamps']]],
    [[], []],
    [
      ['Home > Lamps', 'Sale'],
      [['Home', 'Lamps'], ['Sale']],
    ],
    [
      [['Home', 'Lamps'], ['Sale']],
      [['Home', 'Lamps'], ['Sale']],
    ],
    [
      [['Home > Lamps'], 'Sale', []],
      [['Home', 'Lamps'], ['Sale']],
    ],
  ])('of %j are %j', (category, expected) => {
    expect(listCategoryPaths(category)).toEqual(expected);
  });

  it('of a product without a category are none', () => {
    expect(listCategoryPaths(undefined)).toEqual([]);
  });

  it('written in one text are split at the text between them', () => {
    expect(splitCategoryPaths('Home > Lamps, Sale,', ',')).toEqual([['Home', 'Lamps'], ['Sale']]);
    expect(splitCategoryPaths('Home > Lamps;Sale > New', ';')).toEqual([
      ['Home', 'Lamps'],
      ['Sale', 'New'],
    ]);
  });

  it('have each prefix once', () => {
    const paths = [['a', 'b'], ['a', 'c'], ['a']];
    expect(listPathPrefixes(paths)).toEqual(['a', 'a > b', 'a > c']);
  });

  it('are the same for a path as steps and as text', () => {
    const step = fc.string({ unit: fc.constantFrom('a', 'é', '&', ' ', '红') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 4 }), (steps) => {
        const paths = listCategoryPaths(steps);
        expect(listCategoryPaths(steps.join(' > '))).toEqual(paths);
        expect(splitCategoryPath(steps.join(' | '))).toEqual(paths[0] ?? []);
      }),
    );
  });
});
