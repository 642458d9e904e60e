import { describe, expect, it } from 'vitest';
import type { MessageQueue } from '../../lambdas/ports/message-queue.ts';
import type { EventObjects, UploadStore } from '../../lambdas/ports/upload-store.ts';
import { collect } from '../support/stores/byte-streams.ts';

/** A queue, and how a test looks into it. */
export interface MessageQueueUnderTest {
  readonly queue: MessageQueue;
  /** The texts of all messages that it holds. */
  received(count: number): Promise<readonly string[]>;
}

/** What all queues keep to. @param makeQueue An empty queue. */
export function describeMessageQueue(name: string, makeQueue: () => Promise<MessageQueueUnderTest>): void {
  describe(`${name} as a MessageQueue`, () => {
    it('holds every message as it was sent, with every sign that XML has', async () => {
      const { queue, received } = await makeQueue();
      const texts = ['[1]', '["ü <&> \\ud83d\\ude00 \\u0001 \\uffff"]', '[1]'];
      for (const text of texts) await queue.send(text);
      expect([...(await received(3))].sort()).toEqual([...texts].sort());
    });

    it('takes messages of 256 KiB', async () => {
      const { queue, received } = await makeQueue();
      const text = 'x'.repeat(256 * 1024);
      await queue.send(text);
      expect((await received(1))[0] === text).toBe(true);
    });
  });
}

/** Objects, and the uploads that they are among. */
export interface EventObjectsUnderTest {
  readonly objects: EventObjects;
  readonly uploads: UploadStore;
}

/** What all writers of collected events keep to. */
export function describeEventObjects(name: string, make: () => Promise<EventObjectsUnderTest>): void {
  describe(`${name} as EventObjects`, () => {
    it('stores the bytes under the key, and replaces those before', async () => {
      const { objects, uploads } = await make();
      const key = 'interactions/events/2026-01-03/10-15-00.123Z-ab.jsonl.gz';
      await objects.write(key, Uint8Array.of(1, 2, 3));
      await objects.write(key, Uint8Array.of(0, 255));
      const [object, ...others] = await collect(uploads.list('interactions/'));
      expect(others).toEqual([]);
      expect(object).toMatchObject({ key, bytes: 2 });
      expect(Buffer.concat(await collect(await uploads.open(object!)))).toEqual(Buffer.of(0, 255));
    });
  });
}
