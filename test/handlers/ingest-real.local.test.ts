import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { realFunctions } from '../support/local/real-functions.ts';

let functions: Awaited<ReturnType<typeof realFunctions>>;

beforeAll(async () => {
  functions = await realFunctions();
});

afterAll(() => functions.close());
afterAll(() => vi.resetModules());

describe('the ingest function over DynamoDB and S3', () => {
  const products = Array.from({ length: 300 }, (_, i) => ({ id: `p${i}`, title: `product ${i}` }));

  it('adds, changes, leaves and removes products, and tells them apart', async () => {
    const { upload, storedIds } = functions;
    const added = await upload('catalog/a.jsonl', products);
    expect(added).toMatchObject({ state: 'succeeded', written: 300, added: 300 });
    const changed = [...products.slice(0, 298), { id: 'p298', title: 'changed' }, products[5]!];
    expect(await upload('catalog/b.jsonl', changed)).toMatchObject({ unchanged: 298, changed: 1, replaced: 1 });
    const feed = [...products.slice(10), { id: 'new' }];
    const replaced = await upload('replace/catalog/a.jsonl', feed);
    expect(replaced).toMatchObject({ state: 'succeeded', added: 1, changed: 1, unchanged: 289, removed: 10 });
    expect(await storedIds()).toEqual(feed.map(({ id }) => id).sort());
    const half = await upload('replace/catalog/b.jsonl', products.slice(150));
    expect(half).toMatchObject({ state: 'failed', removed: 0, cause: expect.stringContaining('replace-forced/') });
    expect(await upload('replace-forced/catalog/b.jsonl', products.slice(150))).toMatchObject({ removed: 141 });
    expect(await storedIds()).toHaveLength(150);
  });
});
