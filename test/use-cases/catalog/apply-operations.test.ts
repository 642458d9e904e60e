import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredProduct } from '../../../lambdas/ports/product-store.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { applyOperations, type ProductOperation } from '../../../lambdas/use-cases/catalog/apply-operations.ts';
import { productOf, storedProductOf, TestClock } from '../../support/core/factories.ts';

/** Products in memory, with what was read of them. */
class WatchedProducts extends MemoryProductStore {
  readonly reads: string[] = [];
  /** Called after a call has read several products. */
  afterReadTogether = async (): Promise<void> => {};

  override async get(id: string): Promise<StoredProduct | undefined> {
    this.reads.push(id);
    return super.get(id);
  }

  override async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, StoredProduct>> {
    this.reads.push(`${ids.length} ids`);
    const each = await Promise.all(ids.map((id) => super.get(id)));
    await this.afterReadTogether();
    return new Map(each.flatMap((stored) => (stored ? [[stored.product.id, stored]] : [])));
  }
}

let products: WatchedProducts;

const apply = (...operations: ProductOperation[]) =>
  applyOperations(
    { products, vectors: new MemoryVectorStore(), pointers: new MemoryModelPointers(), clock: new TestClock() },
    operations,
  );
const put = (id: string, title = id): ProductOperation => ({ op: 'put', id, product: productOf(id, { title }) });
const patch = (id: string, more: string): ProductOperation => ({
  op: 'patch',
  id,
  change: (product) => ({ ...product, title: `${product.title}${more}` }),
});

beforeEach(() => {
  products = new WatchedProducts();
});

/** Another writer, between the read and the writes. */
function replaceAfterRead(id: string, title: string): void {
  products.afterReadTogether = async () => {
    await products.put(storedProductOf(productOf(id, { title }), '2026-01-01T00:00:00.005Z'));
  };
}

describe('applyOperations', () => {
  it('reads the products 100 in a call, and none of them by itself', async () => {
    await products.put(storedProductOf(productOf('p7')));
    const outcomes = await apply(...Array.from({ length: 230 }, (_, i) => put(`p${i}`)));
    expect(products.reads).toEqual(['100 ids', '100 ids', '30 ids']);
    expect(outcomes.filter(({ kind }) => kind === 'written')).toHaveLength(230);
    const replaced = outcomes.flatMap((one) => (one.kind === 'written' && one.written.replaced ? [one.written] : []));
    expect(replaced.map(({ stored }) => stored.product.id)).toEqual(['p7']);
  });

  it('applies the operations of one product in their order, each to the result of the one before', async () => {
    const outcomes = await apply(
      ...[patch('a', '1'), put('a', 'x'), put('b'), patch('a', '2'), patch('a', '3')],
      ...([{ op: 'delete', id: 'b' }, patch('b', '4')] satisfies ProductOperation[]),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...['failed', 'written', 'written', 'written', 'written', 'removed', 'failed'],
    ]);
    expect((await products.get('a'))?.product.title).toBe('x23');
    expect(await products.get('b')).toBeUndefined();
  });

  it('changes what another writer wrote after the products were read', async () => {
    await products.put(storedProductOf(productOf('a', { title: 'old' })));
    replaceAfterRead('a', 'new');
    const [outcome] = await apply(patch('a', '!'));
    expect(outcome).toMatchObject({
      written: { stored: { product: { title: 'new!' } }, replaced: { product: { title: 'new' } } },
    });
  });

  it('refuses a write over a revision that another writer replaced after the products were read', async () => {
    const first = storedProductOf(productOf('a', { title: 'old' }));
    await products.put(first);
    replaceAfterRead('a', 'new');
    const [outcome] = await apply({ ...put('a', 'mine'), mayWrite: (revision) => revision === first.revision });
    expect(outcome).toMatchObject({ kind: 'failed', cause: { code: 'precondition-failed' } });
    expect((await products.get('a'))?.product.title).toBe('new');
  });

  it('reads each product by itself if they cannot be read together, so that one costs no other its answer', async () => {
    const unreadable = new StoreError('corrupt-record', 'The record of b has no body.');
    products.afterReadTogether = () => Promise.reject(unreadable);
    const { get } = MemoryProductStore.prototype;
    products.get = (id) => (id === 'b' ? Promise.reject(unreadable) : get.call(products, id));
    const outcomes = await apply(put('a'), put('b'), put('c'));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'failed', 'written']);
    expect(outcomes[1]).toMatchObject({ cause: unreadable });
  });
});
