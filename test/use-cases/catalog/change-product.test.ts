import { beforeEach, describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { changeProduct } from '../../../lambdas/use-cases/catalog/change-product.ts';
import { putProduct } from '../../../lambdas/use-cases/catalog/put-product.ts';
import { productOf, storedProductOf, TestClock } from '../../support/core/factories.ts';

let products: MemoryProductStore;
const clock = new TestClock();
const priced = (product: Product): Product => ({ ...product, price: 7 });

beforeEach(() => {
  products = new MemoryProductStore();
});

describe('changeProduct', () => {
  it('writes the changed product under a newer revision, and names the one that it replaced', async () => {
    const first = await putProduct({ products, clock }, productOf('a', { title: 'x' }));
    const { stored, replaced } = await changeProduct({ products, clock }, 'a', priced);
    expect(stored.product).toEqual({ id: 'a', title: 'x', price: 7 });
    expect(stored.revision > first.stored.revision).toBe(true);
    expect(replaced).toEqual(first.stored);
    expect(await products.get('a')).toEqual(stored);
  });

  it('throws product-not-found if there is no product', async () => {
    await expect(changeProduct({ products, clock }, 'a', priced)).rejects.toMatchObject({ code: 'product-not-found' });
  });

  it('throws precondition-failed if the stored product is another than expected', async () => {
    await putProduct({ products, clock }, productOf('a', { title: 'x' }));
    const change = changeProduct({ products, clock }, 'a', priced, (revision) => revision === 'other');
    await expect(change).rejects.toMatchObject({ code: 'precondition-failed' });
  });

  it('loses no write that another writer makes meanwhile', async () => {
    await putProduct({ products, clock }, productOf('a', { title: 'x' }));
    const get = products.get.bind(products);
    let raced = false;
    products.get = async (id) => {
      const found = await get(id);
      if (!raced) await products.put(storedProductOf(productOf('a', { title: 'z' }), '2026-01-01T00:00:09.000Z'));
      raced = true;
      return found;
    };
    const { stored } = await changeProduct({ products, clock }, 'a', priced);
    expect(stored.product).toEqual({ id: 'a', title: 'z', price: 7 });
  });

  it('throws write-conflict if other writers are always faster', async () => {
    await putProduct({ products, clock }, productOf('a', { title: 'x' }));
    const get = products.get.bind(products);
    let seconds = 10;
    products.get = async (id) => {
      const found = await get(id);
      await products.put(storedProductOf(productOf('a', { title: 'z' }), `2026-01-01T00:00:${seconds++}.000Z`));
      return found;
    };
    await expect(changeProduct({ products, clock }, 'a', priced)).rejects.toMatchObject({ code: 'write-conflict' });
  });
});
