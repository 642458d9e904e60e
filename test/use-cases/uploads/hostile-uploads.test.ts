import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { answerTrainingUploads } from '../../../lambdas/use-cases/training-uploads/answer-training-uploads.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import { RejectsReport } from '../../../lambdas/use-cases/uploads/rejects-report.ts';
import { orderOf } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { UploadJobWriter } from '../../../lambdas/use-cases/uploads/upload-job.ts';
import { identityModel } from '../../support/core/factories.ts';
import { gzipped } from '../../support/stores/byte-streams.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

let world: JobWorld;

beforeEach(() => {
  world = new JobWorld();
});

/** A function whose time is over once it was asked so many times. */
function timeFor(questions: number) {
  let asked = 0;
  return Object.assign(() => (++asked > questions ? 0 : 900_000), { asked: () => asked });
}

describe('an upload without a line for a long time', () => {
  const blank = '\n'.repeat(4_000_000);

  it.each([
    ['blank lines', 'a.jsonl', blank],
    ['lines of spaces', 'a.jsonl', ' \n'.repeat(2_000_000)],
    ['blank rows of a table', 'a.csv', `id,title\n${blank}`],
    ['spaces in a JSON document', 'a.json', `[${blank}]`],
    ['spaces in XML', 'a.xml', `<feed><item><id>1</id></item>${blank}<item><id>2</id></item></feed>`],
  ])('ends in time although no batch is complete: %s', async (_what, name, text) => {
    const event = world.uploadBytes(`catalog/${name}.gz`, gzipped(text));
    const time = timeFor(20);
    await expect(ingestCatalog(world.ports, event, time)).rejects.toThrow(`out of time while reading ${event.key}`);
    expect(time.asked()).toBe(21);
  });

  it.each(['interactions/', 'interactions/events/', 'triplets/'])('ends in time under %s', async (prefix) => {
    await world.stored.publish(identityModel);
    const event = world.uploadBytes(`${prefix}a.jsonl.gz`, gzipped(blank));
    const failures = await answerTrainingUploads(world.ports, [event], {
      smallUploads: 'step',
      remaining: timeFor(20),
    });
    expect(String(failures.get(event))).toContain('out of time');
  });

  it('is read to its end if there is time, and its one line has its number', async () => {
    const event = world.uploadBytes('catalog/a.jsonl.gz', gzipped(`${blank}{"id":"a"}\r\n\r\n\n{"id":""}`));
    expect(await world.ingest(event)).toBe('done');
    expect(await world.job('upload', event.key)).toMatchObject({ lines: 2, firstRejects: [{ line: 4_000_004 }] });
  });
});

describe('the job of a key that is uploaded twice', () => {
  const jobOf = (key: string) => world.job('upload', key);

  it('stays that of the newer upload after each write of the older one', async () => {
    const older = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    const olderJob = await UploadJobWriter.open(world.ports, older);
    const newer = world.upload('catalog/a.jsonl', [{ id: 'a' }, { id: 'b' }]);
    expect(await world.ingest(newer)).toBe('done');
    if (typeof olderJob === 'string') throw new Error(olderJob);
    await expect(olderJob.save({ lines: 1 })).rejects.toMatchObject({ code: 'object-changed' });
    await expect(olderJob.finish('failed', { cause: 'too late' })).rejects.toMatchObject({ code: 'object-changed' });
    await olderJob.interrupt(new Error('too late'));
    expect(await jobOf(newer.key)).toMatchObject({ state: 'succeeded', lines: 2, order: orderOf(newer) });
  });

  it('makes the older upload stale if the newer one is begun while it is read', async () => {
    const older = world.upload('catalog/a.jsonl', [{ id: 'a', title: 'old' }]);
    const { put } = world.products;
    let newer = older;
    vi.spyOn(world.products, 'put').mockImplementationOnce(async (stored) => {
      newer = world.upload('catalog/a.jsonl', [{ id: 'a', title: 'new' }]);
      expect(await world.ingest(newer)).toBe('done');
      return put.call(world.products, stored);
    });
    expect(await world.ingest(older)).toBe('stale');
    expect((await world.products.get('a'))?.product.title).toBe('new');
    expect(await jobOf(older.key)).toMatchObject({ state: 'succeeded', order: orderOf(newer) });
  });

  it('is not begun by an older event that looked before the newer one was begun', async () => {
    const older = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    const newer = { ...older, sequencer: 'FF' };
    const get = world.jobs.get.bind(world.jobs);
    vi.spyOn(world.jobs, 'get').mockImplementationOnce(async () => {
      const found = await get('upload', older.key);
      await UploadJobWriter.open(world.ports, newer);
      return found as never;
    });
    expect(await UploadJobWriter.open(world.ports, older)).toBe('stale');
    expect(await jobOf(older.key)).toMatchObject({ order: orderOf(newer) });
  });

  it('is that of the event with the greater sequencer, as texts of the same length', () => {
    const at = (sequencer: string) => orderOf({ eventTime: '2026-01-01T00:00:00.000Z', sequencer });
    expect(at('0055') < at('0A')).toBe(true);
    expect(at('0A')).toBe(at('0A00'));
    expect(at('0055') < at('005500000001')).toBe(true);
  });

  it('ignores an event again whose sequencer only lacks the zeros at its end', async () => {
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    expect(await world.ingest({ ...event, sequencer: '0A' })).toBe('done');
    expect(await world.ingest({ ...event, sequencer: '0A00' })).toBe('duplicate');
  });
});

