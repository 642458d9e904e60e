import { beforeEach, describe, expect, it } from 'vitest';
import { TrainingError } from '../../../lambdas/core/training/config/training-error.ts';
import { FinalError } from '../../../lambdas/ports/durable-steps.ts';
import { MemoryDurableSteps } from '../../../lambdas/stores/memory/durable-steps.ts';
import { RunSteps, type SliceTimer } from '../../../lambdas/use-cases/runs/run-steps.ts';
import { TrainingJob } from '../../../lambdas/use-cases/runs/training-job.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

let world: JobWorld;
let durable: MemoryDurableSteps;

async function stepsOf(options: { sliceMilliseconds?: number; remaining?: () => number } = {}): Promise<RunSteps> {
  const job = await TrainingJob.resume('run-1', 1, world.ports, endless);
  const given = { memoryMegabytes: 1024, sliceMilliseconds: 60_000, remaining: endless, ...options };
  return new RunSteps(durable, job, world.clock, given);
}

/** Counts to a number; each count takes 10 seconds. */
const countTo = (end: number) => async (before: { count: number } | undefined, timer: SliceTimer) => {
  let count = before?.count ?? 0;
  while (count < end) {
    count += 1;
    world.clock.advance(10);
    if (timer.isOver()) break;
  }
  return { count, done: count === end };
};

beforeEach(() => {
  world = new JobWorld();
  durable = new MemoryDurableSteps(() => Promise.reject(new Error('no shard is embedded here')));
});

describe('RunSteps.inSlices', () => {
  it('continues each slice from the result of the one before, until one is done', async () => {
    const steps = await stepsOf({ sliceMilliseconds: 20_000 });
    const results = await steps.inSlices('count', countTo(5));
    expect(results.map(({ count }) => count)).toEqual([2, 4, 5]);
    expect(durable.names).toEqual(['count 1', 'count 2', 'count 3']);
    expect(durable.waits).toEqual([]);
  });

  it('ends a slice 20 seconds before the invocation ends, and waits durably if another slice does not fit', async () => {
    const endMs = world.clock.now().getTime() + 45_000;
    const steps = await stepsOf({ remaining: () => endMs - world.clock.now().getTime() });
    await steps.inSlices('count', countTo(4));
    expect(durable.names).toEqual(['count 1', 'count 2']);
    expect(durable.waits).toEqual([1]);
  });

  it('does not count preparation before a restart of the timer', async () => {
    const steps = await stepsOf({ sliceMilliseconds: 20_000 });
    const count = countTo(2);
    const results = await steps.inSlices<{ count: number; done: boolean }>('count', async (before, timer) => {
      world.clock.advance(300);
      timer.restart();
      return count(before, timer);
    });
    expect(results).toMatchObject([{ count: 2 }]);
  });

  it('continues from the stored results when the execution is replayed', async () => {
    const steps = await stepsOf({ sliceMilliseconds: 10_000 });
    const failing = async (before: { count: number } | undefined, timer: SliceTimer) => {
      if (before?.count === 2) throw new Error('cut off');
      return countTo(4)(before, timer);
    };
    await expect(steps.inSlices('count', failing)).rejects.toThrow('cut off');
    const results = await (await stepsOf({ sliceMilliseconds: 10_000 })).inSlices('count', countTo(4));
    expect(results.map(({ count }) => count)).toEqual([1, 2, 3, 4]);
    expect(durable.names).toEqual(['count 1', 'count 2', 'count 3', 'count 4']);
  });
});

describe('RunSteps.take', () => {
  it('adds the time of the step to the cost in the job', async () => {
    const steps = await stepsOf();
    await world.jobs.create({
      kind: 'training-run',
      id: 'run-1',
      state: 'running',
      startedAt: world.clock.now().toISOString(),
      updatedAt: world.clock.now().toISOString(),
      detail: { attempt: 1 },
    });
    await steps.take('work', async () => world.clock.advance(8));
    expect(await world.job('training-run', 'run-1')).toMatchObject({ cost: { gigabyteSeconds: 8, operations: 1 } });
  });

  it('throws FinalError for faults in the data of the shop, which a retry would not mend', async () => {
    const steps = await stepsOf();
    const fault = new TrainingError('nothing-to-learn', 'the catalog is empty');
    const failed = steps.take('work', () => Promise.reject(fault));
    await expect(failed).rejects.toBeInstanceOf(FinalError);
    await expect(failed).rejects.toMatchObject({ code: 'for-the-shop', cause: fault });
  });
});
