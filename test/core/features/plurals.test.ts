import { describe, expect, it } from 'vitest';
import { foldPlural } from '../../../lambdas/core/features/plurals.ts';

describe('foldPlural', () => {
  it.each([
    ['drinks', 'drink'],
    ['drink', 'drink'],
    ['berries', 'berry'],
    ['watches', 'watch'],
    ['boxes', 'box'],
    ['glasses', 'glass'],
    ['cables', 'cable'],
    ['shoes', 'shoe'],
    ['lamparas', 'lampara'],
    ['glass', 'glass'],
    ['bus', 'bus'],
    ['iris', 'iris'],
    ['gas', 'gas'],
    ['лампы', 'лампы'],
  ])('reads %j as %j', (word, expected) => {
    expect(foldPlural(word)).toBe(expected);
  });
});