describe('the rejects report', () => {
  it('has at most 4 MiB, although a character may take six bytes, and counts what it leaves out', async () => {
    const report = new RejectsReport(world.reports, 'catalog/a.jsonl');
    const long = '\u0001'.repeat(500);
    for (let line = 1; line <= 1000; line++) {
      report.add({ line, code: 'invalid-record', detail: long, text: long });
      report.addIgnored(line, { field: `f${line}`, reason: 'nested', example: long });
    }
    const text = (await world.reports.read((await report.write())!))!;
    expect(Buffer.byteLength(text)).toBeLessThan(4 * 1024 ** 2 + 1000);
    const rows = text
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    const { rejected, ignored } = rows.at(-1);
    expect(rejected + ignored + rows.length - 1).toBe(2000);
  });

  it('of a key of 1,024 bytes has a key that S3 takes, another one for each upload', async () => {
    const keyOf = (end: string) => `catalog/${'ü'.repeat(504)}${end}x.jsonl`;
    expect(Buffer.byteLength(keyOf('a'))).toBe(1024);
    const keys = ['a', 'b'].map((end) => new RejectsReport(world.reports, keyOf(end)).key);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(/^rejects\/long-keys\/[0-9a-f]{64}\.jsonl$/);
  });

  it('is written for a key of 1,011 bytes, and named in the job', async () => {
    const event = world.upload(`catalog/${'a'.repeat(997)}.jsonl`, ['{', { id: 'a' }]);
    expect(Buffer.byteLength(event.key)).toBe(1011);
    expect(await world.ingest(event)).toBe('done');
    const job = (await world.job('upload', event.key)) as { rejectsKey: string };
    expect(Buffer.byteLength(job.rejectsKey)).toBeLessThanOrEqual(1024);
    expect(await world.reports.read(job.rejectsKey)).toContain('malformed-json');
  });
});

describe('a record that nests 18,000 deep', () => {
  const nested = `${'['.repeat(18_000)}1${']'.repeat(18_000)}`;
  const deep = `{"id":"deep","attributes":{"a":${nested}},"unknown":${nested}}`;

  it.each([
    ['JSON lines', 'a.jsonl', `${deep}\n{"id":"good"}`],
    ['a JSON array', 'a.json', `[${deep},{"id":"good"}]`],
  ])('costs only the values that nest: %s', async (_what, name, text) => {
    const event = world.uploadBytes(`catalog/${name}`, new TextEncoder().encode(text));
    expect(await world.ingest(event)).toBe('done');
    expect(await world.job('upload', event.key)).toMatchObject({ accepted: 2, fieldsIgnored: { values: 2 } });
    expect(await world.products.get('deep')).toBeDefined();
  });

  it('costs that record alone in XML', async () => {
    const elements = `${'<a>'.repeat(18_000)}1${'</a>'.repeat(18_000)}`;
    const text = `<f><item><id>deep</id>${elements}</item><item><id>good</id></item></f>`;
    const event = world.uploadBytes('catalog/a.xml', new TextEncoder().encode(text));
    expect(await world.ingest(event)).toBe('done');
    const rejects = [{ line: 1, detail: expect.stringContaining('more than 64 times') }];
    expect(await world.job('upload', event.key)).toMatchObject({ accepted: 1, firstRejects: rejects });
  });

  it('fails an XML file with a tag that does not end, instead of holding it in memory', async () => {
    const tag = `<item id="${'x'.repeat(4 * 1024 ** 2)}">`;
    const event = world.uploadBytes(
      'catalog/a.xml.gz',
      gzipped(`<f><item><id>a</id></item><item><id>b</id></item>${tag}`),
    );
    expect(await world.ingest(event)).toBe('failed');
    expect(await world.job('upload', event.key)).toMatchObject({
      cause: expect.stringContaining('does not end within'),
    });
  });

  it('costs that row alone in training data', async () => {
    await world.stored.publish(identityModel);
    const event = world.upload('triplets/a.jsonl', [`{"anchor":${nested}}`, '{"anchor":"a","positive":"b"}']);
    const failures = await answerTrainingUploads(world.ports, [event], { smallUploads: 'step', remaining: endless });
    expect([...failures]).toEqual([]);
    expect(await world.job('upload', event.key)).toMatchObject({ accepted: 1, rejected: 1 });
  });
});

describe('an upload of which nothing can be taken', () => {
  it.each([
    ['an empty object', [], 'the file has no record'],
    ['bad rows only', ['{', '{'], 'none of the 2 lines can be taken'],
  ] as const)('has failed under every prefix: %s', async (_what, lines, cause) => {
    await world.stored.publish(identityModel);
    for (const key of ['triplets/a.jsonl', 'interactions/a.jsonl', 'interactions/events/a.jsonl', 'catalog/a.jsonl']) {
      const event = world.upload(key, lines);
      if (key.startsWith('catalog/')) await world.ingest(event);
      else await answerTrainingUploads(world.ports, [event], { smallUploads: 'step', remaining: endless });
      expect(await world.job('upload', key)).toMatchObject({ state: 'failed', cause: expect.stringContaining(cause) });
    }
    expect([...world.starter.started]).toEqual([]);
  });
});

describe('an error that the job could not be written for', () => {
  it('is thrown as it is', async () => {
    const event = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    vi.spyOn(world.products, 'put').mockRejectedValue(new StoreError('unavailable', 'no answer'));
    vi.spyOn(world.jobs, 'update').mockRejectedValue(new Error('neither'));
    await expect(world.ingest(event)).rejects.toThrow('no answer');
  });
});
