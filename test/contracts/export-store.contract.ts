import { describe, expect, it } from 'vitest';
import type { ExportStore } from '../../lambdas/ports/exports.ts';

const TYPE = 'application/octet-stream';
const KEY = 'exports/export-1/vectors.npy';

/** An export store, and how its files are read. */
export interface ReadableExports {
  readonly store: ExportStore;
  read(key: string): Promise<Uint8Array | undefined>;
}

async function* chunksOf(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}

async function* failingAfter(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
  throw new Error('the source failed');
}

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);
/** Chunks that make a file of several parts, were it uploaded in parts. */
const longChunks = Array.from({ length: 20 }, (_, index) => new Uint8Array(1_000_003).fill(index));

/** The tests that every export store must pass. @param makeStore An empty store. */
export function describeExportStore(name: string, makeStore: () => Promise<ReadableExports>): void {
  describe(`${name} as an ExportStore`, () => {
    it('stores the bytes of the chunks, empty ones between them, and says how many', async () => {
      const { store, read } = await makeStore();
      expect(await store.write(KEY, chunksOf(bytesOf(1, 2), bytesOf(), bytesOf(255)), TYPE)).toBe(3);
      expect([...(await read(KEY))!]).toEqual([1, 2, 255]);
      expect(await store.write(KEY, chunksOf(), TYPE)).toBe(0);
      expect([...(await read(KEY))!]).toEqual([]);
    });

    it('stores files of many megabytes', async () => {
      const { store, read } = await makeStore();
      expect(await store.write(KEY, chunksOf(...longChunks), TYPE)).toBe(20 * 1_000_003);
      expect(Buffer.concat(longChunks).equals((await read(KEY))!)).toBe(true);
    });

    it.each([
      ['short', [bytesOf(1)]],
      ['long', longChunks],
    ])('stores nothing when the source of a %s file fails, and throws its failure', async (_length, chunks) => {
      const { store, read } = await makeStore();
      await expect(store.write(KEY, failingAfter(...chunks), TYPE)).rejects.toThrow('the source failed');
      expect(await read(KEY)).toBeUndefined();
    });

    it('opens the segments of an export by their content, and not those of another export', async () => {
      const { store } = await makeStore();
      const segment = async (...bytes: number[]) => {
        const name = await store.saveSegment('export-1', bytesOf(...bytes));
        return { name, bytes: bytes.length, products: 1 };
      };
      const [first, second] = [await segment(1, 2, 3), await segment(4)];
      const file = (await store.openSegment('export-1', first))!;
      const into = new Uint8Array(2);
      file.read(1, into);
      file.close();
      expect([...into]).toEqual([2, 3]);
      expect(first.name).not.toBe(second.name);
      expect(await store.openSegment('export-2', first)).toBeUndefined();
    });
  });
}
