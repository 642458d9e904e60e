import { describe, expect, it, vi } from 'vitest';
import type { UploadObject } from '../../../lambdas/ports/upload-store.ts';
import { MemoryUploadStore } from '../../../lambdas/stores/memory/upload-store.ts';
import { MAX_AHEAD_BYTES, OBJECTS_AHEAD, readAhead } from '../../../lambdas/use-cases/uploads/read-ahead.ts';
import { collect } from '../../support/stores/byte-streams.ts';

/** A store with objects that hold their own keys. */
function storeOf(count: number) {
  const store = new MemoryUploadStore();
  for (let i = 0; i < count; i++) {
    const key = `triplets/${String(i).padStart(3, '0')}.jsonl`;
    store.put(key, new TextEncoder().encode(key));
  }
  return store;
}

async function textOf(store: { open(object: UploadObject): Promise<AsyncIterable<Uint8Array>> }, object: UploadObject) {
  return Buffer.concat(await collect(await store.open(object))).toString();
}

describe('readAhead', () => {
  it('yields every object in its order, with its bytes, and opens each once', async () => {
    const store = storeOf(3 * OBJECTS_AHEAD);
    const open = vi.spyOn(store, 'open');
    const read: string[] = [];
    for await (const { object, uploadStore } of readAhead(store, store.list('triplets/')))
      read.push(await textOf(uploadStore, object));
    expect(read).toEqual((await collect(store.list('triplets/'))).map(({ key }) => key));
    expect(open).toHaveBeenCalledTimes(3 * OBJECTS_AHEAD);
  });

  it('reads the next objects while one is used, and no more than these', async () => {
    const store = storeOf(3 * OBJECTS_AHEAD);
    const open = vi.spyOn(store, 'open');
    const objects = readAhead(store, store.list('triplets/'));
    await objects.next();
    expect(open).toHaveBeenCalledTimes(OBJECTS_AHEAD + 1);
    await objects.next();
    expect(open).toHaveBeenCalledTimes(OBJECTS_AHEAD + 2);
    await objects.return();
  });

  it('reads a large object only when it is opened', async () => {
    const store = new MemoryUploadStore();
    store.put('triplets/large.jsonl', new Uint8Array(MAX_AHEAD_BYTES + 1));
    const open = vi.spyOn(store, 'open');
    const [large] = await collect(readAhead(store, store.list('triplets/')));
    expect(open).not.toHaveBeenCalled();
    expect(await textOf(large!.uploadStore, large!.object)).toHaveLength(MAX_AHEAD_BYTES + 1);
  });

  it('opens an object again that could not be read ahead, and so tells what is wrong with it', async () => {
    const store = storeOf(2);
    vi.spyOn(store, 'open').mockRejectedValueOnce(new Error('no answer'));
    const [first, second] = await collect(readAhead(store, store.list('triplets/')));
    expect(await textOf(first!.uploadStore, first!.object)).toBe(first!.object.key);
    store.delete(second!.object.key);
    expect(await textOf(second!.uploadStore, second!.object)).toBe(second!.object.key);
    await expect(textOf(second!.uploadStore, second!.object)).rejects.toMatchObject({ code: 'object-missing' });
  });
});
