import { beforeEach, describe, expect, it } from 'vitest';
import { cancelRun } from '../../../lambdas/use-cases/runs/cancel-run.ts';
import { startRun } from '../../../lambdas/use-cases/runs/start-run.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const run = { kind: 'train', runId: 'run-1', trigger: [], config: {} } as const;

describe('startRun of a run that Lambda ended without an answer', () => {
  let world: JobWorld;
  const attempt = async () => (await startRun(world.ports, run)).detail.attempt;
  const attempts = () => [...world.starter.started.values()].map((request) => request.attempt);

  beforeEach(async () => {
    world = new JobWorld();
    await startRun(world.ports, run);
  });

  it('starts no attempt while the last one may still be running', async () => {
    world.clock.advance(86_400);
    expect(await attempt()).toBe(1);
    await cancelRun(world.ports, 'run-1', { by: 'ann' });
    world.clock.advance(1199);
    expect(await attempt()).toBe(1);
    expect(new Set(attempts())).toEqual(new Set([1]));
  });

  it('starts another attempt if the canceled one has not ended after longer than an invocation lasts', async () => {
    await cancelRun(world.ports, 'run-1', { by: 'ann' });
    world.clock.advance(1200);
    expect(await attempt()).toBe(2);
    expect(attempts()).toContain(2);
    // That attempt was not asked to end.
    world.clock.advance(1200);
    expect(await attempt()).toBe(2);
  });
});
