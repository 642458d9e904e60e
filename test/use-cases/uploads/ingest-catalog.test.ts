import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { FillTexts } from '../../../lambdas/use-cases/text-vectors/filled-product.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { UploadJobWriter } from '../../../lambdas/use-cases/uploads/upload-job.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { gzipped } from '../../support/stores/byte-streams.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

describe('ingestCatalog', () => {
  it('writes the good lines, and reports the bad ones with line number and reason', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', [
      { id: 'a', title: 'A' },
      'broken',
      { title: 'B' },
      { id: 'c', price: 'cheap' },
    ]);
    expect(await world.ingest(event)).toBe('done');
    expect((await world.products.get('a'))?.product).toEqual({ id: 'a', title: 'A' });
    expect((await world.products.get('c'))?.product).toEqual({ id: 'c' });
    expect(await world.job('upload', event.key)).toMatchObject({
      state: 'succeeded',
      lines: 4,
      accepted: 2,
      rejected: 2,
      written: 2,
      rejectsKey: 'rejects/catalog/a.jsonl.jsonl',
    });
    const report = (await world.reports.read('rejects/catalog/a.jsonl.jsonl'))!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(report).toEqual([
      expect.objectContaining({ line: 2, code: 'malformed-json', text: 'broken' }),
      expect.objectContaining({ line: 3, code: 'invalid-record', detail: expect.stringContaining('/id') }),
      expect.objectContaining({ line: 4, code: 'field-ignored', detail: 'price: not-a-number', text: 'cheap' }),
    ]);
  });

  it('embeds with the live model if there is one', async () => {
    const world = new JobWorld();
    await world.ingest(world.upload('catalog/a.jsonl', colouredThings()));
    await world.train([world.upload('triplets/t.jsonl', tasteBaskets())]);
    const live = (await world.stored.pointers.read('live'))!.version;
    await world.ingest(world.upload('catalog/b.jsonl', [{ id: 'new', title: 'red lamp' }]));
    expect(await world.embedded(live)).toContain('new');
  });

  it('stores products with the vectors of their texts, and counts in its job those that got none', async () => {
    const world = new JobWorld();
    const fillTexts: FillTexts = async (products) =>
      products.map((product) =>
        product.id === 'b'
          ? { product, missing: 'over-budget' }
          : { product: { ...product, vectors: { text: [1, 2] } } },
      );
    const event = world.upload(
      'catalog/a.jsonl',
      ['a', 'b', 'c'].map((id) => ({ id, title: id })),
    );
    expect(await ingestCatalog({ ...world.ports, fillTexts }, event, () => 60_000)).toBe('done');
    expect((await world.products.get('a'))?.product).toEqual({ id: 'a', title: 'a', vectors: { text: [1, 2] } });
    expect((await world.products.get('b'))?.product).toEqual({ id: 'b', title: 'b' });
    expect(await world.job('upload', event.key)).toMatchObject({
      state: 'succeeded',
      written: 3,
      withoutTextVector: 1,
    });
    const plain = world.upload('catalog/b.jsonl', [{ id: 'b', title: 'b' }]);
    await world.ingest(plain);
    expect(await world.job('upload', plain.key)).not.toHaveProperty('withoutTextVector');
  });

  it('changes nothing if an event comes twice, and ignores an older event', async () => {
    const world = new JobWorld();
    const first = world.upload('catalog/a.jsonl', [{ id: 'a', title: 'old' }]);
    const second = world.upload('catalog/a.jsonl', [{ id: 'a', title: 'new' }]);
    expect(await world.ingest(second)).toBe('done');
    expect(await world.ingest(second)).toBe('duplicate');
    const update = vi.spyOn(world.jobs, 'update');
    expect(await world.ingest({ ...first, etag: second.etag })).toBe('stale');
    // Jobs of earlier releases do not refuse an older event themselves.
    expect(update).not.toHaveBeenCalled();
    expect(await world.ingest(first)).toBe('stale');
    expect((await world.products.get('a'))?.product.title).toBe('new');
  });

  it('ends with the same catalog for any order and repetition of events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2), { minLength: 3, maxLength: 9 }), async (order) => {
        const world = new JobWorld();
        const events: UploadEvent[] = ['x', 'y', 'z'].map((name) =>
          world.upload(`catalog/${name}.jsonl`, [{ id: 'a', title: name }]),
        );
        for (const at of [...order, 0, 1, 2]) await world.ingest(events[at]!);
        expect((await world.products.get('a'))?.product.title).toBe('z');
      }),
      { numRuns: 30 },
    );
  });

  it('writes the last of several lines of one product, and counts the others as replaced', async () => {
    const world = new JobWorld();
    const lines = ['a', 'b', 'a', 'c', 'a', 'b', 'a', 'c', 'b'].map((id, i) => ({ id, title: `line ${i + 1}` }));
    const event = world.upload('catalog/a.jsonl', lines);
    await world.ingest(event);
    expect((await world.products.get('a'))?.product.title).toBe('line 7');
    expect(await world.job('upload', event.key)).toMatchObject({ accepted: 9, written: 3, added: 3, replaced: 6 });
  });

  it('counts a line as replaced that a later batch replaces', async () => {
    const world = new JobWorld();
    const lines = Array.from({ length: 600 }, (_, i) => ({ id: `p${i % 500}`, title: `line ${i + 1}` }));
    const event = world.upload('catalog/a.jsonl', lines);
    await world.ingest(event);
    expect((await world.products.get('p3'))?.product.title).toBe('line 504');
    expect(await world.job('upload', event.key)).toMatchObject({ accepted: 600, added: 500, replaced: 100 });
  });

  it('tells apart which products are new, changed, unchanged and newer than the upload', async () => {
    const world = new JobWorld();
    const price = (value: number) => ({ id: 'dearer', price: value });
    await world.ingest(world.upload('catalog/a.jsonl', [{ id: 'same', title: 'as it was' }, price(1), { id: 'gone' }]));
    const event = world.upload('catalog/a.jsonl', [
      { id: 'same', title: 'as it was' },
      price(2),
      { id: 'new' },
      {
        id: 'gone',
      },
    ]);
    const at = world.clock.now().toISOString();
    await world.products.remove('gone', { revision: `${at}#~`, updatedAt: at });
    await world.ingest(event);
    expect(await world.job('upload', event.key)).toMatchObject({
      ...{ accepted: 4, written: 3, added: 1, changed: 1, unchanged: 1, replaced: 0, stale: 1 },
    });
  });

  it('counts a product as added that was removed before', async () => {
    const world = new JobWorld();
    await world.ingest(world.upload('catalog/a.jsonl', [{ id: 'a' }]));
    const at = world.clock.now().toISOString();
    await world.products.remove('a', { revision: `${at}#~`, updatedAt: at });
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    await world.ingest(event);
    expect(await world.job('upload', event.key)).toMatchObject({ added: 1, unchanged: 0 });
  });

  it('reports what the file was found to be', async () => {
    const world = new JobWorld();
    const event = world.uploadBytes('catalog/a.jsonl.gz', gzipped('{"id":"a"}'));
    await world.ingest(event);
    expect(await world.job('upload', event.key)).toMatchObject({ file: { format: 'json-lines', compression: 'gzip' } });
  });

  it.each<[string, string, (object | string)[], string]>([
    ['an empty object', 'a.jsonl', [], 'the file has no record'],
    ['blank lines only', 'a.jsonl', ['', '  ', '\n\n'], 'the file has no record'],
    ['a header only', 'a.csv', ['id,title'], 'the file has no record'],
    ['bad lines only', 'a.jsonl', ['{', { id: '' }, { id: '' }], 'none of the 3 lines'],
    ['lines without an id', 'a.jsonl', [{ title: 'A' }, { title: 'B' }], 'no key for the id; found: title'],
    ['a table without an id', 'a.csv', ['Farbe,Title', 'rot,Lampe'], 'no column for the id; found: Farbe, Title'],
  ])('fails the job of %s with one cause', async (_what, name, lines, cause) => {
    const world = new JobWorld();
    const event = world.upload(`catalog/${name}`, lines);
    expect(await world.ingest(event)).toBe('failed');
    expect(await world.job('upload', event.key)).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining(cause),
      accepted: 0,
    });
  });

  it('names the most frequent reason, and the first line of it, if no line can be taken', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', ['{', { id: '' }, { id: '' }]);
    await world.ingest(event);
    expect((await world.job('upload', event.key))?.cause).toMatch(
      /2 of them invalid-record, \/id: .* \(first in line 2\)/,
    );
  });

  it('fails the job of a file that breaks off, and writes the lines before the break', async () => {
    const world = new JobWorld();
    const lines = Array.from({ length: 2000 }, (_, i) => JSON.stringify({ id: `p${i}`, title: String(Math.sin(i)) }));
    const whole = gzipped(lines.join('\n'));
    const event = world.uploadBytes('catalog/cut.jsonl.gz', whole.subarray(0, whole.length >> 1));
    expect(await world.ingest(event)).toBe('failed');
    expect(await world.job('upload', event.key)).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('gzip'),
    });
    expect(await world.products.get('p0')).toBeDefined();
    expect(await world.ingest(world.upload('catalog/a.md', ['{"id":"a"}']))).toBe('failed');
  });

  it('ignores folder markers and objects that are gone', async () => {
    const world = new JobWorld();
    expect(await world.ingest(world.upload('catalog/folder/', []))).toBe('ignored');
    const gone = world.upload('catalog/gone.jsonl', [{ id: 'a' }]);
    world.uploadStore.delete(gone.key);
    expect(await world.ingest(gone)).toBe('missing');
    expect(await world.job('upload', gone.key)).toBeUndefined();
  });

  it('ends the job of an upload that is deleted between two attempts', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    await UploadJobWriter.open(world.ports, event);
    world.uploadStore.delete(event.key);
    expect(await world.ingest(event)).toBe('missing');
    const cause = expect.stringContaining('catalog/a.jsonl is gone: upload it again');
    expect(await world.job('upload', event.key)).toMatchObject({ state: 'failed', cause });
  });

  it('does not write a product that was removed after the upload', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    world.clock.advance(1);
    const at = world.clock.now().toISOString();
    await world.products.remove('a', { revision: `${at}#`, updatedAt: at });
    await world.ingest(event);
    expect(await world.products.get('a')).toBeUndefined();
  });
});
