import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runCatalogFile } from '../../../lambdas/formats/object-layout.ts';
import type { StoredProduct } from '../../../lambdas/ports/product-store.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryRunStore } from '../../../lambdas/stores/memory/run-store.ts';
import {
  CatalogFreezer,
  PRODUCTS_PER_FILE,
  readCatalogPart,
} from '../../../lambdas/use-cases/common/frozen-catalog.ts';
import { collect, storedProduct } from '../../contracts/samples.ts';

async function* streamOf<Item>(items: readonly Item[]): AsyncGenerator<Item, void, void> {
  yield* items;
}

async function freeze(products: readonly StoredProduct[]) {
  const ports = { runs: new MemoryRunStore(), products: new MemoryProductStore() };
  const freezer = new CatalogFreezer(ports.runs, 'run-1');
  expect(await collect(freezer.keep(streamOf(products)))).toHaveLength(products.length);
  return { ports, frozen: await freezer.end() };
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => storedProduct(`p${i}`, 1));

describe('a frozen catalog', () => {
  it.each([0, 1, PRODUCTS_PER_FILE, PRODUCTS_PER_FILE + 1])(
    'of %i products gives each once, in any number of parts',
    async (count) => {
      const products = numbered(count);
      const { ports, frozen } = await freeze(products);
      expect(frozen).toEqual({ runId: 'run-1', files: Math.ceil(count / PRODUCTS_PER_FILE) });
      for (const segments of [1, 2, 3]) {
        const parts = Array.from({ length: segments }, (_, segment) =>
          readCatalogPart(ports, frozen, { segment, segments }),
        );
        const read = (await Promise.all(parts.map(collect))).flat();
        expect({ read: read.length, different: new Set(read.map(({ product }) => product.id)).size }).toEqual({
          read: count,
          different: count,
        });
      }
    },
  );

  it('has more files of large products, none of them above 32 MiB, and gives each product once', async () => {
    const description = 'x'.repeat(400_000);
    const products = numbered(100).map((one) => ({ ...one, product: { ...one.product, description } }));
    const { ports, frozen } = await freeze(products);
    expect(frozen.files).toBe(2);
    const sizes = await Promise.all([0, 1].map(async (i) => (await ports.runs.read('run-1', runCatalogFile(i)))!));
    for (const bytes of sizes) expect(gunzipSync(bytes).length).toBeLessThanOrEqual(32 * 2 ** 20);
    const read = await collect(readCatalogPart(ports, frozen, { segment: 0, segments: 1 }));
    expect(read.map(({ product }) => product.id)).toEqual(products.map(({ product }) => product.id));
  });

  it('gives products as they were, with all texts', async () => {
    const text = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ title: text, description: text }), { minLength: 1, maxLength: 5 }),
        async (texts) => {
          const products = texts.map((fields, i) => ({
            ...storedProduct(`p${i}`, 1),
            product: { id: `p${i}`, ...fields },
          }));
          const { ports, frozen } = await freeze(products);
          expect(await collect(readCatalogPart(ports, frozen, { segment: 0, segments: 1 }))).toEqual(products);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is not read from the table, unless the run has not kept it', async () => {
    const { ports, frozen } = await freeze(numbered(1));
    await ports.products.put(storedProduct('later', 2));
    const idsOf = async (catalog?: typeof frozen) =>
      (await collect(readCatalogPart(ports, catalog, { segment: 0, segments: 1 }))).map(({ product }) => product.id);
    expect(await idsOf(frozen)).toEqual(['p0']);
    expect(await idsOf()).toEqual(['later']);
  });

  it('says that a file of it has expired', async () => {
    const { ports, frozen } = await freeze(numbered(1));
    const read = collect(readCatalogPart(ports, { ...frozen, files: 2 }, { segment: 1, segments: 2 }));
    await expect(read).rejects.toThrow('File 1 of the catalog of run-1 is gone: start a new run.');
  });
});
