import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { countWholeVcpus } from '../../lambdas/shared/lambda-limits.ts';

afterAll(() => vi.resetModules());

vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  availableParallelism: vi.fn(() => 8),
}));
vi.resetModules();
const { countAvailableThreads } = await import('../../lambdas/threads/worker-threads.ts');

describe('countAvailableThreads', () => {
  it.each([
    [128, 1],
    [1768, 1],
    [1769, 1],
    [3537, 1],
    [3538, 2],
    [8845, 5],
    [10_240, 5],
    [10_614, 6],
    [99_999, 6],
  ])('gives a function of %i MB its whole vCPUs: %i', (memory, threads) => {
    expect(countAvailableThreads(countWholeVcpus(memory))).toBe(threads);
  });

  it('gives at most the processors of the machine, and all of them without a memory size', () => {
    expect(countAvailableThreads()).toBe(8);
    vi.mocked(availableParallelism).mockReturnValue(2);
    expect(countAvailableThreads(countWholeVcpus(10_240))).toBe(2);
  });
});
