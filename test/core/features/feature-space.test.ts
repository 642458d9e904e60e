import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { dropMisfits } from '../../../lambdas/core/features/dense-inputs.ts';
import { defaultFeatureConfig, type FeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { type FeatureSpace, fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { tokenFieldNames, tokenFields } from '../../../lambdas/core/features/product-tokens.ts';

function space(products: readonly Product[], config: Partial<FeatureConfig> = {}): FeatureSpace {
  return fitFeatureSpace(products, [], { ...defaultFeatureConfig, ...config });
}

/** Token -> weight for one product. Unknown tokens are named by their bucket, with the last weight of a shared bucket. */
function bagOf(of: FeatureSpace, product: Product): Map<string, number> {
  const { bags } = of.extract([product]);
  const name = (row: number) => of.vocabulary.tokens[row] ?? `row ${row}`;
  return new Map([...bags.tokens].map((row, t) => [name(row), bags.weights[t]!]));
}

const lengthOf = (weights: Iterable<number>) => Math.hypot(...weights);
const lamps = ['red lamp', 'blue lamp', 'red cup', 'blue cup'].map((title, i) => ({ id: `p${i}`, title }));

describe('the bag of tokens of a product', () => {
  it('has length 1 and gives rare words more weight', () => {
    const of = space([...lamps, { id: 'p4', title: 'red rug' }]);
    const red = bagOf(of, lamps[0]!);
    expect(lengthOf(red.values())).toBeCloseTo(1, 6);
    // log(1 + N / frequency): 5 products, lamp in 2, red in 3.
    expect(red.get('title:lamp')! / red.get('title:red')!).toBeCloseTo(Math.log(1 + 5 / 2) / Math.log(1 + 5 / 3), 5);
  });

  it('keeps the weight of the title beside a long description', () => {
    const description = Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ');
    const of = space([...lamps, { id: 'a', title: 'red lamp', description }, { id: 'b', title: 'cup', description }]);
    const bag = bagOf(of, { id: 'a', title: 'red lamp', description });
    const described = [...bag].filter(([token]) => token.startsWith('description:')).map(([, weight]) => weight);
    const others = [...bag].filter(([token]) => !token.startsWith('description:')).map(([, weight]) => weight);
    expect(described).toHaveLength(300);
    const { titleWordWeight, titleCompoundWeight, titleGramWeight, modelNumberWeight, textWeight } =
      defaultFeatureConfig;
    const ofOthers = titleWordWeight + titleCompoundWeight + titleGramWeight + modelNumberWeight + textWeight;
    const share = defaultFeatureConfig.descriptionWeight / ofOthers;
    expect((lengthOf(described) / lengthOf(others)) ** 2).toBeCloseTo(share, 5);
    expect(lengthOf(bagOf(of, { id: 'c', description }).values())).toBeCloseTo(1, 6);
  });

  it('gives unknown words little weight beside known ones, and all of it if there are only unknown ones', () => {
    const of = space(lamps);
    const mixed = bagOf(of, { id: 'n', title: 'lamp zyzzyva' });
    const unknown = [...mixed].filter(([token]) => token.startsWith('row '));
    expect(unknown.length).toBeGreaterThan(0);
    expect(lengthOf(unknown.map(([, weight]) => weight))).toBeLessThan(0.25);
    expect(lengthOf(of.extract([{ id: 'n', title: 'zyzzyva' }]).bags.weights)).toBeCloseTo(1, 6);
    expect(bagOf(space(lamps, { unknownBuckets: 0 }), { id: 'n', title: 'zyzzyva' }).size).toBe(0);
  });

  it('gives two unknown words no row pair in common, so that one is never taken for the other', () => {
    const { vocabulary } = space(lamps);
    const words = Array.from({ length: 3000 }, (_, i) => `title:${(i * 7919).toString(36)}`);
    const pairs = words.map((word) => `${vocabulary.rowOf(word)} ${vocabulary.secondRowOf(word, 4)}`);
    // 3,000 words have 4.5 million pairs. By one row each, 4,400 of them would meet; by two rows about four.
    expect(words.length - new Set(pairs).size).toBeLessThan(12);
    expect(new Set(words.map((word) => vocabulary.secondRowOf(word, 4))).size).toBeGreaterThan(900);
    expect(words.filter((word) => vocabulary.rowOf(word) === vocabulary.secondRowOf(word, 4))).toEqual([]);
    // In models of reading 3 one word of 1,024 has the same row twice.
    expect(words.filter((word) => vocabulary.rowOf(word) === vocabulary.secondRowOf(word, 3))).not.toEqual([]);
    expect(vocabulary.secondRowOf('title:lamp', 4)).toBe(-1);
    expect(vocabulary.secondRowOf('title:zyzzyva', 2)).toBe(-1);
    expect(space(lamps, { unknownBuckets: 1 }).vocabulary.secondRowOf('title:zyzzyva', 4)).toBe(-1);
    expect(space(lamps, { unknownBuckets: 0 }).vocabulary.secondRowOf('title:zyzzyva', 4)).toBe(-1);
  });

  it('joins the words of all fields only if the catalog has words in two of them', () => {
    const hasWords = (of: FeatureSpace) => of.vocabulary.tokens.some((token) => token.startsWith('word:'));
    const sorted = lamps.map((lamp) => ({ ...lamp, category: 'Things' }));
    expect(space(lamps).config.wordWeight).toBe(0);
    expect(hasWords(space(lamps))).toBe(false);
    expect(space(sorted).config.wordWeight).toBe(defaultFeatureConfig.wordWeight);
    const drink = bagOf(
      space([...sorted, { id: 'd', title: 'cola', category: 'Drinks' }, { id: 'e', title: 'drink' }]),
      {
        ...{ id: '', title: 'drink' },
      },
    );
    expect([...drink.keys()]).toContain('word:drink');
    expect(
      hasWords(
        space([
          { id: 'a', attributes: { tags: ['x'] } },
          { id: 'b', attributes: { tags: ['x'] } },
        ]),
      ),
    ).toBe(false);
  });

  it('leaves out a field of only unknown tokens if their weight is 0', () => {
    const of = space(lamps, { unknownWeight: 0 });
    const { bags } = of.extract([{ id: 'q', title: 'red unheard', brand: 'unknown' }]);
    expect(bags.weights.every(Number.isFinite)).toBe(true);
    expect(lengthOf(bags.weights)).toBeCloseTo(1, 6);
  });

  it('is finite if no token of the catalog occurs twice', () => {
    const { bags } = space([lamps[0]!]).extract([lamps[0]!]);
    expect(lengthOf(bags.weights)).toBeCloseTo(1, 6);
  });

  it('is finite, and empty or of length 1, for every text', () => {
    const of = space(lamps);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (title, description) => {
        // Summed over entries, because unknown tokens may share a bucket.
        const length = lengthOf(of.extract([{ id: 'any', title, description }]).bags.weights);
        return length === 0 || Math.abs(length - 1) < 1e-5;
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the tokens of categories', () => {
  const shared = (of: FeatureSpace, a: Product, b: Product) => {
    const [one, other] = [bagOf(of, a), bagOf(of, b)];
    return [...one.keys()].filter((token) => other.has(token));
  };

  it('are shared by lists of two categories in either order', () => {
    const lists = [
      ['Lamps', 'Sale'],
      ['Sale', 'Lamps'],
      ['Rugs', 'Sale'],
      ['Sale', 'Rugs'],
    ];
    const products = lists.map((category, i) => ({ id: `p${i}`, category }));
    const of = space(products);
    expect(bagOf(of, products[0]!)).toEqual(bagOf(of, products[1]!));
    expect(shared(of, { id: 'new', category: ['New', 'Rugs'] }, products[2]!)).toEqual(['category:+rugs']);
  });

  it('of a hierarchy are its prefixes alone', () => {
    const products = ['Desk', 'Floor', 'Desk', 'Floor'].map((kind, i) => ({
      id: `p${i}`,
      category: i % 2 === 0 ? ['Home', 'Lamps', kind] : ['Home', kind],
    }));
    expect(space(products).vocabulary.tokens).toEqual([
      ...['category:home', 'category:home > floor', 'category:home > lamps', 'category:home > lamps > desk'],
    ]);
  });

  it('of a hierarchy stay so if one product of many has its path the other way round', () => {
    const right = Array.from({ length: 40 }, (_, i) => ({
      id: `p${i}`,
      category: ['Home', i < 20 ? 'Lamps' : 'Rugs'],
    }));
    const of = space([...right, { id: 'wrong', category: ['Lamps', 'Home'] }]);
    expect([...bagOf(of, right[0]!).keys()]).toEqual(['category:home', 'category:home > lamps']);
  });
});

describe('the dense inputs of a product', () => {
  const priced = [1, 10, 100].map((price, i) => ({ id: `p${i}`, price, vectors: { image: [3, 4] } }));

  it('are clipped standardised logarithms of numbers, and vectors of unit length', () => {
    const of = space(priced, { numberWeight: 1 });
    const { dense } = of.extract([...priced, { id: 'dear', price: 1e12 }, { id: 'unknown' }]);
    expect(of.denseWidth).toBe(3);
    const [cheap, middle, dear, absurd, unknown] = [0, 1, 2, 3, 4].map((row) => [...dense.slice(3 * row, 3 * row + 3)]);
    expect(cheap![0]! + middle![0]! + dear![0]!).toBeCloseTo(0, 12);
    expect(cheap![0]! ** 2 + middle![0]! ** 2 + dear![0]! ** 2).toBeCloseTo(3, 12);
    expect(cheap![1]).toBeCloseTo(0.6, 12);
    expect(cheap![2]).toBeCloseTo(0.8, 12);
    expect(absurd![0]).toBe(3);
    expect(unknown).toEqual([0, 0, 0]);
  });

  it('leave out a number that is equal for all products, despite a rounded deviation above 0', () => {
    const same = Array.from({ length: 80 }, (_, i) => ({ id: `p${i}`, title: 'lamp', price: 9.99 }));
    expect(space(same).sources).toEqual([]);
  });

  it('have the width of most products, in every order of the catalog', () => {
    const odd = { id: 'odd', title: 'x', vectors: { image: [1] }, features: [1, 2] };
    const rest = priced.map((product) => ({ ...product, features: [1, 2, 3] }));
    for (const products of [
      [odd, ...rest],
      [...rest, odd],
    ]) {
      const of = space(products);
      expect(of.sources.filter((source) => source.kind !== 'number')).toMatchObject([{ width: 2 }, { width: 3 }]);
      expect(() => of.extract(products)).toThrow(expect.objectContaining({ code: 'wrong-dimension' }));
      expect(dropMisfits(odd, of.sources)).toEqual({ id: 'odd', title: 'x', vectors: {} });
      expect(dropMisfits(rest[0]!, of.sources)).toBe(rest[0]);
    }
  });
});

describe('the fields of products alone', () => {
  const products = [
    { id: 'a', title: 'Red lamp AB-12', description: 'a lamp, 30 cm', brand: 'Lux', category: ['Home > Lamps'] },
    { id: 'b', title: 'red cup cup', description: 'a cup', brand: 'Lux', attributes: { colour: 'red', weight: 3 } },
    { id: 'c', title: 'blue lamp AB-13', category: ['Home > Lamps'], attributes: { colour: 'blue', weight: 5 } },
    { id: 'd', title: 'nothing like these', attributes: { colour: ['red', 'blue'], weight: 4 } },
  ];
  const weights = tokenFieldNames.map((field) => tokenFields[field].weight);

  it.each(tokenFieldNames)('are the bags of a space that knows one field, to the bit: %s', (field) => {
    const all = Object.fromEntries(weights.map((weight) => [weight, 0.5]));
    const none = Object.fromEntries(weights.map((weight) => [weight, 0]));
    const known = { minDocumentFrequency: field === 'title' ? 2 : 1 };
    const one = space(products, { ...none, ...known, [tokenFields[field].weight]: 1, unknownBuckets: 0 });
    const whole = space(products, { ...all, ...known, unknownBuckets: 4 });
    const { bags } = one.extract(products);
    const alone = whole.extractFields(products).get(field)!;
    expect(alone.offsets).toEqual(bags.offsets);
    expect(alone.weights).toEqual(bags.weights);
    expect([...alone.tokens].map((row) => whole.vocabulary.tokens[row])).toEqual(
      [...bags.tokens].map((row) => one.vocabulary.tokens[row]),
    );
    expect(alone.tokens.length).toBeGreaterThan(0);
  });
});
