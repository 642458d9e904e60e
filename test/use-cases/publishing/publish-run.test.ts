import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PointerName } from '../../../lambdas/ports/model-pointers.ts';
import type { TrainRequest } from '../../../lambdas/ports/starters.ts';
import { MAX_DURABLE_OPERATIONS } from '../../../lambdas/shared/lambda-limits.ts';
import { MemoryDurableSteps } from '../../../lambdas/stores/memory/durable-steps.ts';
import { putProduct } from '../../../lambdas/use-cases/catalog/put-product.ts';
import { CATALOG_PARTS } from '../../../lambdas/use-cases/common/catalog-parts.ts';
import { readCatalogPart } from '../../../lambdas/use-cases/common/frozen-catalog.ts';
import { embedStoredProduct } from '../../../lambdas/use-cases/embedding/embed-stored-products.ts';
import {
  embedInShards,
  numberOfParts,
  OPERATIONS_PER_PART,
} from '../../../lambdas/use-cases/publishing/embed-in-shards.ts';
import type { RunContext } from '../../../lambdas/use-cases/runs/run-steps.ts';
import { collect } from '../../contracts/samples.ts';
import { linearModelOf, testStart } from '../../support/core/factories.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { JobWorld, shortRun } from '../../support/worlds/job-world.ts';

const request: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };

/** A writer that sees neither a live nor a next version. */
const noModels = { liveNow: async () => undefined, nextNow: async () => undefined };

async function worldOfThings(): Promise<JobWorld> {
  const world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/t.jsonl', tasteBaskets());
  return world;
}

