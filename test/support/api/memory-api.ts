import { vi } from 'vitest';

/**
 * The whole HTTP API with stores in memory: every handler as it is deployed, only `compose.ts` is replaced. Modules are
 * loaded anew, so that no cache of a handler outlives the test.
 */
export async function memoryApi() {
  vi.resetModules();
  const { MemoryWorld } = await import('../worlds/memory-world.ts');
  const { StoreError } = await import('../../../lambdas/ports/store-error.ts');
  const { logger } = await import('../../../lambdas/composition/logger.ts');
  const { handlerApi } = await import('./handler-api.ts');
  const world = new MemoryWorld();
  vi.doMock('../../../lambdas/composition/compose.ts', () => world.compose());
  return {
    ...world,
    ...(await handlerApi()),
    /** The class and the logger that these handlers know: modules loaded at other times have others. */
    StoreError,
    logger,
  };
}
