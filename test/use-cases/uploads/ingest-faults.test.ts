import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import { linearModelOf } from '../../support/core/factories.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const manyProducts = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `p${i}`, title: `product ${i}` }));

describe('ingestCatalog after a fault', () => {
  let world: JobWorld;

  beforeEach(() => {
    world = new JobWorld();
  });

  it('rejects a product that is too large for the store, and writes the others', async () => {
    const { put } = world.products;
    vi.spyOn(world.products, 'put').mockImplementation(async (stored) => {
      if (stored.product.id === 'b') throw new StoreError('too-large', 'product "b" has 500000 bytes');
      return put.call(world.products, stored);
    });
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }, { id: 'b', title: 'x' }, { id: 'c' }]);
    expect(await world.ingest(event)).toBe('done');
    expect(await world.job('upload', event.key)).toMatchObject({ lines: 3, accepted: 2, rejected: 1, written: 2 });
    expect(JSON.parse((await world.reports.read('rejects/catalog/a.jsonl.jsonl'))!)).toEqual({
      line: 2,
      code: 'too-large',
      detail: 'product "b" has 500000 bytes',
      text: '{"id":"b","title":"x"}',
    });
    expect(await world.products.get('c')).toBeDefined();
  });

  it('writes the last line of a product that fits into the store, if a later one is too large', async () => {
    const { put } = world.products;
    vi.spyOn(world.products, 'put').mockImplementation(async (stored, expected) => {
      if (stored.product.title === 'too large') throw new StoreError('too-large', 'it has too many bytes');
      return put.call(world.products, stored, expected);
    });
    const lines = ['first', 'good', 'too large'].map((title) => ({ id: 'a', title }));
    const event = world.upload('catalog/a.jsonl', lines);
    await world.ingest(event);
    expect((await world.products.get('a'))?.product.title).toBe('good');
    expect(await world.job('upload', event.key)).toMatchObject({ accepted: 2, rejected: 1, added: 1, replaced: 1 });
  });

  it('writes a line again over what another writer stored between its look and its write', async () => {
    const event = world.upload('catalog/a.jsonl', [{ id: 'a', title: 'of the upload' }]);
    const { put } = world.products;
    vi.spyOn(world.products, 'put').mockImplementationOnce(async (stored, expected) => {
      const older = { product: { id: 'a', title: 'of a request' }, revision: '2000#', updatedAt: stored.updatedAt };
      await put.call(world.products, older);
      return put.call(world.products, stored, expected);
    });
    await world.ingest(event);
    expect((await world.products.get('a'))?.product.title).toBe('of the upload');
    expect(await world.job('upload', event.key)).toMatchObject({ changed: 1, added: 0 });
  });

  it('comes again if other writers change a product during each of its writes', async () => {
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    vi.spyOn(world.products, 'put').mockResolvedValue('precondition-failed');
    await expect(world.ingest(event)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('takes an upload from its beginning that an earlier release began', async () => {
    const event = world.upload('catalog/a.jsonl', manyProducts(600));
    const order = `${event.eventTime}#000001`;
    const at = world.clock.now().toISOString();
    const counts = { lines: 512, accepted: 500, rejected: 12, written: 256, duplicate: 0, stale: 0, notEmbeddable: 9 };
    const detail = { key: event.key, order, taken: 256, ...counts };
    await world.jobs.create({ kind: 'upload', id: event.key, state: 'running', startedAt: at, updatedAt: at, detail });
    const revision = `${event.eventTime}#000001#000000001`;
    await world.products.put({ product: { id: 'p0', title: 'product 0' }, revision, updatedAt: at });
    await world.ingest(event);
    expect(await world.job('upload', event.key)).toMatchObject({
      ...{ lines: 600, accepted: 600, rejected: 0, written: 600, added: 599, changed: 1, notEmbeddable: 0 },
    });
  });

  it('reports in the job why it waits if a store does not answer, and completes on the next attempt', async () => {
    const event = world.upload('catalog/a.jsonl', ['broken', ...manyProducts(600)]);
    const put = vi.spyOn(world.products, 'put').mockRejectedValue(new StoreError('unavailable', 'no answer'));
    await expect(world.ingest(event)).rejects.toThrow('no answer');
    expect(await world.job('upload', event.key)).toMatchObject({ state: 'running', cause: 'no answer' });
    expect(await world.reports.read('rejects/catalog/a.jsonl.jsonl')).toBeUndefined();
    put.mockRestore();
    expect(await world.ingest(event)).toBe('done');
    const job = await world.job('upload', event.key);
    expect(job).toMatchObject({ state: 'succeeded', lines: 601, accepted: 600, rejected: 1 });
    expect(job).not.toHaveProperty('cause');
  });

  it('writes the progress of a long upload to its job at most once a second', async () => {
    const event = world.upload('catalog/a.jsonl', manyProducts(600));
    const put = world.products.put.bind(world.products);
    vi.spyOn(world.products, 'put').mockImplementation(async (stored) => {
      world.clock.advance(0.01);
      return put(stored);
    });
    const update = vi.spyOn(world.jobs, 'update');
    expect(await world.ingest(event)).toBe('done');
    const progress = update.mock.calls.map(([job]) => job).filter(({ state }) => state === 'running');
    expect(progress.length).toBeGreaterThan(0);
    const times = progress.map(({ updatedAt }) => Date.parse(updatedAt));
    expect(times.every((time, i) => i === 0 || time - times[i - 1]! >= 1000)).toBe(true);
  });

  it('starts no write after one has failed', async () => {
    const event = world.upload('catalog/a.jsonl', manyProducts(256));
    const put = vi.spyOn(world.products, 'put').mockRejectedValue(new Error('no answer'));
    await expect(world.ingest(event)).rejects.toThrow('no answer');
    expect(put.mock.calls.length).toBeLessThanOrEqual(32);
  });

  it('fails, and can be repeated, if the rejects report cannot be written', async () => {
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }, 'broken']);
    const write = vi.spyOn(world.reports, 'write').mockRejectedValue(new StoreError('unavailable', 'no answer'));
    await expect(world.ingest(event)).rejects.toThrow('no answer');
    write.mockRestore();
    expect(await world.ingest(event)).toBe('done');
    expect(await world.job('upload', event.key)).toMatchObject({ rejectsKey: 'rejects/catalog/a.jsonl.jsonl' });
  });

  it('stops between two batches if its time is nearly over', async () => {
    const event = world.upload('catalog/a.jsonl', manyProducts(1000));
    const put = vi.spyOn(world.products, 'put');
    const remaining = () => (put.mock.calls.length >= 256 ? 1000 : 900_000);
    await expect(ingestCatalog(world.ports, event, remaining)).rejects.toThrow('out of time');
    expect(put).toHaveBeenCalledTimes(256);
    expect(await world.ingest(event)).toBe('done');
    expect(put).toHaveBeenCalledTimes(1000);
    const job = await world.job('upload', event.key);
    expect(job).toMatchObject({ lines: 1000, accepted: 1000, written: 1000, added: 1000 });
  });

  it('resumes where its time was over, and reports all lines that were rejected before', async () => {
    const lines = manyProducts(700).flatMap((product, i) => (i % 100 === 50 ? ['broken', product] : [product]));
    const words = Array.from({ length: 60 }, (_, i) => [`word ${i}`, 'x'.repeat(2000)]);
    const large = { id: 'large', attributes: Object.fromEntries(words) };
    const event = world.upload('catalog/a.jsonl', [large, ...lines]);
    const { put } = world.products;
    const puts: string[] = [];
    vi.spyOn(world.products, 'put').mockImplementation(async (stored) => {
      puts.push(stored.product.id);
      if (stored.product.id === 'large') throw new StoreError('too-large', 'it has too many bytes');
      return put.call(world.products, stored);
    });
    for (const reach of [200, 400]) {
      const remaining = () => (puts.length >= reach ? 1000 : 900_000);
      await expect(ingestCatalog(world.ports, event, remaining)).rejects.toThrow('out of time');
    }
    expect(await world.ingest(event)).toBe('done');
    expect(await world.job('upload', event.key)).toMatchObject({
      lines: 708,
      accepted: 700,
      rejected: 8,
      written: 700,
    });
    expect(new Set(puts.filter((id) => id !== 'large')).size).toBe(puts.filter((id) => id !== 'large').length);
    const report = (await world.reports.read('rejects/catalog/a.jsonl.jsonl'))!.trim().split('\n');
    expect(report.map((line) => JSON.parse(line).code).sort()).toEqual([
      ...Array(7).fill('malformed-json'),
      'too-large',
    ]);
  });

  it('also stops in a file without a good line if its time is nearly over', async () => {
    const event = world.upload('catalog/a.jsonl', Array(300).fill('broken'));
    await expect(ingestCatalog(world.ports, event, () => 1000)).rejects.toThrow('out of time');
  });

  it('ignores an object that was replaced, which has an event of its own', async () => {
    const old = world.upload('catalog/a.jsonl', [{ id: 'a', title: 'old' }]);
    const newer = world.upload('catalog/a.jsonl', [{ id: 'a', title: 'new' }]);
    expect(await world.ingest(old)).toBe('stale');
    expect(await world.products.get('a')).toBeUndefined();
    expect(await world.ingest(newer)).toBe('done');
  });

  it.each([
    ['object-changed', 'stale', 'running'],
    ['object-missing', 'missing', 'failed'],
  ] as const)('handles %s between finding and reading with outcome %s', async (code, outcome, state) => {
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    vi.spyOn(world.uploadStore, 'open').mockRejectedValue(new StoreError(code, 'not as it was'));
    expect(await world.ingest(event)).toBe(outcome);
    expect(await world.job('upload', event.key)).toMatchObject({ state });
  });

  it('counts products that the live model cannot read, and stores them', async () => {
    await world.stored.publish(linearModelOf([[1], [1]]));
    const event = world.upload('catalog/a.jsonl', [{ id: 'a', features: [1, 2] }, { id: 'b' }]);
    await world.ingest(event);
    expect(await world.job('upload', event.key)).toMatchObject({ state: 'succeeded', written: 2, notEmbeddable: 1 });
    expect(await world.products.get('b')).toBeDefined();
  });
});
