import { describe, expect, it } from 'vitest';
import type { TrainRequest } from '../../lambdas/ports/run-starter.ts';
import { embedProduct } from '../../lambdas/use-cases/embed-product.ts';
import { putProduct } from '../../lambdas/use-cases/put-product.ts';
import { removeProduct } from '../../lambdas/use-cases/remove-product.ts';
import { failingPorts } from '../support/failing-ports.ts';
import { type JobPorts, JobWorld, shortRun } from '../support/job-world.ts';
import { colouredThings, tasteBaskets } from '../support/training-factories.ts';

const first: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };
const second: TrainRequest = { ...first, runId: 'run-2' };
const other = { config: { ...shortRun, seed: 2 } };

/** A world with a live version. */
async function livingWorld(): Promise<{ world: JobWorld; old: string }> {
  const world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/t.jsonl', tasteBaskets());
  world.judgeEvenly();
  await world.run(first);
  return { world, old: (await world.stored.pointers.read('live'))!.version };
}

/** What readers see: every product of the catalog, and nothing else, under one version, all of it there. */
async function expectWhole(world: JobWorld, where: string): Promise<void> {
  const live = (await world.stored.pointers.read('live'))!.version;
  const ids: string[] = [];
  for await (const { product } of world.products.scan()) ids.push(product.id);
  expect(await world.embedded(live), where).toEqual(ids.sort());
  expect(await world.stored.weights.load(live), where).toBeDefined();
}

/** A shop at work: writes a product and removes another at each call of the run, as the HTTP API does. */
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
    await embedProduct(world.ports, stored);
    if (at % 7 === 3 && ids.length > 20) await removeProduct(world.ports, ids.pop()!);
    await check(`call ${at}`);
    busy = false;
  };
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name === 'now' || name === 'scan' || name === 'changes' || name === 'list') return value.bind(target);
        return async (...args: unknown[]) => {
          await work();
          const result: unknown = await value.apply(target, args);
          await work();
          return result;
        };
      },
    });
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, name === 'clock' ? port : wrap(port as object)]),
  ) as unknown as JobPorts;
}

describe('publishing a version while the shop goes on', () => {
  it('never shows readers a missing product or one that has left, before, while and after live moves', async () => {
    const { world, old } = await livingWorld();
    let looks = 0;
    const ports = atWork(world, world.ports, async (where) => {
      looks += 1;
      await expectWhole(world, where);
    });
    await world.run(second, ports, other);
    expect(looks).toBeGreaterThan(50);
    const live = (await world.stored.pointers.read('live'))!.version;
    expect(live).not.toBe(old);
    await expectWhole(world, 'at the end');
    expect((await world.stored.pointers.read('previous'))?.version).toBe(old);
  });
});

describe('publishing that dies at any call of a store', () => {
  it.each(['before', 'after'] as const)(
    'leaves readers the old version or the new one, whole, with what was written meanwhile; done again, it ends (%s)',
    async (when) => {
      const counted = await livingWorld();
      const { ports, calls } = failingPorts(counted.world.ports, 0, when);
      await counted.world.run(second, ports, other);
      const expected = (await counted.world.stored.pointers.read('live'))!.version;
      expect(expected).not.toBe(counted.old);
      expect(calls()).toBeGreaterThan(40);
      for (let n = 1; n <= calls(); n++) {
        const { world, old } = await livingWorld();
        const steps = world.steps();
        const dying = failingPorts(world.ports, n, when).ports;
        const died = await world.run(second, dying, other, steps).then(
          () => false,
          () => true,
        );
        const live = (await world.stored.pointers.read('live'))!.version;
        expect([old, expected], `call ${n}`).toContain(live);
        await expectWhole(world, `call ${n}`);
        world.clock.advance(1);
        const { stored } = await putProduct(world.ports, { id: 'late', title: 'late red lamp' });
        await embedProduct(world.ports, stored);
        await expectWhole(world, `late, call ${n}`);
        // With what the execution has done, as in Lambda, or without any of it, as on a machine that was killed.
        if (died) await world.run(second, world.ports, other, n % 2 === 0 ? steps : world.steps());
        // What died before it had gathered has learnt of the late product as well.
        const { modelVersion } = (await world.jobs.get('training-run', 'run-2'))!.detail;
        expect((await world.stored.pointers.read('live'))!.version, `call ${n}`).toBe(modelVersion);
        await expectWhole(world, `in the end, call ${n}`);
      }
    },
    120_000,
  );
});
