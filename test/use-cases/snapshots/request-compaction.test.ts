import { describe, expect, it } from 'vitest';
import { MemoryCompactionStarter } from '../../../lambdas/stores/memory/compaction-starter.ts';
import { requestCompaction } from '../../../lambdas/use-cases/snapshots/request-compaction.ts';

describe('requestCompaction', () => {
  it('requests a compaction after about one in 1,000 writes, and always after the same writes', async () => {
    const drawsOf = async () => {
      const compaction = new MemoryCompactionStarter();
      for (let i = 0; i < 50_000; i++) await requestCompaction({ compaction }, `product-${i}\n1`);
      return compaction.draws;
    };
    const draws = await drawsOf();
    expect(draws.length).toBeGreaterThan(25);
    expect(draws.length).toBeLessThan(100);
    expect(new Set(draws.map((draw) => draw % 5)).size).toBe(5);
    expect(await drawsOf()).toEqual(draws);
  });
});
