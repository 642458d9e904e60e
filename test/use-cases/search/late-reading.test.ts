import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from '../../../lambdas/core/search/filter.ts';
import { VectorsMissing } from '../../../lambdas/core/search/late-vectors.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { type FindSimilarPorts, findSimilar } from '../../../lambdas/use-cases/search/find-similar.ts';
import { findSimilarForEach } from '../../../lambdas/use-cases/search/find-similar-for-each.ts';
import { type SimilarQuery, similarTo } from '../../../lambdas/use-cases/search/similar-query.ts';
import { storedVectorOf, testStart } from '../../support/core/factories.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import { MemoryWatch } from '../../support/memory-watch.ts';
import { axis, COUNT, coldFunction, D, goLive, settle, shop } from '../../support/worlds/late-reading-world.ts';

const examples = fc.oneof(
  fc.record({ id: fc.integer({ min: 0, max: COUNT + 3 }).map((i) => `p${i}`), weight: fc.constantFrom(0.5, 1) }),
  fc.record({
    vector: fc.integer({ min: 1, max: 1000 }).map((seed) => Array.from(normals(D, 'example', seed))),
    weight: fc.constantFrom(0.5, 1),
  }),
);
const filters: fc.Arbitrary<Filter | undefined> = fc.constantFrom(
  undefined,
  { op: 'in', field: 'brand', words: ['brand 3', 'brand 5'] },
  { op: 'not', of: { op: 'in', field: 'category', words: ['kind 1'] } },
  { op: 'in', field: 'brand', words: ['brand 3'] },
);
const queries: fc.Arbitrary<SimilarQuery> = fc.record(
  {
    positive: fc.array(examples, { minLength: 1, maxLength: 3 }),
    negative: fc.array(examples, { maxLength: 1 }),
    strategy: fc.constantFrom('average' as const, 'best' as const),
    limit: fc.constantFrom(1, 5, 20, 100, 299),
    include: fc.constantFrom([], ['vector' as const]),
    filter: filters,
    mmrLambda: fc.constantFrom(undefined, 0.7),
    minScore: fc.constantFrom(undefined, 0.3, 0.999),
    maxPerGroup: fc.constantFrom(undefined, 2),
    fallback: fc.constantFrom(undefined, 'category' as const),
    facets: fc.constantFrom(undefined, ['brand']),
  },
  { requiredKeys: ['positive', 'negative', 'strategy', 'limit', 'include'] },
);

/** An answer, or the refusal in its place. */
async function outcomeOf(ports: FindSimilarPorts, query: SimilarQuery) {
  return findSimilar(ports, query).catch((cause: unknown) => cause);
}

