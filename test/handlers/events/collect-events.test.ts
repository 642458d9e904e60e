import type { Context, SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryEventObjects } from '../../../lambdas/stores/memory/event-objects.ts';
import { MemoryMetrics } from '../../../lambdas/stores/memory/metrics.ts';
import { MemoryUploadStore } from '../../../lambdas/stores/memory/upload-store.ts';
import { collect as collectAll } from '../../support/stores/byte-streams.ts';

afterAll(() => vi.resetModules());
afterEach(() => vi.doUnmock('../../../lambdas/composition/compose.ts'));

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
let uploads: MemoryUploadStore;
let objects: MemoryEventObjects;
let collect: (...bodies: string[]) => Promise<string[]>;

beforeEach(async () => {
  vi.resetModules();
  uploads = new MemoryUploadStore();
  objects = new MemoryEventObjects(uploads);
  const { logger } = await import('../../../lambdas/composition/logger.ts');
  for (const level of ['info', 'error'] as const) vi.spyOn(logger, level).mockImplementation(() => {});
  vi.doMock('../../../lambdas/composition/compose.ts', () => ({
    eventObjects: () => objects,
    metrics: () => new MemoryMetrics(),
  }));
  const { handler } = await import('../../../lambdas/handlers/collect-events.ts');
  collect = async (...bodies) => {
    const records = bodies.map((body, i) => ({
      messageId: `m${i}`,
      body,
      attributes: { SentTimestamp: '1767435300123' },
    }));
    const { batchItemFailures } = await handler({ Records: records } as unknown as SQSEvent, context);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
});

const good = '[{"items":["a","b"],"kind":"basket","at":"2026-01-03T10:15:00.000Z"}]';

async function keys(): Promise<string[]> {
  return (await collectAll(uploads.list('interactions/events/'))).map(({ key }) => key);
}

describe('the collect-events handler', () => {
  it('writes the good messages of a batch, and fails those that hold no events', async () => {
    expect(await collect(good, 'poison', good)).toEqual(['m1']);
    expect(await keys()).toHaveLength(1);
  });

  it('writes nothing for a batch without a good message', async () => {
    expect(await collect('poison')).toEqual(['m0']);
    expect(await keys()).toEqual([]);
  });

  it('fails all messages if the object cannot be written, and writes it when they come again', async () => {
    vi.spyOn(objects, 'write').mockRejectedValueOnce(new Error('no answer'));
    expect(await collect(good, good)).toEqual(['m0', 'm1']);
    expect(await keys()).toEqual([]);
    expect(await collect(good, good)).toEqual([]);
    expect(await keys()).toHaveLength(1);
  });
});
