import { describe, expect, it, vi } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import {
  dropStaleVector,
  dropStaleVectors,
  keepStoredVector,
} from '../../../lambdas/use-cases/text-vectors/filled-product.ts';
import { productOf } from '../../support/core/factories.ts';

const NAME = 'amazon.titan-embed-text-v2:0/256';
const stored = productOf('a', { title: 'red lamp', price: 3, vectors: { [NAME]: [1, 2], image: [5] } });
const withTitle = (title: string): Product => ({ ...stored, title });

describe('a function without a text model', () => {
  it('takes out the vector of a text that has changed, and says so', async () => {
    expect(await dropStaleVector(withTitle('grey sofa'), stored)).toEqual({
      product: { id: 'a', title: 'grey sofa', price: 3, vectors: { image: [5] } },
      missing: 'no-model',
    });
    const alone = productOf('a', { title: 'red lamp', vectors: { [NAME]: [1, 2] } });
    const { product } = await dropStaleVector({ ...alone, title: 'grey sofa' }, alone);
    expect(product).toEqual({ id: 'a', title: 'grey sofa' });
  });

  it.each([
    ['while the text is the same', { ...stored, price: 9 }, stored],
    ['that is new in the write', { ...withTitle('grey sofa'), vectors: { [NAME]: [7, 8] } }, stored],
    ['of a product that is not stored', stored, undefined],
    ['of the shop itself', { ...withTitle('grey sofa'), vectors: { image: [5] } }, stored],
  ])('leaves a vector %s', async (_what, product, before) => {
    expect(await dropStaleVector(product, before)).toEqual({ product });
  });

  it('reads of the stored products only those whose new state has such a vector', async () => {
    const read = vi.fn(async () => new Map([['a', stored]]));
    const plain = productOf('b', { title: 'x' });
    const found = await dropStaleVectors([plain, withTitle('grey sofa')], read);
    expect(found.map(({ missing }) => missing)).toEqual([undefined, 'no-model']);
    expect(read.mock.calls).toEqual([[['a']]]);
    await dropStaleVectors([plain], read);
    expect(read).toHaveBeenCalledTimes(1);
  });
});

describe('keepStoredVector', () => {
  const product = productOf('a', { title: 'red lamp', price: 9 });

  it.each(['over-budget', 'not-embedded'] as const)('keeps the stored vector of the same text: %s', (missing) => {
    expect(keepStoredVector({ product, missing }, stored, NAME)).toEqual({
      product: { ...product, vectors: { [NAME]: [1, 2] } },
    });
  });

  it.each([
    ['another text', { product: { ...product, title: 'grey sofa' }, missing: 'not-embedded' }, stored, NAME],
    ['another model', { product, missing: 'not-embedded' }, stored, 'cohere.embed-english-v3/1024'],
    ['a record that is too large', { product, missing: 'too-large' }, stored, NAME],
    ['nothing missing', { product }, stored, NAME],
    ['no stored product', { product, missing: 'not-embedded' }, undefined, NAME],
  ] as const)('keeps none for %s', (_what, filled, before, name) => {
    expect(keepStoredVector(filled, before, name)).toBe(filled);
  });
});
