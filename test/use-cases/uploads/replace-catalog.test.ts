import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import type { RemovalProgress } from '../../../lambdas/ports/job-detail.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { putProduct } from '../../../lambdas/use-cases/catalog/put-product.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import { MAX_ABSENT_SHARE } from '../../../lambdas/use-cases/uploads/remove-absent.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { UploadJobWriter } from '../../../lambdas/use-cases/uploads/upload-job.ts';
import { linearModelOf } from '../../support/core/factories.ts';
import { gzipped } from '../../support/stores/byte-streams.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { scheduledPorts } from '../../support/stores/scheduled-ports.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

const { replaceCatalog, replaceCatalogForced } = UPLOAD_PREFIXES;
const numbered = (i: number, title?: string): Product => ({ id: `p${i}`, ...(title && { title }), features: [i + 1] });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => numbered(from + i));

let world: JobWorld;
let live: string;

const idsOf = async () => {
  const ids: string[] = [];
  for await (const { product } of world.products.scan()) ids.push(product.id);
  return ids.sort();
};
const jobOf = ({ key }: UploadEvent) => world.job('upload', key);
const replaceWith = (lines: readonly (object | string)[], prefix: string = replaceCatalog, name = 'feed.jsonl') =>
  world.upload(`${prefix}${name}`, lines);

beforeEach(async () => {
  world = new JobWorld();
  live = await world.stored.publish(linearModelOf([[1]]));
  await world.ingest(world.upload('catalog/before.jsonl', range(0, 20)));
});

