import { describe, expect, it } from 'vitest';
import { resolveNames } from '../../../lambdas/core/search/bare-names.ts';
import { CountedFields } from '../../../lambdas/core/search/field-catalog.ts';
import type { Filter } from '../../../lambdas/core/search/filter.ts';

const is = (field: string): Filter => ({ op: 'in', field, words: ['x'] });
const both: Filter = { op: 'or', of: [is('attributes.size'), is('payload.size')] };

describe('resolveNames', () => {
  const known = new CountedFields();
  known.count({ brand: 'Lux', 'attributes.size': 'x', 'payload.size': 'x', 'payload.stock': 1 }, 1);

  it.each<[string, Filter, Filter]>([
    ['a field as it is', is('brand'), is('brand')],
    ['an unknown attribute as it is', is('attributes.none'), is('attributes.none')],
    ['a name in one of the maps', is('stock'), is('payload.stock')],
    ['a name in both maps as either', is('size'), both],
    ['a name that no product has as it is', is('none'), is('none')],
    [
      'the conditions of a tree',
      { op: 'not', of: { op: 'and', of: [is('size'), is('stock')] } },
      { op: 'not', of: { op: 'and', of: [both, is('payload.stock')] } },
    ],
  ])('takes %s', (_what, filter, resolved) => {
    expect(resolveNames(filter, known)).toEqual(resolved);
  });

  it('takes either map if the fields of the products are not known', () => {
    expect(resolveNames(is('size'))).toEqual(both);
    expect(resolveNames(is('price'))).toEqual(is('price'));
  });
});
