import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { removeProduct } from '../../../lambdas/use-cases/catalog/remove-product.ts';
import { productOf, storedProductOf, storedVectorOf, TestClock, testStart } from '../../support/core/factories.ts';

let products: MemoryProductStore;
let vectors: MemoryVectorStore;
let pointers: MemoryModelPointers;
let clock: TestClock;
const remove = (id: string) => removeProduct({ products, vectors, pointers, clock }, id);

beforeEach(async () => {
  products = new MemoryProductStore();
  vectors = new MemoryVectorStore();
  pointers = new MemoryModelPointers();
  clock = new TestClock();
  await pointers.move('live', { from: undefined, to: 'm-1', at: testStart });
  await products.put(storedProductOf(productOf('a')));
  await vectors.putMany([storedVectorOf('a', 'm-1', [1, 0])], { updatedAt: testStart });
});

describe('removeProduct', () => {
  it('removes the product and its live vector, and rejects late writes of older revisions', async () => {
    await remove('a');
    expect(await products.get('a')).toBeUndefined();
    expect(await vectors.get('a', 'm-1')).toBeUndefined();
    expect(await products.put(storedProductOf(productOf('a')))).toBe('stale');
    await vectors.putMany([storedVectorOf('a', 'm-1', [1, 0])], { updatedAt: testStart });
    expect(await vectors.get('a', 'm-1')).toBeUndefined();
  });

  it('throws product-not-found for a product that does not exist', async () => {
    await expect(remove('b')).rejects.toMatchObject({ code: 'product-not-found' });
    await remove('a');
    await expect(remove('a')).rejects.toMatchObject({ code: 'product-not-found' });
  });

  it('completes a removal that was interrupted before the vector', async () => {
    const removeVector = vectors.remove.bind(vectors);
    vectors.remove = async () => {
      throw new Error('gone away');
    };
    await expect(remove('a')).rejects.toThrow('gone away');
    vectors.remove = removeVector;
    await remove('a');
    expect(await vectors.get('a', 'm-1')).toBeUndefined();
  });

  it('removes the vector of a version that goes live meanwhile', async () => {
    await vectors.putMany([storedVectorOf('a', 'm-2', [1, 0])], { updatedAt: testStart });
    const removeVector = vectors.remove.bind(vectors);
    vectors.remove = async (...given) => {
      await pointers.move('live', { from: 'm-1', to: 'm-2', at: testStart });
      await removeVector(...given);
    };
    await remove('a');
    expect(await vectors.get('a', 'm-2')).toBeUndefined();
  });

  it('works while no version is live', async () => {
    pointers = new MemoryModelPointers();
    await remove('a');
    expect(await products.get('a')).toBeUndefined();
  });

  it('throws write-conflict if other writers keep changing the product', async () => {
    products.remove = async () => 'stale';
    await expect(remove('a')).rejects.toMatchObject({ code: 'write-conflict' });
  });
});
