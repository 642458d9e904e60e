import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { productTokens } from '../../../lambdas/core/features/product-tokens.ts';
import { characterGrams, compounds, words } from '../../../lambdas/core/features/words.ts';

describe('words', () => {
  it.each([
    ['Red-hot  LAMP, 60W', ['red', 'hot', 'lamp', '60w']],
    ['Ｆｕｌｌ width ﬁne', ['full', 'width', 'fine']],
    ['Cafe\u0301 Straße', ['café', 'straße']],
    ['हिन्दी किताब', ['हिन्दी', 'किताब']],
    ['花瓶 №5', ['花瓶', 'no5']],
    ['—!?', []],
  ])('of %j are %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('are written as one with their neighbours, and run together in fours of whole characters', () => {
    expect(compounds(['a', 'b', 'c'])).toEqual(['a', 'b', 'c', 'ab', 'bc']);
    expect(compounds(['a'])).toEqual(['a']);
    expect(characterGrams('lamp')).toEqual(['<lam', 'lamp', 'amp>']);
    expect(characterGrams('ab')).toEqual(['<ab>']);
    expect(characterGrams('😀😀😀')).toEqual(['<😀😀😀', '😀😀😀>']);
  });
});

describe('productTokens', () => {
  const tokens = (product: object) => [...productTokens({ id: 'x', ...product }, defaultFeatureConfig).keys()];

  it('keeps fields apart', () => {
    expect(tokens({ brand: 'Acme Inc.' })).toEqual(['brand:acme inc']);
    expect(tokens({ description: 'Blue' })).toEqual(['description:blue', 'text:blue']);
    expect(tokens({ title: 'Up' })).toEqual(['title:up', 'compound:up', 'gram:<up', 'gram:up>', 'gram:<up>']);
  });

  it('makes every prefix of the category path a token', () => {
    expect(tokens({ category: ['Home', 'Lamps'] })).toEqual(['category:home', 'category:home > lamps']);
    expect(tokens({ category: 'Home' })).toEqual(['category:home']);
  });

  it('names attributes, takes lists apart, and leaves numbers to the dense inputs', () => {
    const attributes = { colour: ['Red', 'blue'], boxed: true, weight: 3, note: '' };
    expect(tokens({ attributes })).toEqual(['attribute:colour=red', 'attribute:colour=blue', 'attribute:boxed=true']);
  });

  it('counts repeated tokens, and leaves out fields of weight 0', () => {
    const counts = productTokens({ id: 'x', description: 'tea tea cup' }, defaultFeatureConfig);
    expect(counts.get('description:tea')).toMatchObject({ count: 2, field: 'description' });
    const none = productTokens(
      { id: 'x', description: 'tea' },
      { ...defaultFeatureConfig, descriptionWeight: 0, textWeight: 0 },
    );
    expect(none.size).toBe(0);
  });
});
