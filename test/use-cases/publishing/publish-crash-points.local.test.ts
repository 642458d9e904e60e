import { describe, expect, it } from 'vitest';
import type { TrainRequest } from '../../../lambdas/ports/starters.ts';
import { putProduct } from '../../../lambdas/use-cases/catalog/put-product.ts';
import { removeProduct } from '../../../lambdas/use-cases/catalog/remove-product.ts';
import { APPEARING_SECONDS } from '../../../lambdas/use-cases/common/announced-changes.ts';
import { embedStoredProduct } from '../../../lambdas/use-cases/embedding/embed-stored-products.ts';
import type { LiveIndexCache } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { RecordedCalls } from '../../support/stores/recorded-calls.ts';
import { type JobPorts, JobWorld, tinyRun } from '../../support/worlds/job-world.ts';
import { idsOf, liveAfterReading, liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';

const first: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };
const second: TrainRequest = { ...first, runId: 'run-2' };
const other = { config: { ...tinyRun, seed: 2 } };

/** Enough to train on and to hold some out. */
const fewBaskets = tasteBaskets().slice(0, 20);

/** The calls of the first run. The shops after the first repeat them instead of training the same version. */
let firstRun: RecordedCalls<JobPorts> | undefined;

/** A shop with a live version, and readers who see all its products. */
async function livingWorld(): Promise<{ world: JobWorld; old: string; readers: Readers }> {
  const world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/t.jsonl', fewBaskets);
  if (firstRun === undefined) {
    const recorded = new RecordedCalls<JobPorts>();
    await world.run(first, recorded.record(world.ports), { config: { ...tinyRun } });
    firstRun = recorded;
  } else await firstRun.repeat(world.ports);
  world.judgeEvenly();
  const readers = new Readers(world);
  await readers.expectWhole('at the beginning');
  return { world, old: (await world.stored.pointers.read('live'))!.version, readers };
}

/**
 * Readers as in the query function, over a snapshot and the changes since. The warm one refreshes its index; the cold one
 * opens a new index for each check. Neither may receive a warning.
 */
class Readers {
  readonly #world: JobWorld;
  readonly #warm: LiveIndexCache;
  readonly #warnings: unknown[] = [];

  constructor(world: JobWorld) {
    this.#world = world;
    this.#warm = this.#newCache();
  }

  /** Expects readers to see every product of the catalog under one version, and nothing else. */
  async expectWhole(where: string): Promise<void> {
    const world = this.#world;
    const live = (await world.stored.pointers.read('live'))!.version;
    const ids: string[] = [];
    for await (const { product } of world.products.scan()) ids.push(product.id);
    const whole = { modelVersion: live, ids: ids.sort() };
    expect(await world.embedded(live), where).toEqual(whole.ids);
    expect(await world.stored.weights.load(live), where).toBeDefined();
    expect(await seenBy(this.#warm), `warm, ${where}`).toEqual(whole);
    expect(await seenBy(this.#newCache()), `cold, ${where}`).toEqual(whole);
    expect(this.#warnings, where).toEqual([]);
  }

  #newCache(): LiveIndexCache {
    const { vectors, snapshots, clock } = this.#world;
    const { pointers } = this.#world.stored;
    return liveIndexCacheOf({ vectors, snapshots, pointers, clock, onWarning: (cause) => this.#warnings.push(cause) });
  }
}

async function seenBy(cache: LiveIndexCache): Promise<{ modelVersion: string; ids: string[] | undefined }> {
  const { modelVersion, index } = (await liveAfterReading(cache))!;
  return { modelVersion, ids: idsOf(index) };
}

/** Methods that return no promise, so that nobody waits for work within them: the clock, metrics, and iterators. */
const streams = ['now', 'list', 'scan', 'changes', 'changePages', 'expire', 'record'];

/** A shop that goes on writing: at each call of the run it writes a product, and sometimes removes one, as the HTTP API does. */
function atWork(world: JobWorld, ports: JobPorts, check: (where: string) => Promise<void>): JobPorts {
  let n = 0;
  let busy = false;
  const ids = colouredThings().map(({ id }) => id);
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    const at = n++;
    world.clock.advance(1);
    const { stored } = await putProduct(world.ports, { id: `new-${at}`, title: `red lamp ${at}` });
    await embedStoredProduct(world.ports, stored);
    if (at % 7 === 3 && ids.length > 20) await removeProduct(world.ports, ids.pop()!);
    await check(`call ${at}`);
    busy = false;
  };
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (streams.includes(String(name))) return value.bind(target);
        return async (...args: unknown[]) => {
          await work();
          const result: unknown = await value.apply(target, args);
          await work();
          return result;
        };
      },
    });
  // The cast restores the types of the ports, which fromEntries does not carry over.
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, name === 'clock' ? port : wrap(port as object)]),
  ) as unknown as JobPorts;
}

