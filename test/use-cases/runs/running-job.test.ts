import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { TrainingJob } from '../../../lambdas/use-cases/runs/training-job.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const throttled = new StoreError('unavailable', 'too fast');

describe('the job of a run whose store is not available as an invocation starts', () => {
  // The waits are a random share of their bounds: here of no length.
  beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0));
  afterEach(() => vi.restoreAllMocks());

  /** Resumes a run. @param failures What the first readings of the job throw. */
  async function resume(failures: Error[], remaining: () => number) {
    const { ports, clock } = new JobWorld();
    const stored = ports.jobs.get.bind(ports.jobs);
    let readings = 0;
    const get: typeof ports.jobs.get = async (kind, id) => {
      readings += 1;
      const failure = failures.shift();
      if (failure) throw failure;
      return stored(kind, id);
    };
    const jobs = Object.assign(Object.create(ports.jobs) as typeof ports.jobs, { get });
    const job = TrainingJob.resume('run-1', 1, { jobs, clock, metrics: ports.metrics }, remaining);
    return {
      id: await job.then(
        (one) => one.id,
        (cause: Error) => cause,
      ),
      readings,
    };
  }

  it('is read until the store answers, because the failure would end the run for good', async () => {
    const failures = Array.from({ length: 20 }, () => throttled);
    expect(await resume(failures, () => 900_000)).toEqual({ id: 'run-1', readings: 21 });
  });

  it('is given up a minute before the end of the invocation, and at once if the failure is no outage', async () => {
    const failures = Array.from({ length: 20 }, () => throttled);
    expect(await resume(failures, () => 60_000)).toEqual({ id: throttled, readings: 8 });
    const broken = new TypeError('broken');
    expect(await resume([broken], () => 900_000)).toEqual({ id: broken, readings: 1 });
  });
});
