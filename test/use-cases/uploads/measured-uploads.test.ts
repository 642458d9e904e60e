import { describe, expect, it, vi } from 'vitest';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

describe('the measurements of an upload', () => {
  it('count the lines that it took and rejected, and whether it failed', async () => {
    const world = new JobWorld();
    await world.ingest(world.upload('catalog/a.jsonl', [{ id: 'a' }, { id: 'b' }, 'no product']));
    await world.ingest(world.upload('catalog/b.jsonl', ['no product', 'either']));
    expect(world.metrics.of('upload')).toMatchObject([
      { values: { uploadLines: 3, rejectedLines: 1, failedUploads: 0 }, dimension: 'catalog' },
      { values: { uploadLines: 2, rejectedLines: 2, failedUploads: 1 }, dimension: 'catalog' },
    ]);
  });

  it('have the lines in relation to the time of the attempt', async () => {
    const world = new JobWorld();
    const { put } = world.products;
    world.products.put = async (...given) => {
      world.clock.advance(2);
      return put.apply(world.products, given);
    };
    await world.ingest(world.upload('catalog/a.jsonl', [{ id: 'a' }, { id: 'b' }]));
    expect(world.metrics.of('upload')).toMatchObject([{ values: { uploadLinesPerSecond: 0.5 } }]);
  });

  it('count each line once if the upload needs several attempts', async () => {
    const world = new JobWorld();
    const products = Array.from({ length: 600 }, (_, i) => ({ id: `p${i}` }));
    const event = world.upload('catalog/a.jsonl', products);
    // The time is over once the first of the three batches is written.
    const put = vi.spyOn(world.products, 'put');
    const remaining = () => (put.mock.calls.length < 256 ? 900_000 : 0);
    await expect(ingestCatalog(world.ports, event, remaining)).rejects.toThrow();
    await world.ingest(event);
    const lines = world.metrics.of('upload').map(({ values }) => values.uploadLines!);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBeGreaterThan(0);
    expect(lines[0]! + lines[1]!).toBe(600);
  });

  it('are of the kind `training` for rows that runs learn from', async () => {
    const world = new JobWorld();
    await world.train([world.upload('interactions/i.jsonl', [{ items: ['a', 'b'] }])]).catch(() => {});
    expect(world.metrics.of('upload')).toMatchObject([{ values: { uploadLines: 1 }, dimension: 'training' }]);
  });
});
