import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { foldText } from '../../../lambdas/core/features/folded-text.ts';
import { countProductTokens, splitGrams } from '../../../lambdas/core/features/product-tokens.ts';
import { joinNeighbours, splitCharacterGrams, splitWords } from '../../../lambdas/core/features/words.ts';

describe('splitWords, joinNeighbours and splitCharacterGrams', () => {
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
    ['la\u00admp sh\u200bade \ufeffre\ufeffd\u2060 \u202eblue\u202c', ['lamp', 'shade', 'red', 'blue']],
    ['heart \u2764\ufe0f 1\ufe0f\u20e3', ['heart', '1\u20e3']],
    ['Gift box \ud83c la\udc00mp', ['gift', 'box', 'lamp']],
    ['كِتَابٌ كتـــاب كتاب أحمر', ['كتاب', 'كتاب', 'كتاب', 'أحمر']],
    ['می\u200cخواهم', ['میخواهم']],
    ['שָׁלוֹם שלום \ufb2a', ['שלום', 'שלום', 'ש']],
    ['ภาษา\u200bไทย', ['ภาษา', 'ไทย']],
  ])('split %j into %j', (text, expected) => {
    expect(splitWords(text)).toEqual(expected);
  });

  it('give the same words for composed and decomposed texts, and for folded ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(splitWords(text.normalize('NFD'))).toEqual(splitWords(text.normalize('NFC')));
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('join neighbouring words and split whole characters into runs of four', () => {
    expect(joinNeighbours(['a', 'b', 'c'])).toEqual(['a', 'b', 'c', 'ab', 'bc']);
    expect(joinNeighbours(['a'])).toEqual(['a']);
    expect(splitCharacterGrams('lamp')).toEqual(['<lam', 'lamp', 'amp>']);
    expect(splitCharacterGrams('ab')).toEqual(['<ab>']);
    // A character of two units is one character.
    expect(splitCharacterGrams('a🛋b')).toEqual(['<a🛋b', 'a🛋b>']);
    expect(splitCharacterGrams('😀😀😀')).toEqual(['<😀😀😀', '😀😀😀>']);
  });

  it('split no size, so that 16gb and 32gb have no run in common', () => {
    const number = fc.integer({ min: 0, max: 9_999 });
    fc.assert(
      fc.property(number, number, fc.constantFrom('w', 'gb', 'in'), (a, b, unit) => {
        const other = splitGrams(`${b}${unit}`, 3);
        expect(splitGrams(`${a}${unit}`, 3).some((gram) => other.includes(gram))).toBe(a === b);
      }),
    );
    expect(splitGrams('mb943za', 3)).toEqual(expect.arrayContaining(['943z']));
    expect(splitGrams('0101082300', 3)).toEqual(expect.arrayContaining(['1082']));
    expect(splitGrams('1100', 3)).toEqual(expect.arrayContaining(['110', '100']));
    expect(splitGrams('16gb', 2)).toEqual(expect.arrayContaining(['6gb', 'gb>']));
  });
});