describe('an upload that replaces the catalog', () => {
  it('removes the products that it lacks, with their vectors, and counts what became of all', async () => {
    const event = replaceWith([
      ...range(3, 10),
      ...range(10, 19).map(({ id }) => ({ id, features: [7] })),
      numbered(30),
    ]);
    expect(await world.ingest(event)).toBe('done');
    const ids = [...range(3, 19), numbered(30)].map(({ id }) => id).sort();
    expect(await idsOf()).toEqual(ids);
    expect(await world.embedded(live)).toEqual(ids);
    expect(await jobOf(event)).toMatchObject({
      ...{ state: 'succeeded', lines: 17, added: 1, changed: 9, unchanged: 7, removed: 4 },
    });
    expect(await jobOf(event)).not.toHaveProperty('removal');
  });

  it('leaves tombstones, so that an older write does not bring a product back', async () => {
    const older = world.upload('catalog/older.jsonl', [numbered(0, 'of an older upload')]);
    await world.ingest(replaceWith(range(1, 20)));
    await world.ingest(older);
    expect(await idsOf()).not.toContain('p0');
    await world.ingest(world.upload('catalog/newer.jsonl', [numbered(0, 'back again')]));
    expect(await idsOf()).toContain('p0');
  });

  it('leaves a product that was written after the upload', async () => {
    const event = replaceWith(range(2, 20));
    world.clock.advance(1);
    await putProduct(world.ports, numbered(0, 'of a request'));
    await world.ingest(event);
    expect(await idsOf()).toEqual(['p0', ...range(2, 20).map(({ id }) => id)].sort());
    expect(await jobOf(event)).toMatchObject({ removed: 1 });
  });

  it('reads its file by the mapping of catalogs, which is no catalog at another place', async () => {
    world.upload('catalog/catalog.schema.json', ['{"fields": {"id": "Handle"}}']);
    const misplaced = replaceWith(['{"fields": {"id": "Handle"}}'], replaceCatalogForced, 'catalog.schema.json');
    expect(await world.ingest(misplaced)).toBe('failed');
    expect((await jobOf(misplaced))?.cause).toContain('catalog/catalog.schema.json');
    const handles = range(1, 20).map(({ id, features }) => ({ Handle: id, features }));
    expect(await world.ingest(replaceWith(handles))).toBe('done');
    expect(await idsOf()).toEqual(
      range(1, 20)
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('counts in parts that fit into an invocation each, and resumes after the last one', async () => {
    const event = replaceWith(range(3, 20));
    const scan = vi.spyOn(world.products, 'scanStates');
    const remaining = () => (scan.mock.calls.length < 10 ? 60_000 : 1000);
    await expect(ingestCatalog(world.ports, event, remaining)).rejects.toMatchObject({ code: 'out-of-time' });
    const { removal } = (await jobOf(event)) as { removal?: RemovalProgress };
    expect(removal).toMatchObject({ phase: 'counting', parts: 9, of: 32 });
    scan.mockClear();
    await world.ingest(event);
    expect(scan.mock.calls[0]).toEqual([{ segment: 9, segments: 32 }]);
    expect(await jobOf(event)).toMatchObject({ state: 'succeeded', removed: 3 });
  });

  it('continues a removal of an earlier release in its parts', async () => {
    const event = replaceWith(range(3, 20));
    const job = await UploadJobWriter.open(world.ports, event);
    if (typeof job === 'string') throw new Error(job);
    const removal = { phase: 'removing', parts: 2, stored: 20, absent: 3, removed: 1 } as const;
    await job.save({ taken: 17, lines: 17, accepted: 17, rejected: 0, replaced: 0, removal });
    const scan = vi.spyOn(world.products, 'scanStates');
    await world.ingest(event);
    expect(scan.mock.calls).toEqual([2, 3].map((segment) => [{ segment, segments: 4 }]));
  });

  it('counts no first upload as a replacement of nothing', async () => {
    world = new JobWorld();
    const event = replaceWith(range(0, 3));
    await world.ingest(event);
    expect(await jobOf(event)).toMatchObject({ state: 'succeeded', added: 3, removed: 0 });
  });

  it('leaves the products of rejected lines whose id can be read', async () => {
    const { put } = world.products;
    vi.spyOn(world.products, 'put').mockImplementation(async (stored, expected) => {
      if (stored.product.title === 'large') throw new StoreError('too-large', 'it has too many bytes');
      return put.call(world.products, stored, expected);
    });
    const event = replaceWith([
      ...range(4, 20),
      numbered(0, 'large'),
      '{"id": "p1", "title": "cut',
      '{"id": p2, "price": NaN}',
    ]);
    await world.ingest(event);
    expect(await idsOf()).toEqual(expect.arrayContaining(['p0', 'p1', 'p2']));
    expect(await idsOf()).not.toContain('p3');
    expect(await jobOf(event)).toMatchObject({ state: 'succeeded', rejected: 3, removed: 1 });
  });

  it('is refused if too many products would leave, and says how many and how to force it', async () => {
    const event = replaceWith([...range(7, 20), numbered(50)]);
    expect(await world.ingest(event)).toBe('failed');
    expect(await idsOf()).toHaveLength(21);
    expect(await jobOf(event)).toMatchObject({ state: 'failed', added: 1, unchanged: 13, removed: 0 });
    const { cause } = (await jobOf(event))!;
    expect(cause).toContain('lacks 7 of 20 products (35 %)');
    expect(cause).toContain(replaceCatalogForced);
  });

  it.each([
    [Math.floor(MAX_ABSENT_SHARE * 20), 'done'],
    [Math.floor(MAX_ABSENT_SHARE * 20) + 1, 'failed'],
  ])('with %i of 20 products absent is %s', async (absent, outcome) => {
    expect(await world.ingest(replaceWith(range(absent, 20)))).toBe(outcome);
    expect(await idsOf()).toHaveLength(outcome === 'done' ? 20 - absent : 20);
  });

  it('is refused if products with new ids only hide how many leave', async () => {
    const event = replaceWith(range(100, 200));
    expect(await world.ingest(event)).toBe('failed');
    expect((await jobOf(event))?.cause).toContain('lacks 20 of 20 products');
  });

  it('counts rejected lines without a readable id as products that would leave', async () => {
    const bad = ['{"title": "a"', '{"title": "b"', '{"title": "c"', '{"title": "d"'];
    const event = replaceWith([...range(3, 20), ...bad]);
    expect(await world.ingest(event)).toBe('failed');
    expect((await jobOf(event))?.cause).toContain('the ids of 4 rejected lines cannot be read');
    expect(await idsOf()).toHaveLength(20);
  });

  it('removes any number if it is forced, but not if no line can be taken', async () => {
    expect(await world.ingest(replaceWith(['broken', ''], replaceCatalogForced))).toBe('failed');
    expect(await idsOf()).toHaveLength(20);
    const event = replaceWith([numbered(0)], replaceCatalogForced);
    expect(await world.ingest(event)).toBe('done');
    expect(await idsOf()).toEqual(['p0']);
    expect(await jobOf(event)).toMatchObject({ removed: 19 });
  });

  it('removes nothing if the file breaks off', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => JSON.stringify(numbered(i, String(Math.sin(i)))));
    const whole = gzipped(lines.join('\n'));
    const event = world.uploadBytes(`${replaceCatalogForced}cut.jsonl.gz`, whole.subarray(0, whole.length >> 1));
    expect(await world.ingest(event)).toBe('failed');
    expect(await idsOf()).toEqual(expect.arrayContaining(range(0, 20).map(({ id }) => id)));
    expect(await jobOf(event)).not.toHaveProperty('removed');
  });

  it('removes nothing when it comes after a newer upload that replaced the catalog, and adds nothing', async () => {
    const older = replaceWith([...range(0, 18), numbered(40)], replaceCatalog, 'older.jsonl');
    await world.ingest(replaceWith([...range(1, 20), numbered(41)], replaceCatalog, 'newer.jsonl'));
    await world.ingest(older);
    expect(await idsOf()).toEqual([...range(1, 20), numbered(41)].map(({ id }) => id).sort());
    expect(await jobOf(older)).toMatchObject({ state: 'succeeded', added: 0, stale: 19, removed: 0 });
  });

  it('leaves the product of a line that a newer upload rejected, when it comes after that', async () => {
    const older = replaceWith(range(0, 19), replaceCatalog, 'older.jsonl');
    await world.ingest(replaceWith([...range(0, 19), '{"id": "p19", "title": "cut'], replaceCatalog, 'newer.jsonl'));
    await world.ingest(older);
    expect(await idsOf()).toContain('p19');
    expect(await jobOf(older)).toMatchObject({ state: 'succeeded', removed: 0 });
  });
});

describe('an interrupted upload that replaces the catalog', () => {
  const feed = [...range(5, 20), numbered(40), { id: 'p6', title: 'again' }, 'broken p0'];

  async function outcomeOf(event: UploadEvent) {
    const revisions = [...(await world.products.getStates(range(0, 41).map(({ id }) => id))).entries()];
    return { job: await jobOf(event), revisions, vectors: await world.embedded(live) };
  }

  async function prepare(): Promise<UploadEvent> {
    world = new JobWorld();
    live = await world.stored.publish(linearModelOf([[1]]));
    await world.ingest(world.upload('catalog/before.jsonl', range(0, 20)));
    return replaceWith(feed);
  }

  it.each(['before', 'after'] as const)('ends the same wherever it is cut off (%s a call)', async (when) => {
    const event = await prepare();
    const counted = failingPorts({ ...world.ports }, 0, when);
    await ingestCatalog(counted.ports, event, endless);
    const expected = await outcomeOf(event);
    expect(expected.job).toMatchObject({ removed: 4, unchanged: 14, added: 1, replaced: 1, changed: 1, rejected: 1 });
    for (let n = 1; n <= counted.calls(); n++) {
      const again = await prepare();
      await ingestCatalog(failingPorts({ ...world.ports }, n, when).ports, again, endless).catch(() => {});
      world.clock.advance(1);
      await ingestCatalog(world.ports, again, endless);
      expect(await outcomeOf(again), `call ${n}`).toEqual(expected);
    }
  });
});

describe('uploads of one shop', () => {
  /** What an upload holds: the numbers of its products. */
  interface Given {
    readonly replaces: boolean;
    readonly numbers: readonly number[];
  }

  it('lead to the same catalog and vectors in any order, at the same time, and after repetitions', async () => {
    const given: fc.Arbitrary<Given> = fc.record({
      replaces: fc.boolean(),
      numbers: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }),
    });
    const plan = fc.array(given, { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(plan, fc.array(fc.nat(60), { maxLength: 3 }), fc.scheduler(), async (all, faults, scheduler) => {
        world = new JobWorld();
        live = await world.stored.publish(linearModelOf([[1]]));
        const events = all.map(({ replaces, numbers }, i) => {
          const products = numbers.map((number) => ({ id: `p${number}`, features: [i + 1] }));
          return world.upload(`${replaces ? replaceCatalogForced : 'catalog/'}${i}.jsonl`, products);
        });
        const ports = scheduledPorts({ ...world.ports }, scheduler);
        const runs = events.map((event, i) => {
          const failing = failingPorts(ports, faults[i] ?? 0, 'after').ports;
          return ingestCatalog(failing, event, endless).catch(() => {});
        });
        await scheduler.waitFor(Promise.all(runs));
        for (const event of events) await ingestCatalog(world.ports, event, endless);
        const expected = new Map<string, number>();
        all.forEach(({ replaces, numbers }, i) => {
          if (replaces) expected.clear();
          for (const number of numbers) expected.set(`p${number}`, i + 1);
        });
        const stored: [string, number][] = [];
        for await (const { product } of world.products.scan()) stored.push([product.id, product.features![0]!]);
        expect(new Map(stored)).toEqual(expected);
        expect(await world.embedded(live)).toEqual([...expected.keys()].sort());
      }),
      { numRuns: 60 },
    );
  });
});
