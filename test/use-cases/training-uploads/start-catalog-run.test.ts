import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { TrainRequest } from '../../../lambdas/ports/starters.ts';
import { startCatalogRun } from '../../../lambdas/use-cases/training-uploads/start-catalog-run.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

let world: JobWorld;
const live = async () => (await world.stored.pointers.read('live'))?.version;
const things = (count: number, prefix = 'thing'): Product[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}-${i}`, title: `${prefix} ${i % 7} ${i % 3}` }));

/** Uploads and ingests a catalog, and starts what follows. @returns the id of the run */
async function ingest(key: string, products: readonly (Product | string)[]): Promise<string | undefined> {
  await world.ingest(world.upload(key, products));
  return (await startCatalogRun(world.ports, [key]))?.id;
}

/** Runs the request that was started last, in which each durable wait takes its time. */
async function runLast() {
  const request = [...world.starter.started.values()].at(-1) as TrainRequest;
  const steps = world.steps();
  const wait = vi.spyOn(steps, 'wait').mockImplementation(async (_name, seconds = 1) => world.clock.advance(seconds));
  const outcome = await world.run(request, world.ports, {}, steps);
  return {
    outcome,
    waits: wait.mock.calls.length,
    detail: (await world.jobs.get('training-run', request.runId))!.detail,
  };
}

beforeEach(() => {
  world = new JobWorld();
});

describe('uploads of catalogs to a shop without a live version', () => {
  it('start one run on the catalog alone, which makes a text model live', async () => {
    expect(await ingest('catalog/c.jsonl', colouredThings())).toBe('run-catalog-1');
    const { outcome, detail } = await runLast();
    expect(outcome).toMatchObject({ state: 'succeeded', promoted: true });
    expect(detail).toMatchObject({ data: 'catalog', trigger: ['catalog/c.jsonl'], learnedFrom: 'catalog' });
    expect(await world.embedded((await live())!)).toHaveLength(30);
  });

  it('share one run if they come in a burst, which waits for the last of them', async () => {
    for (let n = 0; n < 10; n++)
      expect(await ingest(`catalog/${n}.jsonl`, things(5, `part${n}`))).toBe('run-catalog-1');
    expect(world.starter.started.size).toBe(1);
    const last = world.upload('catalog/last.jsonl', things(5, 'last'));
    await world.jobs.create({
      kind: 'upload',
      id: last.key,
      state: 'running',
      startedAt: world.clock.now().toISOString(),
      updatedAt: world.clock.now().toISOString(),
      detail: {},
    });
    const request = [...world.starter.started.values()].at(-1) as TrainRequest;
    const steps = world.steps();
    let waits = 0;
    vi.spyOn(steps, 'wait').mockImplementation(async (_name, seconds = 1) => {
      world.clock.advance(seconds);
      // The last upload takes half a minute.
      if (++waits === 3) await world.ingest(last);
    });
    expect(await world.run(request, world.ports, {}, steps)).toMatchObject({ promoted: true });
    expect(waits).toBeGreaterThan(3);
    expect((await world.jobs.get('training-run', request.runId))!.detail).toMatchObject({ products: 55 });
  });

  it('lead to no run if another run reads the catalog, and the run that they started ends', async () => {
    await ingest('catalog/c.jsonl', colouredThings());
    world.upload('interactions/t.jsonl', tasteBaskets());
    const later = new Date(world.clock.now().getTime() + 5000).toISOString();
    await world.jobs.create({
      kind: 'training-run',
      id: 'run-other',
      state: 'running',
      startedAt: world.clock.now().toISOString(),
      updatedAt: later,
      detail: {
        kind: 'train',
        phase: 'planning',
        products: 30,
        decisions: [{ name: 'gather', at: later, because: '' }],
      },
    });
    const { outcome, detail } = await runLast();
    expect(outcome).toEqual({ state: 'succeeded', promoted: false });
    expect(detail).toMatchObject({ notNeeded: 'run-other reads the same catalog', phase: 'done' });
    expect(await live()).toBeUndefined();
  });

  it('start another run after one that failed', async () => {
    expect(await ingest('catalog/c.jsonl', [{ id: 'a' }])).toBe('run-catalog-1');
    expect((await runLast()).outcome).toEqual({ state: 'failed' });
    expect(await ingest('catalog/c.jsonl', [{ id: 'a', title: 'red cup' }])).toBe('run-catalog-2');
    expect((await runLast()).outcome).toMatchObject({ promoted: true });
  });

  it('start nothing if no product was written', async () => {
    expect(await ingest('catalog/bad.jsonl', ['{"id": 1', '[]'])).toBeUndefined();
    expect(await startCatalogRun(world.ports, ['catalog/unknown.jsonl'])).toBeUndefined();
    expect(world.starter.started.size).toBe(0);
  });
});

describe('uploads of catalogs to a shop with a live version', () => {
  it('start no run if that is a text model of most of the catalog', async () => {
    await ingest('catalog/c.jsonl', things(30));
    await runLast();
    expect(await ingest('catalog/c.jsonl', things(30))).toBeUndefined();
    expect(await ingest('catalog/more.jsonl', things(15, 'more'))).toBeUndefined();
  });

  it('start a run if that is a text model of a small part of the catalog, such as a first try', async () => {
    await ingest('catalog/try.jsonl', things(4));
    await runLast();
    const first = await live();
    expect(await ingest('catalog/whole.jsonl', things(40, 'whole'))).toBe('run-catalog-2');
    expect((await runLast()).outcome).toMatchObject({ promoted: true });
    expect(await live()).not.toBe(first);
  });

  it('start a second run if the first has already read a small part of the catalog', async () => {
    await ingest('catalog/try.jsonl', things(4));
    const job = (await world.jobs.get('training-run', 'run-catalog-1'))!;
    await world.jobs.update({ ...job, detail: { ...job.detail, products: 4 } });
    expect(await ingest('catalog/more.jsonl', things(2, 'more'))).toBe('run-catalog-1');
    expect(await ingest('catalog/whole.jsonl', things(40, 'whole'))).toBe('run-catalog-2');
    expect((await runLast()).outcome).toMatchObject({ promoted: true });
  });

  it('start no run if that has read the products of the upload before the upload ended', async () => {
    await ingest('catalog/c.jsonl', things(30));
    await runLast();
    // The event of the upload comes again after its run.
    expect((await startCatalogRun(world.ports, ['catalog/c.jsonl']))?.id).toBeUndefined();
  });

  it('start no run if that was trained on rows', async () => {
    await ingest('catalog/c.jsonl', colouredThings());
    world.upload('interactions/t.jsonl', tasteBaskets());
    await world.run({ kind: 'train', runId: 'run-rows', attempt: 1, trigger: [], config: {} });
    expect(await ingest('catalog/whole.jsonl', things(400))).toBeUndefined();
  });
});