describe('publishVersion', () => {
  let world: JobWorld;

  beforeEach(async () => {
    world = await worldOfThings();
  });

  it('scans the products once, and products with vectors before and after live moves', async () => {
    const both = vi.spyOn(world.embeddedCatalog, 'scan');
    const scans = vi.spyOn(world.products, 'scan');
    const getMany = vi.spyOn(world.vectors, 'getMany');
    expect(await world.run(request)).toMatchObject({ promoted: true });
    expect(both).toHaveBeenCalledTimes(2);
    // In memory, products with vectors are read by such a scan.
    expect(scans.mock.calls.length - both.mock.calls.length).toBe(1);
    expect(getMany).not.toHaveBeenCalled();
  });

  it('publishes the catalog as it is, though it changed since the run read it', async () => {
    const save = world.stored.weights.save.bind(world.stored.weights);
    vi.spyOn(world.stored.weights, 'save').mockImplementationOnce(async (...args) => {
      const at = world.clock.now().toISOString();
      await world.products.remove('chair-red', { revision: `${at}#1`, updatedAt: at });
      await world.products.put({ product: { id: 'new', title: 'red lamp' }, revision: `${at}#`, updatedAt: at });
      return save(...args);
    });
    expect(await world.run(request)).toMatchObject({ promoted: true });
    const live = (await world.stored.pointers.read('live'))!.version;
    const embedded = await world.embedded(live);
    expect(embedded).toContain('new');
    expect(embedded).not.toContain('chair-red');
    expect(embedded).toHaveLength(30);
    const { decisions } = (await world.jobs.get('training-run', 'run-1'))!.detail;
    expect(decisions).toContainEqual(expect.objectContaining({ name: 'verify', orphans: 1, mended: 1 }));
  });

  it('leaves two thirds of the operations of an execution to its other steps, for any number of products', () => {
    const ofParts = OPERATIONS_PER_PART * numberOfParts(Number.MAX_SAFE_INTEGER) + 1;
    expect(ofParts).toBeLessThan(MAX_DURABLE_OPERATIONS * 0.35);
  });

  it('embeds what a failed shard has left out, and reports the failure', async () => {
    const dying = new MemoryDurableSteps(() => Promise.reject(new Error('out of memory')));
    expect(await world.run(request, world.ports, {}, dying)).toMatchObject({ promoted: true });
    const live = (await world.stored.pointers.read('live'))!.version;
    expect(await world.embedded(live)).toHaveLength(30);
    const { decisions } = (await world.jobs.get('training-run', 'run-1'))!.detail;
    expect(decisions).toContainEqual(expect.objectContaining({ name: 'embed', segments: 1, failed: 1 }));
  });

  it('embeds what all shards have left out, and says how many were not started', async () => {
    const started: number[] = [];
    const durable = new MemoryDurableSteps(({ segment }) => {
      started.push(segment);
      return Promise.reject(new Error('throttled'));
    });
    const decisions: unknown[] = [];
    const job = { decide: (...decision: unknown[]) => decisions.push(decision), progress: async () => {} };
    const steps = { durable, take: (_name: string, work: () => Promise<unknown>) => work() };
    // The use case needs no more of a run than this.
    const run = { ports: world.ports, steps, job } as unknown as RunContext<typeof world.ports>;
    await embedInShards(run, 'm-1', 20);
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(decisions).toEqual([['embed', expect.stringContaining('9 failed and 11 were left'), expect.anything()]]);
    expect(world.metrics.of('shards')).toMatchObject([{ values: { failedShardsPercent: 100 } }]);
  });

  it.each([
    ['the memory that the shards report', { memoryMegabytes: 3538 }, 3538],
    ['1,769 MB for results of older code, which report none', {}, 1769],
  ])('adds the cost of shards with %s', async (_name, memory, megabytes) => {
    const costWithShards = async (milliseconds: number) => {
      const other = await worldOfThings();
      const steps = new MemoryDurableSteps(async () => ({ embedded: 30, notEmbeddable: 0, milliseconds, ...memory }));
      await other.run(request, other.ports, {}, steps);
      return (await other.jobs.get('training-run', 'run-1'))!.detail.cost as { gigabyteSeconds: number };
    };
    const [none, some] = [await costWithShards(0), await costWithShards(8000)];
    expect(some.gigabyteSeconds - none.gigabyteSeconds).toBeCloseTo((8 * megabytes) / 1024, 6);
  });

  it('records the time from the announcement until the version was live, once, and the run as promoted', async () => {
    const steps = world.steps();
    const { embedShards } = steps;
    steps.embedShards = async (...given) => {
      world.clock.advance(90);
      return embedShards.apply(steps, given);
    };
    await world.run(request, world.ports, {}, steps);
    expect(world.metrics.of('publication')).toEqual([{ name: 'publication', values: { publicationSeconds: 90 } }]);
    expect(world.metrics.of('shards')).toMatchObject([{ values: { failedShardsPercent: 0 } }]);
    expect(world.metrics.of('run')).toMatchObject([{ values: { runsEnded: 1 }, dimension: 'promoted' }]);
  });

  it('moves next to the version before it embeds, so that writers embed under it too', async () => {
    const steps = world.steps();
    await world.run(request, world.ports, {}, steps);
    expect(steps.names.indexOf('announce')).toBeLessThan(steps.names.indexOf('shard 0'));
    expect((await world.stored.pointers.read('next'))?.version).toBe(
      (await world.stored.pointers.read('live'))?.version,
    );
  });

  it('does not announce a version that the gate holds', async () => {
    await world.run(request);
    const next = await world.stored.pointers.read('next');
    const config = { maxPairs: 32, seed: 2 };
    expect(await world.run({ ...request, runId: 'run-2', config })).toMatchObject({ promoted: false });
    expect(await world.stored.pointers.read('next')).toEqual(next);
  });

  it('gives the same result in as many invocations as possible', async () => {
    const steps = world.steps();
    const outcome = await world.run(request, world.ports, { sliceMilliseconds: 0, remaining: () => 21_000 }, steps);
    expect(outcome).toMatchObject({ promoted: true });
    const live = (await world.stored.pointers.read('live'))!.version;
    expect(await world.embedded(live)).toHaveLength(30);
    expect(await world.snapshots.list(live)).toMatchObject([{ products: 30 }]);
  });
});

