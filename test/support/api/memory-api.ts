import { vi } from 'vitest';
import type { IndexTimes } from '../worlds/memory-world.ts';
import { checkDocumented } from './documented-answers.ts';

/**
 * The whole HTTP API with stores in memory: every deployed handler. Every response is checked against docs/api/openapi.json.
 * Only `compose.ts` and `models.ts` are replaced. Modules are loaded again for each test, so that no cache of a handler
 * outlives it.
 */
export async function memoryApi(options: IndexTimes = {}) {
  vi.resetModules();
  const { MemoryWorld } = await import('../worlds/memory-world.ts');
  const { StoreError } = await import('../../../lambdas/ports/store-error.ts');
  const { logger } = await import('../../../lambdas/composition/logger.ts');
  const { handlerApi } = await import('./handler-api.ts');
  const world = new MemoryWorld();
  const mockComposition = () => {
    vi.doMock('../../../lambdas/composition/compose.ts', () => world.compose(options));
    vi.doMock('../../../lambdas/composition/models.ts', () => world.composeModels());
  };
  mockComposition();
  return {
    ...world,
    ...(await handlerApi(checkDocumented)),
    /** Another environment of all functions, over the same stores: with handlers and caches of its own. */
    startEnvironment: async () => {
      vi.resetModules();
      mockComposition();
      const another = await import('./handler-api.ts');
      return another.handlerApi(checkDocumented);
    },
    /** The class and the logger that these handlers use: modules of another test have other ones. */
    StoreError,
    logger,
  };
}
