import type { Context } from 'aws-lambda';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { JobWorld } from '../../support/worlds/job-world.ts';

afterAll(() => vi.resetModules());
afterEach(() => vi.doUnmock('../../../lambdas/composition/compose.ts'));

it('the scheduled-run handler starts the run of a schedule, and logs what became of it', async () => {
  vi.resetModules();
  const { clock, jobs, starter } = new JobWorld();
  const { logger } = await import('../../../lambdas/composition/logger.ts');
  const info = vi.spyOn(logger, 'info').mockImplementation(() => {});
  vi.doMock('../../../lambdas/composition/compose.ts', () => ({
    clock,
    jobStore: () => jobs,
    runStarter: () => starter,
  }));
  const { handler } = await import('../../../lambdas/handlers/scheduled-run.ts');
  const event = { data: 'new', scheduledFor: '2026-01-05T03:00:00Z' } as const;
  await handler(event, { getRemainingTimeInMillis: () => 60_000 } as Context);
  expect([...starter.started.values()]).toMatchObject([{ runId: 'run-new-2026-01-05T03-00-00', data: 'new' }]);
  expect(info).toHaveBeenCalledWith('scheduled run', { ...event, started: 'run-new-2026-01-05T03-00-00' });
});