describe('countProductTokens', () => {
  const withoutWords = { ...defaultFeatureConfig, wordWeight: 0 };
  const tokens = (product: object) => [...countProductTokens({ id: 'x', ...product }, withoutWords).keys()];

  it('makes different tokens of equal values in different fields', () => {
    expect(tokens({ brand: 'Acme Inc.' })).toEqual(['brand:acme inc']);
    expect(tokens({ description: 'Blue' })).toEqual(['description:blue', 'text:blue']);
    expect(tokens({ title: 'Up' })).toEqual(['title:up', 'compound:up', 'gram:<up', 'gram:up>', 'gram:<up>']);
  });

  it('makes of the words of all fields tokens that a title alone meets', () => {
    const of = (product: object) =>
      [...countProductTokens({ id: 'x', ...product }, defaultFeatureConfig).keys()].filter((one) => /^word:/.test(one));
    const product = { title: 'Cola', brand: 'Fizz', category: ['Food', 'Soft Drinks'] };
    const attributes = { taste: ['Lemons', 'Lime'], sugarFree: false, recycled: true, size: 3 };
    expect(of({ ...product, attributes })).toEqual(
      ['cola', 'fizz', 'food', 'soft', 'drink', 'lemon', 'lime', 'recycled'].map((one) => `word:${one}`),
    );
    expect(of({ title: 'drink' })).toEqual(['word:drink']);
  });

  it('pairs the syllables of Korean words in texts, and keeps whole words for compounds and runs', () => {
    const of = (field: string, reading?: 4) => {
      const product = { id: 'x', title: '가지볶음 2인분', description: '가지로 만든 bap', brand: '오뚜기' };
      const found = [...countProductTokens(product, defaultFeatureConfig, { ...(reading && { reading }) }).keys()];
      return found.filter((one) => one.startsWith(`${field}:`)).map((one) => one.slice(field.length + 1));
    };
    expect(of('title')).toEqual(['가지', '지볶', '볶음', '2', '인분']);
    expect(of('description')).toEqual(['가지', '지로', '만든', 'bap']);
    expect(of('word')).toEqual([...of('title'), '오뚜', '뚜기']);
    expect(of('compound')).toEqual(['가지볶음', '2인분', '가지볶음2인분']);
    expect(of('gram')).toContain('<가지볶음'.slice(0, 4));
    expect(of('brand')).toEqual(['오뚜기']);
    expect(of('title', 4)).toEqual(['가지볶음', '2인분']);
  });

  it('makes tokens of model numbers and sizes of title and description', () => {
    const product = { id: 'x', title: 'Camera DCS-1100', description: 'With an 18-1/2" stand' };
    const weights = { ...defaultFeatureConfig, modelNumberWeight: 1, sizeWeight: 1 };
    const found = [...countProductTokens(product, weights).keys()];
    expect(found.filter((one) => /^(?:model|size):/.test(one))).toEqual(['model:dcs1100', 'size:18.5in']);
    expect(tokens(product).filter((one) => /^(?:model|size):/.test(one))).toEqual([]);
  });

  it('makes every prefix of every category path a token', () => {
    expect(tokens({ category: 'Home' })).toEqual(['category:home']);
    expect(tokens({ category: ['Home', 'Lamps'] })).toEqual(['category:home', 'category:home > lamps']);
    expect(tokens({ category: [['Home', 'Lamps'], ['Sale']] })).toEqual([
      'category:home',
      'category:home > lamps',
      'category:sale',
    ]);
    expect(tokens({ category: 'Home &gt; <b>Lamps</b>' })).toEqual(tokens({ category: ['Home', 'Lamps'] }));
  });

  it('makes the same category tokens in every order of the paths, each once', () => {
    const step = fc.constantFrom('Home', 'Lamps', 'Sale', 'Desk & Co');
    const path = fc.array(step, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 4 }), (paths) => {
        const found = tokens({ category: paths });
        expect(tokens({ category: paths.toReversed() })).toEqual(found);
        expect(new Set(found).size).toBe(found.length);
        const written = [...paths, ['Home', 'Lamps']].map((one) => one.join(' > '));
        expect(tokens({ category: written })).toEqual(tokens({ category: [...paths, ['Home', 'Lamps']] }));
      }),
    );
  });

  it('makes name=value tokens of attributes, one per list item, and none of numbers', () => {
    const attributes = { colour: ['Red', 'blue'], boxed: true, weight: 3, note: '' };
    expect(tokens({ attributes })).toEqual(['attribute:colour=red', 'attribute:colour=blue', 'attribute:boxed=true']);
  });

  it.each([
    [
      ['Lamps', 'SALE', 'New'],
      ['+new', '+sale', 'lamps'],
    ],
    [
      ['New', 'Sale'],
      ['+new', '+sale'],
    ],
    [['Sale'], ['+sale']],
    [
      ['Home', 'Sale', 'Lamps'],
      ['+sale', 'home', 'home > sale', 'home > sale > lamps'],
    ],
    [
      [['Home', 'Lamps'], ['Sale']],
      ['+sale', 'home', 'home > lamps'],
    ],
  ])('makes of %j a list or a path by the steps that stand at any place', (category, expected) => {
    const catalog = { isListStep: (step: string) => ['new', 'sale'].includes(step) };
    const found = countProductTokens({ id: 'x', category }, withoutWords, catalog);
    expect([...found.keys()]).toEqual(expected.map((value) => `category:${value}`));
  });

  it('counts repeated tokens and leaves out fields of weight 0', () => {
    const counts = countProductTokens({ id: 'x', description: 'tea tea cup' }, defaultFeatureConfig);
    expect(counts.get('description:tea')).toMatchObject({ count: 2, field: 'description' });
    const none = countProductTokens(
      { id: 'x', description: 'tea' },
      { ...defaultFeatureConfig, descriptionWeight: 0, textWeight: 0 },
    );
    expect(none.size).toBe(0);
  });
});
