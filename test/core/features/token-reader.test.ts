import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { CURRENT_READING, defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { countProductTokens, readTokenFields, type TokenField } from '../../../lambdas/core/features/product-tokens.ts';
import { TokenReader } from '../../../lambdas/core/features/token-reader.ts';
import { type Vocabulary, VocabularyBuilder } from '../../../lambdas/core/features/vocabulary.ts';
import { portableLog } from '../../../lambdas/core/numerics/portable-math.ts';

const config = { ...defaultFeatureConfig, unknownWeight: 0.3 };

/** The reference: counts every token as a text in a map. */
function bagOf(product: Product, vocabulary: Vocabulary): [number, number][] {
  const bag: { row: number; weight: number; field: TokenField }[] = [];
  const squares = new Map<TokenField, { sum: number; fieldWeight: number }>();
  for (const [token, { count, fieldWeight, field }] of countProductTokens(product, config)) {
    const row = vocabulary.rowOf(token);
    if (row < 0) continue;
    const known = row < vocabulary.tokens.length ? 1 : config.unknownWeight;
    const weight = known * (1 + portableLog(count)) * vocabulary.idfOf(row);
    const second = vocabulary.secondRowOf(token, CURRENT_READING);
    if (second < 0) bag.push({ row, weight, field });
    else for (const one of [row, second]) bag.push({ row: one, weight: weight * Math.SQRT1_2, field });
    squares.set(field, { sum: (squares.get(field)?.sum ?? 0) + weight * weight, fieldWeight });
  }
  const total = [...squares.values()].reduce((sum, { fieldWeight }) => sum + fieldWeight, 0);
  return bag.map(({ row, weight, field }) => {
    const { sum, fieldWeight } = squares.get(field)!;
    return [row, weight * Math.sqrt(fieldWeight / (sum * total))];
  });
}

const word = fc.constantFrom(
  'lamp',
  'Lamp',
  'key',
  'ring',
  'keyrings',
  'AB-12',
  'Ämter',
  'x',
  '1/2',
  'दीपक',
  'aaaaaaa',
  '—',
);
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
const product: fc.Arbitrary<Product> = fc.record({
  id: fc.constant('a'),
  title: text,
  description: text,
  brand: text,
  category: fc.array(text, { maxLength: 3 }),
  attributes: fc.dictionary(fc.constantFrom('colour', 'size'), fc.oneof(text, fc.boolean(), fc.array(text), fc.nat())),
});

describe('TokenReader', () => {
  it('gives the same bits as counting tokens as texts, after any other products', () => {
    const cases = fc.tuple(fc.array(product, { minLength: 1, maxLength: 8 }), fc.array(product), fc.constantFrom(0, 4));
    fc.assert(
      fc.property(cases, ([products, fitted, buckets]) => {
        const builder = new VocabularyBuilder();
        for (const one of fitted) builder.add(countProductTokens(one, config).keys());
        const vocabulary = builder.build(1, buckets);
        const reader = new TokenReader(vocabulary, config.unknownWeight);
        for (const one of [...products, ...products]) {
          const [tokens, weights]: [number[], number[]] = [[], []];
          reader.read(readTokenFields(one, config), tokens, weights);
          expect(tokens.map((token, i) => [token, weights[i]])).toEqual(bagOf(one, vocabulary));
        }
      }),
    );
  });

  it('empties a full cache and reads the same bags', () => {
    const vocabulary = new VocabularyBuilder().build(1, 64);
    const reader = new TokenReader(vocabulary, config.unknownWeight);
    // More distinct words than the cache holds; without character runs, so that few texts are built.
    const title = Array.from({ length: 2 ** 18 + 1 }, (_, w) => `w${w.toString(36)}`).join(' ');
    reader.read(readTokenFields({ id: 'a', title }, { ...config, titleGramWeight: 0 }), [], []);
    const [tokens, weights]: [number[], number[]] = [[], []];
    const last = { id: 'a', title: 'word7 lamp word7' };
    reader.read(readTokenFields(last, config), tokens, weights);
    expect(tokens.map((token, i) => [token, weights[i]])).toEqual(bagOf(last, vocabulary));
  });

  describe('of a search text', () => {
    const builder = new VocabularyBuilder();
    for (const title of ['red trail shoe', 'blue trail shoe']) {
      builder.add(countProductTokens({ id: 'a', title, brand: 'Okvik' }, config).keys());
    }
    const vocabulary = builder.build(1, 64);
    const reader = new TokenReader(vocabulary, config.unknownWeight);
    const read = (title: string, isSearch: boolean) => {
      const bag: [number[], number[]] = [[], []];
      reader.read(readTokenFields({ id: '', title }, config), ...bag, isSearch);
      return bag;
    };

    it('gives the shares of fields of which no product has a token to the others', () => {
      // No title has the brand: only the words of all fields know it.
      const [tokens, weights] = read('okvik', true);
      const known = tokens.indexOf(vocabulary.rowOf('word:okvik'));
      expect(weights[known]).toBeCloseTo(1, 12);
      expect(weights.filter((weight) => weight !== 0)).toHaveLength(1);
      expect(read('okvik', false)[0]).toEqual(tokens);
      expect(read('okvik', false)[1][known]).toBeLessThan(0.5);
    });

    it('keeps unknown tokens beside known ones of their field, and those of a text without a known token', () => {
      expect(read('trail shoe zzqx', true)).toEqual(read('trail shoe zzqx', false));
      expect(read('zzqx', true)).toEqual(read('zzqx', false));
      expect(read('zzqx', true)[0].length).toBeGreaterThan(0);
    });
  });
});