describe('publishing a version while the shop writes and removes products', () => {
  it('shows readers all products and no removed ones, before, while and after live moves', async () => {
    const { world, old, readers } = await livingWorld();
    let checks = 0;
    const ports = atWork(world, world.ports, async (where) => {
      checks += 1;
      await readers.expectWhole(where);
    });
    await world.run(second, ports, other);
    expect(checks).toBeGreaterThan(50);
    const live = (await world.stored.pointers.read('live'))!.version;
    expect(live).not.toBe(old);
    await readers.expectWhole('at the end');
    expect((await world.stored.pointers.read('previous'))?.version).toBe(old);
  });
});

describe('a published version', () => {
  it('is read from the snapshot of its run, with the changes since that was taken', async () => {
    const { world } = await livingWorld();
    await world.run(second, world.ports, other);
    const live = (await world.stored.pointers.read('live'))!.version;
    const [snapshot] = await world.snapshots.list(live);
    expect(snapshot).toMatchObject({ products: 30, segments: [{ products: 30 }] });
    world.clock.advance(3600);
    const { stored } = await putProduct(world.ports, { id: 'late', title: 'late red lamp' });
    await embedStoredProduct(world.ports, stored);
    const readings: (string | undefined)[] = [];
    const { changes } = world.vectors;
    const vectors = {
      changeParts: world.vectors.changeParts,
      changes: (version: string, since?: string, parts?: readonly number[]) => {
        readings.push(since);
        return changes.call(world.vectors, version, since, parts);
      },
      removals: world.vectors.removals.bind(world.vectors),
    };
    const { snapshots, clock } = world;
    const cache = liveIndexCacheOf({ vectors, snapshots, pointers: world.stored.pointers, clock });
    const { index, modelVersion } = (await cache.live())!;
    expect(modelVersion).toBe(live);
    expect(idsOf(index)).toEqual([...colouredThings().map(({ id }) => id), 'late'].sort());
    // The first part is the snapshot, the second the delta; without a snapshot the delta is the only part.
    expect(index!.parts).toHaveLength(2);
    expect(readings).toHaveLength(1);
    expect(Date.parse(readings[0]!)).toBe(Date.parse(snapshot!.takenAt) - 1000 * APPEARING_SECONDS);
  });
});

describe('publishing that dies at any call of a store', () => {
  it.each(['before', 'after'] as const)(
    'leaves the old or the new version complete for readers, with later writes, and succeeds when repeated (%s)',
    async (when) => {
      const counted = await livingWorld();
      const { ports, cuts } = failingPorts(counted.world.ports, 0, when);
      await counted.world.run(second, ports, other);
      const expected = (await counted.world.stored.pointers.read('live'))!.version;
      expect(expected).not.toBe(counted.old);
      expect(cuts().length).toBeGreaterThan(40);
      for (const n of cuts()) {
        const { world, old, readers } = await livingWorld();
        const steps = world.steps();
        const dying = failingPorts(world.ports, n, when).ports;
        const died = await world.run(second, dying, other, steps).then(
          () => false,
          () => true,
        );
        const live = (await world.stored.pointers.read('live'))!.version;
        expect([old, expected], `call ${n}`).toContain(live);
        await readers.expectWhole(`call ${n}`);
        world.clock.advance(1);
        const { stored } = await putProduct(world.ports, { id: 'late', title: 'late red lamp' });
        await embedStoredProduct(world.ports, stored);
        await readers.expectWhole(`late, call ${n}`);
        // With the results of its durable steps, as in Lambda, or without them, as in a new run under the same id.
        if (died) await world.run(second, world.ports, other, n % 2 === 0 ? steps : world.steps());
        // A run that died before it had frozen its data trains on the late product as well.
        const { modelVersion } = (await world.jobs.get('training-run', 'run-2'))!.detail;
        expect((await world.stored.pointers.read('live'))!.version, `call ${n}`).toBe(modelVersion);
        await readers.expectWhole(`in the end, call ${n}`);
      }
    },
  );
});
