import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { foldText } from '../../../lambdas/core/features/folded-text.ts';
import { countProductTokens } from '../../../lambdas/core/features/product-tokens.ts';
import { joinNeighbours, splitCharacterGrams, splitWords } from '../../../lambdas/core/features/words.ts';

describe('words', () => {
  it.each([
    ['Red-hot  LAMP, 60W', ['red', 'hot', 'lamp', '60w']],
    ['Ｆｕｌｌ width ﬁne', ['full', 'width', 'fine']],
    ['Café Cafe\u0301 CAFE', ['cafe', 'cafe', 'cafe']],
    ['Straße Œuvre Søster Łódź İzmir ΣΟΦΌΣ', ['strasse', 'oeuvre', 'soster', 'lodz', 'izmir', 'σοφοσ']],
    ['ёлка елка Чайник', ['елка', 'елка', 'чайник']],
    ['हिन्दी किताब', ['हिन्दी', 'किताब']],
    ['花瓶 №5', ['花瓶', 'no5']],
    ['红色陶瓷杯', ['红色', '色陶', '陶瓷', '瓷杯']],
    ['iPhone手机壳2个', ['iphone', '手机', '机壳', '2', '个']],
    ['コーヒーカップ ｶｯﾌﾟ', ['コー', 'ーヒ', 'ヒー', 'ーカ', 'カッ', 'ップ', 'カッ', 'ップ']],
    ['ガラス か\u3099', ['ガラ', 'ラス', 'が']],
    ['빨간 머그컵', ['빨간', '머그컵']],
    ['𠮷野家', ['𠮷野', '野家']],
    ['—!?', []],
  ])('of %j are %j', (text, expected) => {
    expect(splitWords(text)).toEqual(expected);
  });

  it('of a text are the same composed and decomposed, and folding them again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(splitWords(text.normalize('NFD'))).toEqual(splitWords(text.normalize('NFC')));
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('are written as one with their neighbours, and run together in fours of whole characters', () => {
    expect(joinNeighbours(['a', 'b', 'c'])).toEqual(['a', 'b', 'c', 'ab', 'bc']);
    expect(joinNeighbours(['a'])).toEqual(['a']);
    expect(splitCharacterGrams('lamp')).toEqual(['<lam', 'lamp', 'amp>']);
    expect(splitCharacterGrams('ab')).toEqual(['<ab>']);
    expect(splitCharacterGrams('😀😀😀')).toEqual(['<😀😀😀', '😀😀😀>']);
  });
});

describe('productTokens', () => {
  const tokens = (product: object) => [...countProductTokens({ id: 'x', ...product }, defaultFeatureConfig).keys()];

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
    const counts = countProductTokens({ id: 'x', description: 'tea tea cup' }, defaultFeatureConfig);
    expect(counts.get('description:tea')).toMatchObject({ count: 2, field: 'description' });
    const none = countProductTokens(
      { id: 'x', description: 'tea' },
      { ...defaultFeatureConfig, descriptionWeight: 0, textWeight: 0 },
    );
    expect(none.size).toBe(0);
  });
});
