import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventRow } from '../../../lambdas/formats/events/event-schema.ts';
import { MemoryEventObjects } from '../../../lambdas/stores/memory/event-objects.ts';
import { MemoryMetrics } from '../../../lambdas/stores/memory/metrics.ts';
import { MemoryUploadStore } from '../../../lambdas/stores/memory/upload-store.ts';
import { collectEvents, type EventMessage } from '../../../lambdas/use-cases/events/collect-events.ts';
import { collect as chunksOf } from '../../support/stores/byte-streams.ts';

const sentAt = Date.parse('2026-01-03T10:15:00.123Z');
const row = (item: string): EventRow => ({ items: [item, 'z'], kind: 'basket', at: '2026-01-03T10:14:59.000Z' });
const message = (id: string, milliseconds: number, ...items: string[]): EventMessage => ({
  id,
  sentAt: sentAt + milliseconds,
  rows: items.map(row),
});

let metrics: MemoryMetrics;

beforeEach(() => {
  metrics = new MemoryMetrics();
});

/** Collects batches one after the other. @returns the objects by their keys: the lines of each, and its tag */
async function collect(...batches: (readonly EventMessage[])[]) {
  const uploads = new MemoryUploadStore();
  const ports = { objects: new MemoryEventObjects(uploads), metrics };
  for (const batch of batches) await collectEvents(ports, batch);
  const objects: { key: string; etag: string; rows: unknown[] }[] = [];
  for await (const object of uploads.list('')) {
    const lines = gunzipSync(Buffer.concat(await chunksOf(await uploads.open(object))))
      .toString()
      .trimEnd()
      .split('\n');
    objects.push({ key: object.key, etag: object.etag, rows: lines.map((line) => JSON.parse(line)) });
  }
  return objects;
}

describe('collectEvents', () => {
  it('writes one object of gzipped JSON lines, named by the time of its first message', async () => {
    const [object, ...others] = await collect([message('m2', 20, 'c'), message('m1', 0, 'a', 'b')]);
    expect(others).toEqual([]);
    expect(object!.key).toMatch(/^interactions\/events\/2026-01-03\/10-15-00\.123Z-[0-9a-f]{16}\.jsonl\.gz$/);
    expect(object!.rows).toEqual([row('a'), row('b'), row('c')]);
    expect(metrics.recorded).toEqual([{ name: 'events', values: { collectedEvents: 3 } }]);
  });

  it('replaces the object by the same bytes if the batch comes again, in any order and with repeated messages', async () => {
    const batch = ['a', 'b', 'c', 'd'].map((item, i) => message(`m${i}`, i % 2, item));
    const [first] = await collect(batch);
    const again = fc.shuffledSubarray(batch, { minLength: batch.length }).map((all) => [...all, all[0]!]);
    await fc.assert(
      fc.asyncProperty(again, async (repeated) => {
        expect(await collect(batch, repeated)).toEqual([first]);
      }),
      { numRuns: 20 },
    );
  });

  it('writes another object for other messages of the same time', async () => {
    const objects = await collect([message('m1', 0, 'a'), message('m2', 0, 'b')], [message('m2', 0, 'b')]);
    expect(objects).toHaveLength(2);
    expect(new Set(objects.map(({ key }) => key)).size).toBe(2);
  });
});
