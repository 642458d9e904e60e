import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../../lambdas/core/features/feature-space.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { augmentBatch } from '../../../../lambdas/core/training/steps/augmentation.ts';
import { mapViewFields, NO_FIELD } from '../../../../lambdas/core/training/steps/view-fields.ts';

const shareOfZeros = (values: ArrayLike<number>) => Array.from(values).filter((x) => x === 0).length / values.length;

describe('augmentBatch with dropped tokens', () => {
  const { bags, ...rest } = {
    B: 2,
    bags: {
      offsets: Int32Array.of(0, 1000, 1001),
      tokens: new Int32Array(1001),
      weights: new Float32Array(1001).fill(1),
    },
    identityAt: Int32Array.of(-1, -1),
    dense: new Float64Array(2000).fill(1),
  };
  const oneField = { ofRow: new Uint8Array(1), ofDense: new Uint8Array(1000) };

  it('drops tokens and inputs by chance, and never all of a product', () => {
    const view = augmentBatch({ ...rest, bags }, { tokens: 0.3, fields: 0 }, oneField, new CounterRandom(1, 'view'));
    expect(Math.abs(shareOfZeros(view.bags.weights.subarray(0, 1000)) - 0.3)).toBeLessThan(0.05);
    expect(Math.abs(shareOfZeros(view.dense) - 0.3)).toBeLessThan(0.05);
    expect(view.bags.weights[1000]).toBe(1);
    expect(bags.weights.every((weight) => weight === 1)).toBe(true);
  });

  it('never drops the only field of a product', () => {
    const view = augmentBatch({ ...rest, bags }, { tokens: 0, fields: 0.9 }, oneField, new CounterRandom(1, 'view'));
    expect(shareOfZeros(view.bags.weights)).toBe(0);
    expect(shareOfZeros(view.dense)).toBe(0);
  });
});

describe('augmentBatch with dropped fields', () => {
  const products = Array.from({ length: 400 }, (_, i) => ({
    id: `p${i}`,
    title: `red lamp ${i % 20}`,
    description: `a lamp for the table ${i % 7}`,
    brand: `brand ${i % 3}`,
    price: i + 1,
    vectors: { image: [1, i] },
  }));
  const space = fitFeatureSpace(products, [], { ...defaultFeatureConfig, numberBinWeight: 1 });
  const fields = mapViewFields({ encoder: 'bag', space });
  const whole = space.extract(products);
  const view = augmentBatch(whole, { tokens: 0, fields: 0.4 }, fields, new CounterRandom(3, 'view'));
  const F = space.denseWidth;

  /** Field -> whether each token and input of the product in this field is present. */
  const presence = (i: number): Map<number, boolean[]> => {
    const found = new Map<number, boolean[]>();
    const note = (field: number, there: boolean) => found.set(field, [...(found.get(field) ?? []), there]);
    for (let t = whole.bags.offsets[i]!; t < whole.bags.offsets[i + 1]!; t++)
      note(fields.ofRow[whole.bags.tokens[t]!]!, view.bags.weights[t] !== 0);
    for (let f = 0; f < F; f++) if (whole.dense[i * F + f] !== 0) note(fields.ofDense[f]!, view.dense[i * F + f] !== 0);
    return found;
  };

  it('drops whole fields by chance, and at least one field stays', () => {
    let [missing, all] = [0, 0];
    for (let i = 0; i < products.length; i++) {
      const of = [...presence(i)].filter(([field]) => field !== NO_FIELD).map(([, there]) => there);
      expect(of).toHaveLength(5);
      for (const there of of) expect(new Set(there).size).toBe(1);
      expect(of.some((there) => there[0])).toBe(true);
      missing += of.filter((there) => !there[0]).length;
      all += of.length;
    }
    // One of the five is always kept.
    expect(Math.abs(missing / all - 0.4 * (4 / 5))).toBeLessThan(0.04);
  });

  it('treats all tokens of the title as one field, and a price with its bins as one', () => {
    const of = (token: string) => fields.ofRow[space.vocabulary.tokens.indexOf(token)];
    expect(of('title:red')).toBe(of('compound:redlamp'));
    expect(of('title:red')).toBe(of('gram:<red>'));
    expect(of('description:table')).toBe(of('text:table'));
    expect(of('title:red')).not.toBe(of('description:table'));
    expect(of('number:price=a3')).toBe(fields.ofDense[0]);
    expect(fields.ofRow[space.vocabulary.tokens.length]).toBe(NO_FIELD);
  });
});
