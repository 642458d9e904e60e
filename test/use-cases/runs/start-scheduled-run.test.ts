import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrainingRunDetail } from '../../../lambdas/ports/job-detail.ts';
import { type ScheduledRun, startScheduledRun } from '../../../lambdas/use-cases/runs/start-scheduled-run.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const nightly: ScheduledRun = { data: 'new', scheduledFor: '2026-01-05T03:00:00Z' };
const weekly: ScheduledRun = { ...nightly, data: 'all' };
const nightlyId = 'run-new-2026-01-05T03-00-00';

describe('startScheduledRun', () => {
  let world: JobWorld;
  const start = (request: ScheduledRun = nightly) => startScheduledRun(world.ports, request);
  const started = () => [...world.starter.started.values()];

  async function underWay(detail: TrainingRunDetail): Promise<void> {
    const now = world.clock.now().toISOString();
    await world.jobs.create({
      kind: 'training-run',
      id: 'run-other',
      state: 'running',
      startedAt: now,
      updatedAt: now,
      detail,
    });
  }

  beforeEach(() => {
    world = new JobWorld();
  });

  it('starts a run that is named by its data and its time', async () => {
    expect(await start()).toEqual({ started: nightlyId });
    expect(await start(weekly)).toEqual({ started: 'run-all-2026-01-05T03-00-00' });
    expect(started()).toMatchObject([
      { kind: 'train', runId: nightlyId, data: 'new', trigger: [] },
      { kind: 'train', data: 'all' },
    ]);
    expect(await world.job('training-run', nightlyId)).toMatchObject({
      state: 'running',
      data: 'new',
      scheduledFor: '2026-01-05T03:00:00.000Z',
    });
  });

  it('starts one run for one time, however often that is delivered', async () => {
    await start();
    expect(await start()).toEqual({ started: nightlyId });
    expect(started()).toHaveLength(1);
    for (const state of ['succeeded', 'failed', 'canceled'] as const) {
      await world.jobs.update({ ...(await world.jobs.get('training-run', nightlyId))!, state });
      expect(await start()).toEqual({ skipped: `${nightlyId} has ${state} already` });
    }
    expect(started()).toHaveLength(1);
  });

  it('starts the run at a later delivery if the first one failed after it wrote the job', async () => {
    vi.spyOn(world.starter, 'start').mockRejectedValueOnce(new Error('throttled'));
    await expect(start()).rejects.toThrow('throttled');
    expect(await start()).toEqual({ started: nightlyId });
    expect(started()).toHaveLength(1);
  });

  it.each<[ScheduledRun, string, TrainingRunDetail]>([
    [nightly, 'a run on new data', { data: 'new' }],
    [nightly, 'a run on all data', { data: 'all' }],
    [nightly, 'a run of an earlier release', {}],
    [weekly, 'a run on all data', { data: 'all' }],
  ])('skips %j while %s is under way', async (request, _what, detail) => {
    await underWay(detail);
    expect(await start(request)).toEqual({ skipped: 'run-other is under way, which reads the same data' });
    expect(started()).toEqual([]);
  });

  it.each<[ScheduledRun, string, TrainingRunDetail]>([
    [nightly, 'a run on the catalog alone', { data: 'catalog' }],
    [nightly, 'a publication', { kind: 'publish' }],
    [weekly, 'a run on new data', { data: 'new' }],
  ])('starts %j while %s is under way', async (request, _what, detail) => {
    await underWay(detail);
    expect(await start(request)).toHaveProperty('started');
  });

  it('does not wait for a run whose job has not changed for 20 minutes: it has died', async () => {
    await underWay({ data: 'all' });
    world.clock.advance(20 * 60);
    expect(await start()).toHaveProperty('started');
  });

  it('refuses a time that cannot be read', async () => {
    await expect(start({ data: 'new', scheduledFor: '<aws.scheduler.scheduled-time>' })).rejects.toThrow(RangeError);
  });
});
