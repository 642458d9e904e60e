import { afterAll, afterEach, expect, it, vi } from 'vitest';

afterAll(() => vi.resetModules());
afterEach(() => {
  vi.doUnmock('../../lambdas/composition/compose.ts');
  vi.restoreAllMocks();
});

it('the cache of models logs and records each time that it serves the older one', async () => {
  vi.resetModules();
  const { MemoryModels } = await import('../support/worlds/memory-models.ts');
  const { MemoryMetrics } = await import('../../lambdas/stores/memory/metrics.ts');
  const { identityModel, TestClock } = await import('../support/core/factories.ts');
  const { logger } = await import('../../lambdas/composition/logger.ts');
  const [stored, metrics] = [new MemoryModels(), new MemoryMetrics()];
  const version = await stored.publish(identityModel);
  vi.doMock('../../lambdas/composition/compose.ts', () => ({
    clock: new TestClock(),
    metrics: () => metrics,
    modelPointers: () => stored.pointers,
    recheckSeconds: () => 0,
    weightsStore: () => stored.weights,
  }));
  const { modelCache } = await import('../../lambdas/composition/models.ts');
  expect((await modelCache().live())?.version).toBe(version);
  await stored.pointers.move('live', { from: version, to: 'm-lost', at: '2026-01-03T10:00:00.000Z' });
  const warned = vi.spyOn(logger, 'warn').mockReturnValue();
  expect((await modelCache().live())?.version).toBe(version);
  expect(warned).toHaveBeenCalledOnce();
  expect(metrics.recorded).toEqual([{ name: 'modelLoadFailure', values: { modelLoadFailures: 1 } }]);
});
