import { beforeEach, describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { StoredProduct, WriteOutcome } from '../../../lambdas/ports/product-store.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { putProduct } from '../../../lambdas/use-cases/catalog/put-product.ts';
import { productOf, storedProductOf, TestClock, testStart } from '../../support/core/factories.ts';

let products: MemoryProductStore;
let clock: TestClock;
const put = (id: string, title: string, mayReplace?: (revision: string | undefined) => boolean) =>
  putProduct({ products, clock }, productOf(id, { title }), mayReplace);

beforeEach(() => {
  products = new MemoryProductStore();
  clock = new TestClock();
});

describe('putProduct', () => {
  it('writes a new product with a revision of the current time', async () => {
    const { stored, replaced } = await put('a', 'x');
    expect({ stored, replaced }).toEqual({ stored: storedProductOf(productOf('a', { title: 'x' })) });
    expect(await products.get('a')).toEqual(stored);
  });

  it('replaces a product that was written in the same millisecond', async () => {
    const first = await put('a', 'x');
    const { stored, replaced } = await put('a', 'y');
    expect(replaced).toEqual(first.stored);
    expect(stored.revision).toBe('2026-01-01T00:00:00.001Z#');
    expect((await products.get('a'))?.product.title).toBe('y');
  });

  it('replaces a product that a clock ahead of this one wrote', async () => {
    await products.put(storedProductOf(productOf('a', { title: 'x' }), '2026-01-01T00:05:00.000Z'));
    await put('a', 'y');
    expect(await products.get('a')).toMatchObject({
      product: { title: 'y' },
      revision: '2026-01-01T00:05:00.001Z#',
      updatedAt: testStart,
    });
  });

  it('writes a product that was removed in the same millisecond', async () => {
    await products.remove('a', { revision: `${testStart}#`, updatedAt: testStart });
    expect((await put('a', 'x')).replaced).toBeUndefined();
    expect((await products.get('a'))?.product.title).toBe('x');
  });

  it('throws write-conflict if the tombstone is far in the future', async () => {
    await products.remove('a', { revision: '2026-01-02T00:00:00.000Z#', updatedAt: testStart });
    await expect(put('a', 'x')).rejects.toMatchObject({ code: 'write-conflict' });
  });

  it('recognises its own write if the answer was lost', async () => {
    const write = products.put.bind(products);
    products.put = async (stored: StoredProduct, expected?: string): Promise<WriteOutcome> => {
      await write(stored, expected);
      return write(stored, expected);
    };
    const { stored, replaced } = await put('a', 'x');
    expect(replaced).toBeUndefined();
    expect(await products.get('a')).toEqual(stored);
    expect(stored.revision).toBe(`${testStart}#`);
  });

  it.each(['after its read of the product', 'after its read of the tombstone'])(
    'writes a product that must be new only once, if another writer is faster %s',
    async (when) => {
      await products.remove('a', { revision: '2025-01-01T00:00:00.000Z#', updatedAt: testStart });
      const name = when.endsWith('tombstone') ? 'getStates' : 'get';
      const read = products[name].bind(products) as (at: never) => Promise<never>;
      let raced = false;
      products[name] = async (at: never) => {
        const found = await read(at);
        if (!raced) await products.put(storedProductOf(productOf('a', { title: 'first' }), '2025-06-01T00:00:00.000Z'));
        raced = true;
        return found;
      };
      const mustBeNew = (revision: string | undefined) => revision === undefined;
      await expect(put('a', 'second', mustBeNew)).rejects.toMatchObject({ code: 'precondition-failed' });
      expect((await products.get('a'))?.product.title).toBe('first');
    },
  );

  it('writes only if the condition holds, also in a race with another writer', async () => {
    const { stored } = await put('a', 'x');
    await expect(put('a', 'y', (revision) => revision === 'other')).rejects.toMatchObject({
      code: 'precondition-failed',
    });
    const get = products.get.bind(products);
    let raced = false;
    products.get = async (id) => {
      const found = await get(id);
      if (!raced) {
        raced = true;
        await products.put(storedProductOf(productOf('a', { title: 'z' }), '2026-01-01T00:00:09.000Z'));
      }
      return found;
    };
    await expect(put('a', 'y', (revision) => revision === stored.revision)).rejects.toMatchObject({
      code: 'precondition-failed',
    });
    expect((await get('a'))?.product.title).toBe('z');
  });

  it('stores and returns what `complete` makes of the product', async () => {
    const complete = async (product: Product) => ({ product: { ...product, vectors: { text: [1, 2] } } });
    const { stored, missing } = await putProduct({ products, clock, complete }, productOf('a', { title: 'x' }));
    expect(stored.product).toEqual({ id: 'a', title: 'x', vectors: { text: [1, 2] } });
    expect(await products.get('a')).toEqual(stored);
    expect(missing).toBeUndefined();
  });

  it('gives `complete` the product that is replaced, and returns what is missing', async () => {
    const seen: (Product | undefined)[] = [];
    const complete = async (product: Product, before: Product | undefined) => {
      seen.push(before);
      return { product, missing: 'over-budget' as const };
    };
    const first = productOf('a', { title: 'x' });
    await putProduct({ products, clock, complete }, first);
    const { missing } = await putProduct({ products, clock, complete }, productOf('a', { title: 'y' }));
    expect(missing).toBe('over-budget');
    expect(seen).toEqual([undefined, first]);
  });
});
