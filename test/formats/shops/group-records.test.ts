import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupRow } from '../../../lambdas/core/catalog/training-row.ts';
import { readCatalogText, readTrainingText } from '../../support/exports/read-text.ts';

/** Rows of a table in any order, with rows among them that have another number of cells. */
function anyOrder<Row>(rows: fc.Arbitrary<readonly Row[]>): fc.Arbitrary<readonly (Row | 'broken')[]> {
  return fc
    .tuple(rows, fc.array(fc.constant('broken' as const), { maxLength: 5 }))
    .chain(([good, broken]) => fc.shuffledSubarray([...good, ...broken], { minLength: good.length + broken.length }));
}

/** The lines of the broken rows: the header is line 1. */
function brokenLines(rows: readonly unknown[]): number[] {
  return rows.flatMap((row, i) => (row === 'broken' ? [i + 2] : []));
}

const BROKEN = 'too,few';

describe('rows that form products', () => {
  const variant = fc.record({ size: fc.constantFrom('S', 'M', 'L'), price: fc.integer({ min: 1, max: 99 }) });
  const products = fc.array(fc.array(variant, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
  const rowsOf = products.map((all) =>
    all.flatMap((variants, p) =>
      variants.map((one, v) => ({ ...one, handle: `p${p}`, sku: `p${p}-${v}`, isFirst: v === 0 })),
    ),
  );
  const header = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price';

  it('give exactly those products, in any order, and every broken row is counted', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder(rowsOf), fc.constantFrom('merge', 'each'), async (rows, variants) => {
        const lines = rows.map((row) =>
          row === 'broken'
            ? BROKEN
            : [row.handle, row.isFirst ? `Title of ${row.handle}` : '', 'Size', row.size, row.sku, row.price].join(','),
        );
        const { values, rejected } = await readCatalogText([header, ...lines].join('\n'), { schema: { variants } });
        const good = rows.filter((row) => row !== 'broken');
        expect(rejected.map(({ line }) => line)).toEqual(brokenLines(rows));
        if (variants === 'each') {
          expect(values.map(({ id, price }) => [id, price]).sort()).toEqual(
            good.map(({ sku, price }) => [sku, price]).sort(),
          );
          return;
        }
        const groups = Map.groupBy(good, ({ handle }) => handle);
        expect(values.map(({ id }) => id).sort()).toEqual([...groups.keys()].sort());
        for (const { id, title, price, aliases, attributes } of values) {
          const own = groups.get(id)!;
          expect(title).toBe(`Title of ${id}`);
          expect(price).toBe(Math.min(...own.map((row) => row.price)));
          expect(aliases).toEqual(own.map(({ sku }) => sku));
          expect([attributes!.Size].flat()).toEqual([...new Set(own.map(({ size }) => size))]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('rows that form orders', () => {
  const line = fc.record({
    order: fc.constantFrom('o1', 'o2', 'o3', 'o4'),
    product: fc.constantFrom('a', 'b', 'c'),
    quantity: fc.integer({ min: -2, max: 3 }),
  });

  it('give exactly those orders with what was bought, in any order, and count the others', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder(fc.array(line, { minLength: 1, maxLength: 20 })), async (rows) => {
        const lines = rows.map((row) => (row === 'broken' ? BROKEN : [row.order, row.product, row.quantity].join(',')));
        const { values, rejected } = await readTrainingText(['order,product,quantity', ...lines].join('\n'));
        const good = rows.filter((row) => row !== 'broken');
        const orders = [...Map.groupBy(good, ({ order }) => order).values()].map((own) => {
          const byProduct = [...Map.groupBy(own, ({ product }) => product)];
          const bought = byProduct.map(
            ([id, one]) => [id, one.reduce((sum, { quantity }) => sum + quantity, 0)] as const,
          );
          return Object.fromEntries(bought.filter(([, quantity]) => quantity > 0));
        });
        const kept = orders.filter((bought) => Object.keys(bought).length > 0);
        const read = values.map((row) => {
          const { items, quantities } = row as GroupRow;
          return Object.fromEntries(items.map((id, i) => [id, quantities?.[i] ?? 1]));
        });
        expect(sorted(read)).toEqual(sorted(kept));
        const codes = rejected.map(({ code }) => code);
        expect(codes.filter((code) => code === 'returned')).toHaveLength(orders.length - kept.length);
        expect(codes.filter((code) => code === 'malformed-csv')).toHaveLength(rows.length - good.length);
      }),
      { numRuns: 150 },
    );
  });
});

function sorted(orders: readonly Record<string, number>[]): string[] {
  return orders.map((order) => JSON.stringify(Object.entries(order).sort())).sort();
}