describe('publishOnRequest', () => {
  it('scans the products once in parts, and products with vectors before and after live moves', async () => {
    const world = await worldOfThings();
    const version = await world.stored.publish(linearModelOf([[1]]), []);
    const scans = vi.spyOn(world.products, 'scan');
    const both = vi.spyOn(world.embeddedCatalog, 'scan');
    const publish = { kind: 'publish', runId: 'run-9', attempt: 1, version } as const;
    expect(await world.run(publish)).toMatchObject({ promoted: true });
    expect(both).toHaveBeenCalledTimes(2);
    const segments = scans.mock.calls.flatMap(([part]) => (part?.segments === CATALOG_PARTS ? [part.segment] : []));
    expect(segments).toEqual(Array.from({ length: CATALOG_PARTS }, (_, segment) => segment));
    // In memory, products with vectors are read by such a scan.
    expect(scans.mock.calls.length - both.mock.calls.length).toBe(CATALOG_PARTS);
  });

  it('keeps the catalog in as many slices as its time allows, and counts each product once', async () => {
    const world = await worldOfThings();
    const version = await world.stored.publish(linearModelOf([[1]]), []);
    const steps = world.steps();
    const publish = { kind: 'publish', runId: 'run-9', attempt: 1, version } as const;
    await world.run(publish, world.ports, { sliceMilliseconds: 0, remaining: () => 21_000 }, steps);
    expect(steps.names.filter((name) => /^keep \d+$/.test(name))).toHaveLength(CATALOG_PARTS);
    expect(await world.job('training-run', 'run-9')).toMatchObject({ state: 'succeeded', products: 30 });
    // Each of the 30 products is in a part of its own, and so in a file.
    const whole = { segment: 0, segments: 1 };
    const kept = await collect(readCatalogPart(world.ports, { runId: 'run-9', files: 30 }, whole));
    expect(new Set(kept.map(({ product }) => product.id)).size).toBe(30);
  });

  it('rejects a version without weights, and fails the job with the cause', async () => {
    const world = await worldOfThings();
    const publish = { kind: 'publish', runId: 'run-9', attempt: 1, version: 'm-none' } as const;
    await expect(world.run(publish)).rejects.toMatchObject({ name: 'PublishError', code: 'no-weights' });
    expect(await world.job('training-run', 'run-9')).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('m-none'),
    });
  });
});

describe('publishVersion while other versions are announced', () => {
  let world: JobWorld;
  const pointer = async (name: PointerName) => (await world.stored.pointers.read(name))?.version;
  const announceAnother = async () =>
    world.stored.pointers.move('next', { from: await pointer('next'), to: 'm-other', at: testStart });
  const namesOf = (steps: MemoryDurableSteps, prefix: string) => steps.names.filter((name) => name.startsWith(prefix));

  beforeEach(async () => {
    world = await worldOfThings();
  });

  it('announces and verifies the version again, so that it contains what was written meanwhile', async () => {
    const steps = world.steps();
    const saveSegment = world.snapshots.saveSegment.bind(world.snapshots);
    vi.spyOn(world.snapshots, 'saveSegment').mockImplementationOnce(async (...args) => {
      await announceAnother();
      world.clock.advance(1);
      const { stored } = await putProduct(world.ports, { id: 'late', title: 'late lamp' });
      expect(await embedStoredProduct({ ...world.ports, models: noModels }, stored)).toBeNull();
      return saveSegment(...args);
    });
    expect(await world.run(request, world.ports, {}, steps)).toMatchObject({ promoted: true });
    expect(namesOf(steps, 'promote')).toEqual(['promote', 'promote again (2)']);
    expect(await world.embedded((await pointer('live'))!)).toContain('late');
    expect(await pointer('next')).toBe(await pointer('live'));
  });

  it('throws superseded after 5 rounds, and leaves live where it is', async () => {
    const saveSegment = world.snapshots.saveSegment.bind(world.snapshots);
    vi.spyOn(world.snapshots, 'saveSegment').mockImplementation(async (...args) => {
      await announceAnother();
      return saveSegment(...args);
    });
    await expect(world.run(request)).rejects.toMatchObject({ name: 'PublishError', code: 'superseded' });
    expect(await pointer('live')).toBeUndefined();
    expect(await world.job('training-run', 'run-1')).toMatchObject({ state: 'failed' });
    expect(world.metrics.of('publication')).toEqual([]);
    expect(world.metrics.of('run')).toMatchObject([{ dimension: 'failed' }]);
  });

  it('deletes a version whose run died after its announcement, once another version is live', async () => {
    vi.spyOn(world.snapshots, 'publish').mockRejectedValueOnce(new Error('cut off'));
    await expect(world.run(request)).rejects.toThrow('cut off');
    const dead = (await pointer('next'))!;
    expect(await world.embedded(dead)).toHaveLength(30);
    await world.run({ ...request, runId: 'run-2' }, world.ports, { config: { ...shortRun, seed: 2 } });
    expect(await pointer('live')).not.toBe(dead);
    expect(await pointer('head')).not.toBe(dead);
    expect(await world.embedded(dead)).toEqual([]);
    world.clock.advance(86_400);
    world.judgeEvenly();
    await world.run({ ...request, runId: 'run-3' }, world.ports, { config: { ...shortRun, seed: 3 } });
    expect((await world.snapshots.versions()).map(({ modelVersion }) => modelVersion)).not.toContain(dead);
  });
});
