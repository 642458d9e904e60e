import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import { putProduct } from '../../../lambdas/use-cases/catalog/put-product.ts';
import { removeProduct } from '../../../lambdas/use-cases/catalog/remove-product.ts';
import { embedStoredProduct } from '../../../lambdas/use-cases/embedding/embed-stored-products.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import { linearModelOf } from '../../support/core/factories.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { scheduledPorts } from '../../support/stores/scheduled-ports.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

/** A product that this model embeds as its number. */
const numbered = (id: string, number: number, stock = 0): Product => ({ id, features: [number], payload: { stock } });
const model = linearModelOf([[1]]);

let world: JobWorld;
let live: string;

const upload = (name: string, products: readonly Product[]) => world.upload(`catalog/${name}.jsonl`, products);
/** The numbers that the vectors under a version hold, and when they were written. */
async function vectorsUnder(version: string): Promise<Record<string, { number?: number; updatedAt: string }>> {
  const found: Record<string, { number?: number; updatedAt: string }> = {};
  for await (const change of world.vectors.changes(version)) {
    const { updatedAt } = change;
    if (change.kind === 'removed') found[change.productId] = { updatedAt };
    else found[change.stored.productId] = { number: change.stored.vector[0]!, updatedAt };
  }
  return found;
}

beforeEach(async () => {
  world = new JobWorld();
  live = await world.stored.publish(model);
});

describe('an upload of unchanged products', () => {
  const catalog = [1, 2, 3].map((number) => numbered(`p${number}`, number));

  it('embeds the changed ones only, however often it comes, and raises the revision of all', async () => {
    await world.ingest(upload('a', catalog));
    const before = await vectorsUnder(live);
    for (const name of ['a', 'b', 'a']) {
      world.clock.advance(10);
      await world.ingest(upload(name, [...catalog.slice(0, 2), numbered('p3', world.clock.now().getTime() % 1000)]));
    }
    const { p3, ...others } = await vectorsUnder(live);
    const { p3: p3Before, ...othersBefore } = before;
    expect(others).toEqual(othersBefore);
    expect(p3).not.toEqual(p3Before);
    const revision = (await world.products.get('p1'))?.revision;
    expect(revision?.startsWith(world.clock.now().toISOString())).toBe(true);
  });

  it('embeds them if they have no vector, or one with other fields for filters', async () => {
    await world.ingest(upload('a', catalog));
    const stored = (await world.vectors.get('p1', live))!;
    const at = world.clock.now().toISOString();
    await world.vectors.putMany([{ ...stored, vector: Float32Array.of(9), fields: { brand: 'old' } }], {
      updatedAt: at,
    });
    await world.vectors.remove('p2', live, { revision: `${at}#9`, updatedAt: at });
    await world.ingest(upload('b', catalog));
    const { p1, p2 } = await vectorsUnder(live);
    expect([p1?.number, p2?.number]).toEqual([1, 2]);
  });

  it('embeds them under a version that is being published, if they have no vector there', async () => {
    await world.ingest(upload('a', catalog));
    const next = await world.stored.publish(linearModelOf([[2]]), ['next']);
    await world.ingest(upload('b', catalog));
    const first = await vectorsUnder(next);
    expect(Object.values(first).map(({ number }) => number)).toEqual([2, 4, 6]);
    await world.ingest(upload('c', catalog));
    expect(await vectorsUnder(next)).toEqual(first);
  });

  it('embeds what an earlier upload wrote, but did not embed before it was cut off', async () => {
    await world.ingest(upload('a', catalog));
    const cut = upload('b', [numbered('p1', 7)]);
    const { putMany } = world.vectors;
    world.vectors.putMany = async () => {
      throw new Error('cut off');
    };
    await expect(world.ingest(cut)).rejects.toThrow('cut off');
    world.vectors.putMany = putMany;
    await world.ingest(upload('c', [numbered('p1', 7)]));
    expect((await vectorsUnder(live)).p1?.number).toBe(7);
  });
});

