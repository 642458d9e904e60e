import { describe, expect, it } from 'vitest';
import type { UploadStore } from '../../lambdas/ports/upload-store.ts';
import { collect } from './samples.ts';

/** An empty upload store, and the hand of the shop that fills it. */
export interface FillableInbox {
  readonly uploadStore: UploadStore;
  put(key: string, bytes: Uint8Array): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** The tests that every object upload store must pass. */
export function describeUploadStore(name: string, makeUploadStore: () => Promise<FillableInbox>): void {
  describe(`${name} as an UploadStore`, () => {
    it('finds an object in its current state', async () => {
      const { uploadStore, put } = await makeUploadStore();
      expect(await uploadStore.find('catalog/a.jsonl')).toBeUndefined();
      await put('catalog/a.jsonl', Buffer.from('one'));
      const first = await uploadStore.find('catalog/a.jsonl');
      expect(first).toMatchObject({ key: 'catalog/a.jsonl', bytes: 3, etag: expect.stringMatching(/^[0-9a-f]{32}/) });
      expect(first?.lastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
      await put('catalog/a.jsonl', Buffer.from('three'));
      const second = await uploadStore.find('catalog/a.jsonl');
      expect(second?.bytes).toBe(5);
      expect(second?.etag).not.toBe(first?.etag);
    });

    it('streams the bytes of an object', async () => {
      const { uploadStore, put } = await makeUploadStore();
      const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
      await put('catalog/a b+ü.jsonl', bytes);
      const found = await uploadStore.find('catalog/a b+ü.jsonl');
      const chunks = await collect(await uploadStore.open(found!));
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
      expect(chunks.length).toBeGreaterThan(1);
    });

    it('does not open an object that was replaced after it was found', async () => {
      const { uploadStore, put } = await makeUploadStore();
      await put('catalog/a.jsonl', Buffer.from('one'));
      const found = await uploadStore.find('catalog/a.jsonl');
      await put('catalog/a.jsonl', Buffer.from('two'));
      await expect(uploadStore.open(found!)).rejects.toMatchObject({ code: 'object-changed' });
    });

    it('does not open an object that is gone', async () => {
      const { uploadStore, put, delete: deleteObject } = await makeUploadStore();
      await put('catalog/a.jsonl', Buffer.from('one'));
      const found = await uploadStore.find('catalog/a.jsonl');
      await deleteObject('catalog/a.jsonl');
      await expect(uploadStore.open(found!)).rejects.toMatchObject({ code: 'object-missing' });
    });

    it('lists the objects of a prefix, ordered by key, without folder markers and empty objects', async () => {
      const { uploadStore, put } = await makeUploadStore();
      const keys = ['triplets/B', 'triplets/a', 'triplets/a/b', 'triplets/\u{ff5e}', 'triplets/\u{1f600}'];
      for (const key of [...keys].reverse()) await put(key, Buffer.from('text'));
      for (const key of ['triplets/', 'triplets/empty.jsonl', 'triplets/folder/']) await put(key, new Uint8Array());
      for (const key of ['triplet', 'catalog/a']) await put(key, Buffer.from('text'));
      const listed = await collect(uploadStore.list('triplets/'));
      expect(listed.map((object) => object.key)).toEqual(keys);
      expect(listed[0]).toEqual(await uploadStore.find('triplets/B'));
    });

    it('lists nothing for a prefix without objects', async () => {
      const { uploadStore } = await makeUploadStore();
      expect(await collect(uploadStore.list('triplets/'))).toEqual([]);
    });
  });
}
