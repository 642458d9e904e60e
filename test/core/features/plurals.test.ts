import { describe, expect, it } from 'vitest';
import { foldPlural } from '../../../lambdas/core/features/plurals.ts';

describe('foldPlural', () => {
  it.each([
    ['drink', 'drinks'],
    ['berry', 'berries'],
    ['watch', 'watches'],
    ['box', 'boxes'],
    ['glass', 'glasses'],
    ['cable', 'cables'],
    ['shoe', 'shoes'],
    ['lampara', 'lamparas'],
    ['cookie', 'cookies'],
    ['movie', 'movies'],
    ['pie', 'pies'],
    ['bus', 'buses'],
    ['lens', 'lenses'],
    ['iris', 'irises'],
    ['gas', 'gases'],
    ['house', 'houses'],
    ['case', 'cases'],
    ['vase', 'vases'],
    ['nurse', 'nurses'],
    ['cheese', 'cheeses'],
    ['cache', 'caches'],
    ['potato', 'potatoes'],
    ['photo', 'photos'],
    ['toe', 'toes'],
    ['ice', 'ices'],
    ['size', 'sizes'],
  ])('reads %j and its plural %j as one', (singular, plural) => {
    expect(foldPlural(plural, 4)).toBe(foldPlural(singular, 4));
  });

  it('reads words of other meanings as different ones', () => {
    const words = ['bus', 'glass', 'case', 'cash', 'house', 'horse', 'shoe', 'shot', 'cookie', 'cook', 'movie', 'move'];
    expect(new Set(words.map((word) => foldPlural(word, 4))).size).toBe(words.length);
  });

  it.each(['glass', 'bus', 'iris', 'gas', 'tv', 'лампы'])('leaves %j as it is', (word) => {
    expect(foldPlural(word, 4)).toBe(word);
  });

  it('reads words of older models as before: some singulars do not meet their plurals', () => {
    const folded = (word: string) => foldPlural(word, 3);
    expect(['drinks', 'berries', 'watches', 'cookies', 'cookie'].map(folded)).toEqual([
      'drink',
      'berry',
      'watch',
      'cooky',
      'cookie',
    ]);
    expect(['buses', 'bus', 'houses', 'glass'].map(folded)).toEqual(['buse', 'bus', 'house', 'glass']);
  });
});