describe('an answer before all vectors are read', () => {
  it('is that of the whole index: for products, vectors, filters, groups, facets, diversity and categories', async () => {
    const property = fc.asyncProperty(
      fc.array(queries, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      async (asked, seed) => {
        const world = await shop({ seed });
        const [cold, whole] = [coldFunction(world, true), coldFunction(world, false)];
        for (const query of asked)
          expect(await outcomeOf(cold.ports, query)).toEqual(await outcomeOf(whole.ports, query));
        expect(cold.warnings).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  it('is that of the whole index for each question of a batch', async () => {
    const property = fc.asyncProperty(fc.array(queries, { minLength: 2, maxLength: 6 }), async (asked) => {
      const world = await shop();
      const [cold, whole] = [coldFunction(world, true), coldFunction(world, false)];
      expect(await findSimilarForEach(cold.ports, asked)).toEqual(await findSimilarForEach(whole.ports, asked));
    });
    await fc.assert(property, { numRuns: 15 });
  });

  it('reads the example and the nearest products by ranges, and then the rest in the background', async () => {
    const world = await shop();
    const { ports, ranges, warnings } = coldFunction(world, true);
    await findSimilar(ports, similarTo('p10', { limit: 3 }));
    expect(ranges[0]).toBe(1);
    expect(ranges.length).toBe(2);
    expect(world.snapshots.rests).toBe(0);
    await settle();
    expect(world.snapshots.rests).toBe(3);
    const before = world.snapshots.ranges;
    await findSimilar(ports, similarTo('p11', { limit: 3 }));
    expect(world.snapshots.ranges).toBe(before);
    expect(warnings).toEqual([]);
  });

  it('waits for all vectors if a question needs more than 64 ranges, or the mean of a category', async () => {
    const world = await shop({ count: 9000 });
    const { ports, ranges } = coldFunction(world, true);
    await findSimilar(ports, similarTo('p10', { limit: 110 }));
    expect(ranges).toEqual([1]);
    expect(world.snapshots.rests).toBe(75);
    const small = await shop();
    const other = coldFunction(small, true);
    const live = await other.ports.search.live();
    await live?.meanOf?.({ op: 'exists', field: 'brand' });
    expect(small.snapshots.rests).toBe(3);
    expect(other.ranges).toEqual([]);
  });

  it('waits for all vectors if its ranges are few, but have more than 1 MiB together', async () => {
    const world = await shop({ count: 3000 });
    const { ports, ranges } = coldFunction(world, true);
    await findSimilar(ports, similarTo('p10', { limit: 299 }));
    expect(ranges).toEqual([1]);
    expect(world.snapshots.rests).toBe(25);
  });

  it('is refused after the time that a question may wait, while reading goes on for the next one', async () => {
    const world = await shop();
    const waits: number[] = [];
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
      await settle();
    };
    const { ports, cache } = coldFunction(world, true, wait);
    await cache.live();
    let release = () => {};
    world.snapshots.beforeRest = new Promise((resolve) => {
      release = resolve;
    });
    world.snapshots.beforeRanges = () => new Promise(() => {});
    const query = similarTo('p10', { limit: 3 });
    await expect(findSimilar(ports, query)).rejects.toMatchObject({ code: 'index-loading' });
    expect(waits.at(-1)).toBe(10_000);
    release();
    await settle();
    const whole = coldFunction(world, false);
    expect(await findSimilar(ports, query)).toEqual(await findSimilar(whole.ports, query));
    expect(world.snapshots.rests).toBe(3);
  });

  it('is an error, and no endless loop, if vectors are still missed when all are read', async () => {
    const { cache } = coldFunction(await shop(), true);
    const { reading } = (await cache.live())!;
    let times = 0;
    const ofAnotherIndex = () => {
      if (++times > 100) throw new Error('it was done again and again');
      throw new VectorsMissing([0]);
    };
    await expect(reading!.run(ofAnotherIndex)).rejects.toBeInstanceOf(VectorsMissing);
  });

  it('is not given early from a snapshot without heads: it is read whole', async () => {
    const world = await shop({ withHeads: false });
    const { ports } = coldFunction(world, true);
    await findSimilar(ports, similarTo('p10', { limit: 3 }));
    expect(world.snapshots).toMatchObject({ ranges: 0, rests: 0, wholes: 3 });
  });
});

describe('vectors that cannot be read', () => {
  const query = similarTo('p10', { limit: 3 });
  const unavailable = new StoreError('unavailable', 'S3 does not answer');

  it('fail the question while S3 does not answer, and the next question reads them', async () => {
    const world = await shop();
    const { ports } = coldFunction(world, true);
    world.snapshots.failRanges = unavailable;
    await expect(findSimilar(ports, query)).rejects.toMatchObject({ code: 'unavailable' });
    world.snapshots.failRanges = undefined;
    const whole = coldFunction(world, false);
    expect(await findSimilar(ports, query)).toEqual(await findSimilar(whole.ports, query));
  });

  it('are read again at once if a connection is lost, as after a pause of the function', async () => {
    const world = await shop();
    const { ports, warnings } = coldFunction(world, true);
    await findSimilar(ports, query);
    world.snapshots.failRests = unavailable;
    world.snapshots.onRest = () => {
      world.snapshots.failRests = undefined;
    };
    await settle();
    expect(warnings).toEqual([]);
    expect(world.snapshots.rests).toBe(4);
  });

  it('are read later if the background fails: answers go on by ranges, with a warning', async () => {
    const world = await shop();
    const { ports, warnings, clock } = coldFunction(world, true);
    world.snapshots.failRests = unavailable;
    await findSimilar(ports, query);
    await settle();
    expect(warnings).toEqual([unavailable]);
    world.snapshots.failRests = undefined;
    clock.advance(2);
    await findSimilar(ports, query);
    await settle();
    const before = world.snapshots.ranges;
    await findSimilar(ports, similarTo('p20', { limit: 3 }));
    expect(world.snapshots.ranges).toBe(before);
  });

  it('are read in the background by one answer at a time, and after failures at times that are further and further apart', async () => {
    const world = await shop();
    const { ports, warnings, clock } = coldFunction(world, true);
    world.snapshots.failRests = unavailable;
    const answerTwice = async () => {
      await Promise.all([findSimilar(ports, query), findSimilar(ports, query)]);
      await settle();
      await findSimilar(ports, query);
      await settle();
      return warnings.length;
    };
    const failures: number[] = [];
    for (let second = 0; second <= 30; second += 2) {
      failures.push(await answerTwice());
      clock.advance(2);
    }
    // At 0, 2, 6, 14 and 30 seconds.
    expect(failures).toEqual([1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5]);
  });

  it('are reported once if a reading in the background fails for which several answers waited', async () => {
    const world = await shop();
    const { ports, warnings } = coldFunction(world, true);
    const { promise, resolve: release } = Promise.withResolvers<void>();
    world.snapshots.beforeRest = promise;
    world.snapshots.failRests = unavailable;
    for (let answer = 0; answer < 3; answer++) {
      await findSimilar(ports, query);
      await settle();
    }
    expect(world.snapshots.rests).toBe(3);
    release();
    await settle();
    expect(warnings).toEqual([unavailable]);
  });

  it('are read at least once a minute in the background, however often that failed', async () => {
    const world = await shop();
    const { ports, warnings, clock } = coldFunction(world, true);
    world.snapshots.failRests = unavailable;
    for (let attempt = 1; attempt <= 12; attempt++) {
      await findSimilar(ports, query);
      await settle();
      expect(warnings).toHaveLength(attempt);
      clock.advance(60);
    }
  });

  it.each([
    ['a segment is gone in the middle', 'gone'],
    ['a range has the bytes of another row', 'other'],
  ])('let the snapshot be opened again, whole: %s', async (_, fault) => {
    const world = await shop();
    const { ports, warnings, clock } = coldFunction(world, true);
    await ports.search.live();
    if (fault === 'gone') world.snapshots.failRanges = new StoreError('object-missing', 'the segment is gone');
    else world.snapshots.changeRange = (bytes) => Uint8Array.from(bytes, (byte) => byte ^ 1);
    await expect(findSimilar(ports, query)).rejects.toMatchObject({ code: 'unavailable' });
    expect(warnings).toHaveLength(1);
    clock.advance(5);
    const whole = coldFunction(world, false);
    const { neighbours } = await findSimilar(whole.ports, query);
    await findSimilar(ports, query).catch(() => undefined);
    await settle();
    expect((await findSimilar(ports, query)).neighbours).toEqual(neighbours);
    expect(world.snapshots.wholes).toBe(6);
  });

  it('are refused if the rest of a segment has other bytes: no later answer uses them', async () => {
    const world = await shop();
    const { ports, warnings, clock } = coldFunction(world, true);
    await findSimilar(ports, query);
    for (const bytes of world.snapshots.segments.values()) bytes[bytes.length - 1]! ^= 1;
    await settle();
    expect(warnings).toMatchObject([{ code: 'corrupt-record' }]);
    clock.advance(5);
    await ports.search.live();
    await settle();
    const live = await ports.search.live();
    // No snapshot is sound, so that the index has what the table has.
    expect(live?.vectorOf('p1')).toBeDefined();
    expect(live?.vectorOf('p10')).toBeUndefined();
  });

  it('are not asked for again by each question once their bytes are known to be others', async () => {
    const world = await shop();
    const { cache, warnings } = coldFunction(world, true);
    const { index, reading } = (await cache.live())!;
    world.snapshots.failRests = new StoreError('corrupt-record', 'the bytes of the segment are others');
    const ask = () => reading!.run(() => index!.requireVectorsOf(['p10']), false);
    const askForAll = () => reading!.run(() => index!.parts[0]!.vectorAt(0), true);
    await expect(askForAll()).rejects.toMatchObject({ code: 'unavailable' });
    const { rests } = world.snapshots;
    await expect(askForAll()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });
    expect(world.snapshots).toMatchObject({ rests, ranges: 0 });
    expect(warnings).toHaveLength(1);
  });

  it('end with the index that another version replaces', async () => {
    const world = await shop();
    const { ports, cache } = coldFunction(world, true);
    const live = await cache.live();
    await world.vectors.putMany([storedVectorOf('q', 'm-2', axis)], { updatedAt: testStart });
    await world.pointers.move('live', { from: 'm-1', to: 'm-2', at: testStart });
    await cache.live();
    await settle();
    await cache.live();
    await settle();
    await expect(live!.reading!.run(() => 1)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await ports.search.live())?.modelVersion).toBe('m-2');
    expect(world.snapshots.rests).toBe(0);
  });

  it('are no longer read once the index is closed', async () => {
    const world = await shop();
    const { ports, cache, warnings } = coldFunction(world, true);
    world.snapshots.beforeRest = new Promise(() => {});
    await findSimilar(ports, query);
    await settle();
    expect(world.snapshots.restSignals.map((signal) => signal?.aborted)).toEqual([false, false, false]);
    await goLive(world, cache, 'm-1', 'm-2');
    expect(world.snapshots.restSignals.map((signal) => signal?.aborted)).toEqual([true, true, true]);
    expect(warnings).toEqual([]);
  });

  it('leave nothing of a question in memory, however long they cannot be read', async () => {
    const world = await shop();
    const { cache } = coldFunction(world, true, () => new Promise(() => {}));
    const { reading } = (await cache.live())!;
    const memory = new MemoryWatch();
    const QUESTIONS = 10_000;
    for (let half = 0; half < 2; half++) {
      memory.sample(half);
      for (let asked = 0; asked < QUESTIONS; asked++) {
        let turn = 0;
        await reading!.run(() => {
          if (turn++ === 0) throw new VectorsMissing([0]);
        });
      }
    }
    memory.sample(2);
    const [, before, after] = memory.samples.map(({ heapMegabytes }) => heapMegabytes);
    // What still needs the index keeps it: all that it holds would be garbage at the last sample otherwise.
    expect(await cache.live()).toBeDefined();
    // Some 300 bytes of each question would be 3 MB.
    expect(after! - before!).toBeLessThan(1);
  });
});
