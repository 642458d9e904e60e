import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { serializeModel } from '../../../lambdas/core/model/model-file.ts';
import type { TrainRequest } from '../../../lambdas/ports/starters.ts';
import { colouredThings, tasteBaskets, trained, trainingSet } from '../../support/core/training-factories.ts';
import { JobWorld, shortRun } from '../../support/worlds/job-world.ts';

const request: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };
/** One report of progress in each slice: as many slices as possible. */
const shortest = { sliceMilliseconds: 0 };
const uncut = createHash('sha256')
  .update(serializeModel(trained(trainingSet(colouredThings(), tasteBaskets()), shortRun).model))
  .digest('hex');

async function worldWithData(): Promise<JobWorld> {
  const world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/t.jsonl', tasteBaskets());
  return world;
}

const detailOf = async (world: JobWorld) => (await world.jobs.get('training-run', 'run-1'))!.detail;

describe('a training run in slices', () => {
  let world: JobWorld;

  beforeEach(async () => {
    world = await worldWithData();
  });

  it('gives the same weights as a run without slices', async () => {
    const steps = world.steps();
    await world.run(request, world.ports, shortest, steps);
    expect(steps.names.filter((name) => name.startsWith('slice')).length).toBeGreaterThan(1);
    expect(await detailOf(world)).toMatchObject({ weightsSha256: uncut, promoted: true });
  });

  it.each(['before', 'after'] as const)(
    'gives the same weights if it dies %s any write of a checkpoint and continues in a new environment',
    async (when) => {
      const counted = world.steps();
      await world.run(request, world.ports, shortest, counted);
      const slices = counted.names.filter((name) => name.startsWith('slice')).length;
      for (let n = 1; n <= slices; n++) {
        const other = await worldWithData();
        const { write } = other.runs;
        let writes = 0;
        const spy = vi.spyOn(other.runs, 'write').mockImplementation(async (...args) => {
          const dies = args[1].startsWith('checkpoint') && ++writes === n;
          if (dies && when === 'before') throw new Error('cut off');
          await write.apply(other.runs, args);
          if (dies) throw new Error('cut off');
        });
        await expect(other.run(request, other.ports, shortest)).rejects.toThrow('cut off');
        spy.mockRestore();
        await other.run(request, other.ports, shortest);
        expect((await detailOf(other)).weightsSha256, `cut ${n}`).toBe(uncut);
      }
    },
  );

  it('gives the same weights for slices of any length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 6 }), async (progresses) => {
        const other = await worldWithData();
        const { now } = other.clock;
        let readings = 0;
        // Each reading of the clock is a millisecond later: a slice of n milliseconds has about n reports of progress.
        vi.spyOn(other.clock, 'now').mockImplementation(() => new Date(now.call(other.clock).getTime() + readings++));
        await other.run(request, other.ports, { sliceMilliseconds: progresses * 10 });
        expect((await detailOf(other)).weightsSha256).toBe(uncut);
      }),
      { numRuns: 10 },
    );
  });

  it('trains on its frozen data, not on what is uploaded meanwhile', async () => {
    const { write } = world.runs;
    vi.spyOn(world.runs, 'write').mockImplementation(async (...args) => {
      await write.apply(world.runs, args);
      if (!args[1].startsWith('data')) return;
      world.upload('triplets/more.jsonl', tasteBaskets().slice(0, 9));
      await world.ingest(world.upload('catalog/more.jsonl', [{ id: 'late', title: 'late lamp' }]));
    });
    await world.run(request);
    expect(await detailOf(world)).toMatchObject({ weightsSha256: uncut, products: 30, embedded: 31 });
  });

  it('continues with the results of the steps that are done when the execution is replayed', async () => {
    const steps = world.steps();
    const save = vi.spyOn(world.stored.weights, 'save').mockRejectedValueOnce(new Error('no answer'));
    await expect(world.run(request, world.ports, shortest, steps)).rejects.toThrow('no answer');
    const done = [...steps.names];
    await world.run(request, world.ports, shortest, steps);
    expect(save).toHaveBeenCalledTimes(2);
    expect(new Set(steps.names).size).toBe(steps.names.length);
    expect(steps.names.slice(0, done.length)).toEqual(done);
  });

  it('restarts if the checkpoint is of another configuration, and reports why', async () => {
    const save = vi.spyOn(world.stored.weights, 'save').mockRejectedValueOnce(new Error('no answer'));
    await expect(world.run(request, world.ports, { config: { ...shortRun, seed: 2 } })).rejects.toThrow('no answer');
    save.mockRestore();
    await world.run(request);
    const { weightsSha256, decisions } = await detailOf(world);
    expect(weightsSha256).toBe(uncut);
    expect(JSON.stringify(decisions)).toContain('restarted: ');
  });

  it('reports progress, losses, cost and decisions in its job', async () => {
    await world.run(request, world.ports, shortest);
    const detail = await detailOf(world);
    expect(detail).toMatchObject({ phase: 'done', step: 94, steps: 94, products: 30, embedded: 30 });
    const curve = detail.lossCurve!;
    expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss);
    expect(detail.cost).toMatchObject({ operations: expect.any(Number), dollars: expect.any(Number) });
    const names = detail.decisions!.map(({ name }) => name);
    expect(names).toEqual(['gather', 'plan', 'share', 'gate', 'embed', 'verify', 'snapshot', 'promote', 'map']);
  });

  it('shows the losses and the scores of epochs while it trains', async () => {
    const { now } = world.clock;
    let seconds = 0;
    vi.spyOn(world.clock, 'now').mockImplementation(() => new Date(now.call(world.clock).getTime() + 2000 * seconds++));
    const update = vi.spyOn(world.jobs, 'update');
    await world.run(request, world.ports, { config: { ...shortRun, bestEpoch: true }, sliceMilliseconds: 1e9 });
    const shown = update.mock.calls.flatMap(([job]) => (job.kind === 'training-run' ? [job.detail] : []));
    const halfway = shown.filter(({ step = 0, steps = 0 }) => step > 0 && step < steps);
    expect(halfway.length).toBeGreaterThan(0);
    for (const { step, lossCurve } of halfway) expect(lossCurve!.at(-1)!.step).toBe(step);
    expect(halfway.at(-1)!.validationCurve![0]!.step).toBe(0);
    expect(shown.at(-1)!.validationCurve!.at(-1)!.step).toBe(shown.at(-1)!.steps);
  });

  it('reports how to resume the run when a step fails, and leaves live where it is', async () => {
    vi.spyOn(world.stored.weights, 'save').mockRejectedValueOnce(new Error('no answer'));
    await expect(world.run(request)).rejects.toThrow('no answer');
    expect(await world.jobs.get('training-run', 'run-1')).toMatchObject({
      state: 'failed',
      detail: { cause: 'no answer', advice: expect.stringContaining('{"resume": "run-1"}') },
    });
    expect(await world.stored.pointers.read('live')).toBeUndefined();
  });
});

describe('a canceled training run', () => {
  it('ends between two steps, leaves live where it is, and can be resumed', async () => {
    const world = await worldWithData();
    const { write } = world.runs;
    const spy = vi.spyOn(world.runs, 'write').mockImplementation(async (...args) => {
      await write.apply(world.runs, args);
      if (!args[1].startsWith('checkpoint')) return;
      await world.jobs.requestCancel('training-run', 'run-1', {
        at: '2026-01-01T00:00:00.000Z',
        by: 'ann',
        attempt: 1,
      });
    });
    const steps = world.steps();
    expect(await world.run(request, world.ports, shortest, steps)).toEqual({ state: 'canceled' });
    expect(steps.names).toContain('slice 1');
    expect(steps.names).not.toContain('slice 2');
    expect(await world.job('training-run', 'run-1')).toMatchObject({
      state: 'canceled',
      cause: expect.stringContaining('canceled by ann'),
    });
    expect(await world.stored.pointers.read('live')).toBeUndefined();
    spy.mockRestore();
    expect(await world.run({ ...request, attempt: 2 })).toMatchObject({ state: 'succeeded', promoted: true });
    expect((await detailOf(world)).weightsSha256).toBe(uncut);
  });
});
