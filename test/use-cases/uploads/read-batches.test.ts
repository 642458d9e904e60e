import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryUploadStore } from '../../../lambdas/stores/memory/upload-store.ts';
import { type BatchOf, readBatches } from '../../../lambdas/use-cases/uploads/read-batches.ts';
import { gzipped } from '../../support/stores/byte-streams.ts';

let uploadStore: MemoryUploadStore;

const linesOf = (count: number) => Array.from({ length: count }, (_, i) => JSON.stringify({ id: `p${i}` })).join('\n');

async function read(bytes: Uint8Array, key = 'catalog/a.jsonl', object = uploadStore.put(key, bytes)) {
  const batches: BatchOf<'catalog'>[] = [];
  for await (const batch of readBatches(uploadStore, object, 'catalog')) batches.push(batch);
  return batches;
}

beforeEach(() => {
  uploadStore = new MemoryUploadStore();
});

describe('readBatches', () => {
  it('yields batches of 256 lines with their positions, and the rest in the last batch', async () => {
    const batches = await read(Buffer.from(linesOf(600)));
    expect(batches.map(({ lines, position }) => [lines, position])).toEqual([
      [256, 256],
      [256, 512],
      [88, 600],
    ]);
    expect(batches[1]!.accepted[0]).toEqual({ line: 257, value: { id: 'p256' } });
  });

  it('yields an empty last batch after a full one', async () => {
    const batches = await read(Buffer.from(linesOf(256)));
    expect(batches.map(({ lines, position }) => [lines, position])).toEqual([
      [256, 256],
      [0, 256],
    ]);
  });

  it('counts bad lines in the position, and lists them apart', async () => {
    const [batch] = await read(Buffer.from('{"id":"a"}\nbroken\n\n{"id":"b"}'));
    expect(batch).toMatchObject({ lines: 3, position: 3, rejected: [{ line: 2, code: 'malformed-json' }] });
    expect(batch!.accepted.map(({ line }) => line)).toEqual([1, 4]);
  });

  it('says in the last batch why a file breaks off, after its good lines', async () => {
    const whole = gzipped(linesOf(2000));
    const batches = await read(whole.subarray(0, whole.length - 9), 'catalog/a.jsonl.gz');
    expect(batches.at(-1)!.unreadable).toContain('gzip');
    expect(batches.slice(0, -1).every(({ unreadable }) => unreadable === undefined)).toBe(true);
    expect(batches.at(-1)!.position).toBeGreaterThan(0);
  });

  it('throws object-changed if the object was replaced', async () => {
    const old = uploadStore.put('catalog/a.jsonl', Buffer.from(linesOf(1)));
    const newer = Buffer.from(linesOf(2));
    uploadStore.put('catalog/a.jsonl', newer);
    await expect(read(newer, 'catalog/a.jsonl', old)).rejects.toMatchObject({ code: 'object-changed' });
  });
});