describe('an upload that changes what the model does not read', () => {
  /** Stores a vector that embedding would not give, to see whether it is kept. */
  const mark = async (id: string, version = live) => {
    const vector = (await world.vectors.get(id, version))!;
    await world.vectors.putMany([{ ...vector, vector: Float32Array.of(9) }], {
      updatedAt: world.clock.now().toISOString(),
      onlyNewer: false,
    });
  };

  it('keeps the vectors, and renews their fields for filters and their revisions', async () => {
    await world.ingest(upload('a', [numbered('p1', 1), numbered('p2', 2)]));
    const next = await world.stored.publish(linearModelOf([[2]]), ['next']);
    await world.ingest(upload('a', [numbered('p1', 1), numbered('p2', 2)]));
    for (const id of ['p1', 'p2']) await mark(id);
    await mark('p1', next);
    await world.ingest(upload('b', [numbered('p1', 1, 5), numbered('p2', 3, 5)]));
    const { p1, p2 } = await vectorsUnder(live);
    expect([p1?.number, p2?.number, (await vectorsUnder(next)).p1?.number]).toEqual([9, 3, 9]);
    const { fields, revision } = (await world.vectors.get('p1', live))!;
    expect([fields, revision]).toEqual([{ 'payload.stock': 5 }, (await world.products.get('p1'))?.revision]);
    expect(await world.job('upload', 'catalog/b.jsonl')).toMatchObject({ changed: 2, unchanged: 0 });
  });

  it('keeps the vector of a product with several lines, in one batch or in several', async () => {
    await world.ingest(upload('a', [numbered('p1', 1)]));
    await mark('p1');
    const others = Array.from({ length: 600 }, (_, i) => numbered(`other${i}`, 1));
    await world.ingest(upload('b', [numbered('p1', 1, 1), numbered('p1', 1, 2), ...others, numbered('p1', 1, 3)]));
    expect((await vectorsUnder(live)).p1?.number).toBe(9);
    expect((await world.vectors.get('p1', live))?.fields).toEqual({ 'payload.stock': 3 });
  });
});

describe('writers of one product', () => {
  /** What a writer does, in one turn after the other. */
  type Turn = {
    readonly kind: 'upload' | 'put' | 'remove' | 'replace';
    readonly number: number;
    readonly stock: number;
    readonly failsAt: number;
  };

  it('leave the vector of its content, or none if it is removed, in any order of their calls', async () => {
    const turn: fc.Arbitrary<Turn> = fc.record({
      kind: fc.constantFrom('upload', 'upload', 'put', 'remove', 'replace'),
      number: fc.integer({ min: 1, max: 2 }),
      stock: fc.nat(1),
      // An upload may be cut off at this call; its event comes again at the end.
      failsAt: fc.nat(40),
    });
    const turns = fc.array(turn, { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(turns, fc.scheduler(), async (given, scheduler) => {
        world = new JobWorld();
        live = await world.stored.publish(model);
        const scheduled = scheduledPorts(world.ports, scheduler);
        const pointers = scheduledPorts({ pointers: world.stored.pointers }, scheduler);
        const again: (() => Promise<unknown>)[] = [];
        const writers = given.map(async ({ kind, number, stock, failsAt }, i) => {
          const ports = { ...scheduled, ...pointers };
          if (kind === 'put') {
            const put = await putProduct(ports, numbered('p', number, stock)).catch(() => undefined);
            return put && embedStoredProduct(ports, put.stored, put.replaced);
          }
          if (kind === 'remove') return removeProduct(ports, 'p').catch(() => {});
          const event =
            kind === 'upload'
              ? upload(String(i), [numbered('p', number, stock)])
              : world.upload(`${UPLOAD_PREFIXES.replaceCatalogForced}${i}.jsonl`, [numbered('q', 1)]);
          again.push(() => ingestCatalog(world.ports, event, endless));
          return ingestCatalog(failingPorts(ports, failsAt, 'after').ports, event, endless).catch(() => {});
        });
        await scheduler.waitFor(Promise.all(writers));
        for (const repeat of again) await repeat();
        const stored = await world.products.get('p');
        const vector = await world.vectors.get('p', live);
        expect(vector?.vector[0]).toEqual(stored?.product.features?.[0]);
        expect(vector?.fields?.['payload.stock']).toEqual(stored?.product.payload?.stock);
      }),
      { numRuns: 100 },
    );
  });
});
