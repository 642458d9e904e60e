import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { describeProductStore } from '../contracts/product-store.contract.ts';
import { collect, removal, secondOf, storedVector } from '../contracts/samples.ts';
import { FileProductStore } from './simulation/file-product-store.ts';
import { FileVectorStore } from './simulation/file-vector-store.ts';
import { KeyRows } from './simulation/key-rows.ts';
import { RecordFile } from './simulation/record-file.ts';
import { simulate } from './simulation/run-simulation.ts';

describeProductStore('FileProductStore', async () => new FileProductStore());

const signal = new AbortController().signal;
const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('kindred-simulation-'));

describe('the simulation', () => {
  it('takes every product through every stage and finds neighbours for each query', async () => {
    const before = leftovers();
    const stages = await simulate({ products: 3000, searches: 20, invocationSeconds: 300, signal });
    expect(stages.map(({ name, count }) => [name, count])).toEqual([
      ['ingest', 3000],
      ['embed', 3000],
      ['snapshot', 3000],
      ['open', 3000],
      ['search', 20],
    ]);
    expect(stages.at(-1)).toMatchObject({ found: 200 });
    for (const { perSecond, peakResidentMegabytes } of stages) {
      expect(perSecond).toBeGreaterThan(0);
      expect(peakResidentMegabytes).toBeGreaterThan(0);
    }
    expect(leftovers()).toEqual(before);
  });

  it('stops when it is interrupted and leaves no files', async () => {
    const before = leftovers();
    const interruption = new AbortController();
    const onStage = () => interruption.abort(new Error('enough'));
    const running = simulate({
      products: 1000,
      searches: 1,
      invocationSeconds: 300,
      signal: interruption.signal,
      onStage,
    });
    await expect(running).rejects.toThrow('enough');
    expect(leftovers()).toEqual(before);
  });

  it('exits with 130 at Ctrl-C, prints JSON with --json, and refuses a product count that is no number', async () => {
    const before = leftovers();
    const run = (...args: string[]) => spawn(process.execPath, [join(import.meta.dirname, 'simulate.ts'), ...args]);
    const interrupted = run('--products', '100000000');
    const hasBegun = () => expect(leftovers().length).toBeGreaterThan(before.length);
    await vi.waitFor(hasBegun, { timeout: 600_000, interval: 20 });
    interrupted.kill('SIGINT');
    expect((await once(interrupted, 'close'))[0]).toBe(130);
    expect(leftovers()).toEqual(before);
    const json = run('--products', '500', '--searches', '3', '--json');
    let text = '';
    json.stdout.on('data', (chunk) => {
      text += chunk;
    });
    expect((await once(json, 'close'))[0]).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ products: 500, stages: [{ name: 'ingest' }, {}, {}, {}, { count: 3 }] });
    expect((await once(run('--products', 'many'), 'close'))[0]).toBe(2);
  });
});

describe('the vectors in files', () => {
  const at = (second: number) => secondOf(second);

  it('store every bit, the fields and the newer revision, and list what changed since an instant', async () => {
    const store = new FileVectorStore();
    const fields = { brand: 'Lüx', price: 19.5, category: ['a', 'b'] };
    const given = { ...storedVector('a', 2), vector: Float32Array.of(0.1, -0, 1e-45), fields };
    await store.putMany([storedVector('a', 1), given, storedVector('b', 2)], { updatedAt: at(1) });
    await store.putMany([storedVector('a', 1), storedVector('c', 1)], { updatedAt: at(2) });
    await store.remove('b', 'm-1', { revision: removal(3).revision, updatedAt: at(3) });
    expect(await store.get('a', 'm-1')).toEqual(given);
    expect(await store.get('b', 'm-1')).toBeUndefined();
    expect(await store.get('a', 'm-2')).toBeUndefined();
    expect(await collect(store.changes('m-1', at(2)))).toEqual([
      { kind: 'removed', productId: 'b', updatedAt: at(3) },
      { kind: 'written', stored: storedVector('c', 1), updatedAt: at(2) },
    ]);
    await store.putMany([storedVector('a', 1)], { updatedAt: at(4), onlyNewer: false });
    expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 1));
  });

  it('return their changes in pages with a cursor', async () => {
    const store = new FileVectorStore();
    const vectors = Array.from({ length: 1200 }, (_, i) => storedVector(`p${i}`, 1));
    await store.putMany(vectors, { updatedAt: at(1) });
    const pages = await collect(store.changePages('m-1'));
    const rest = await collect(store.changePages('m-1', pages[0]!.cursor));
    expect(rest).toEqual(pages.slice(1));
    expect(pages.flatMap(({ changes }) => changes)).toEqual(await collect(store.changes('m-1')));
  });
});

describe('a file of records', () => {
  it('returns the newest record of each key, for any number and order of writes', () => {
    const writes = fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.uint8Array({ maxLength: 40 })), { maxLength: 60 });
    fc.assert(
      fc.property(writes, (given) => {
        const file = new RecordFile();
        const expected = new Map<string, Uint8Array>();
        given.forEach(([key, bytes], time) => {
          file.set(key, bytes, time);
          expected.set(key, bytes);
        });
        expect(file.size).toBe(expected.size);
        for (const [key, bytes] of expected) expect(Uint8Array.from(file.find(key)!.bytes)).toEqual(bytes);
        const keys = Array.from({ length: file.size }, (_, row) => file.at(row).key);
        expect(keys).toEqual([...expected.keys()]);
        file.close();
      }),
    );
  });

  it('finds records in its buffer, in its file, and larger than its buffer', () => {
    const file = new RecordFile();
    const bytesOf = (i: number) => Buffer.alloc(i === 7 ? 3_000_000 : 400_000, i);
    for (let i = 0; i < 12; i++) file.set(`key ${i}`, bytesOf(i), i);
    for (let i = 0; i < 12; i++) expect(file.find(`key ${i}`)!.bytes.equals(bytesOf(i)), `${i}`).toBe(true);
    expect(file.find('key 12')).toBeUndefined();
    file.close();
  });
});

describe('the map from keys to rows', () => {
  it('finds the row of each key, for more keys than slots', () => {
    const rows = new KeyRows();
    const keys = Array.from({ length: 5000 }, (_, i) => `p${i}`);
    keys.forEach((key, row) => {
      expect(rows.find(key, (one) => keys[one] === key)).toBeUndefined();
      expect(rows.add(key)).toBe(row);
    });
    keys.forEach((key, row) => {
      expect(rows.find(key, (one) => keys[one] === key)).toBe(row);
    });
  });
});
