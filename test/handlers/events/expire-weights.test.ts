import type { Context } from 'aws-lambda';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { linearModelOf, TestClock } from '../../support/core/factories.ts';
import { MemoryModels } from '../../support/worlds/memory-models.ts';

afterAll(() => vi.resetModules());
afterEach(() => vi.doUnmock('../../../lambdas/composition/compose.ts'));

const MONTH_SECONDS = 31 * 86_400;

it('the expire-weights handler removes the weights of steps that head has left, without any publication', async () => {
  vi.resetModules();
  const [models, clock] = [new MemoryModels(), new TestClock()];
  const { logger } = await import('../../../lambdas/composition/logger.ts');
  const info = vi.spyOn(logger, 'info').mockImplementation(() => {});
  vi.doMock('../../../lambdas/composition/compose.ts', () => ({
    clock,
    modelPointers: () => models.pointers,
    modelRegistry: () => models.registry,
    weightsStore: () => models.weights,
  }));
  const { handler } = await import('../../../lambdas/handlers/expire-weights.ts');
  const day = () => handler({}, { getRemainingTimeInMillis: () => 900_000 } as Context);
  const [step, next] = [await models.publish(linearModelOf([[1], [1]]), ['head']), linearModelOf([[2], [1]])];
  const head = await models.publish(next, ['head']);
  await day();
  expect(await models.weights.load(step)).toBeDefined();
  clock.advance(MONTH_SECONDS);
  await day();
  expect(await models.weights.load(step)).toBeUndefined();
  expect(await models.weights.load(head)).toBeDefined();
  expect(info).toHaveBeenLastCalledWith('weights expired', { isComplete: true });
});
