import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { jobHandlers, notificationOf } from '../support/api/job-handlers.ts';
import { tasteBaskets } from '../support/core/training-factories.ts';

afterAll(() => vi.resetModules());

const testEvent = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' });

afterEach(() => {
  vi.doUnmock('../../lambdas/composition/compose.ts');
  vi.doUnmock('../../lambdas/composition/models.ts');
  vi.unstubAllEnvs();
});

/** Time for about so many lines: it is over once they were written. */
function timeFor(
  { products }: { readonly products: { put: (...args: never[]) => unknown } },
  lines: number,
): () => number {
  let written = 0;
  vi.restoreAllMocks();
  const put = vi.spyOn(products, 'put');
  return () => {
    written = put.mock.calls.length;
    return written < lines ? 60_000 : 1000;
  };
}

describe('the ingest handler', () => {
  it('fails only the messages that are not JSON or whose store does not answer', async () => {
    const { world, ingest } = await jobHandlers();
    const good = world.upload('catalog/good one.jsonl', [{ id: 'a' }]);
    const bad = world.upload('catalog/bad.jsonl', [{ id: 'b' }]);
    const { find } = world.uploadStore;
    vi.spyOn(world.uploadStore, 'find').mockImplementation(async (key) => {
      if (key === bad.key) throw new Error('no answer');
      return find.call(world.uploadStore, key);
    });
    expect(await ingest(['poison', notificationOf(bad), testEvent, notificationOf(good)])).toEqual(['m0', 'm1']);
    expect(await world.products.get('a')).toBeDefined();
    vi.restoreAllMocks();
    expect(await ingest([notificationOf(bad)])).toEqual([]);
    expect(await world.products.get('b')).toBeDefined();
  });

  it('takes an upload of any length in several invocations, and fails no message', async () => {
    const { world, compaction, ingest } = await jobHandlers();
    const lines = Array.from({ length: 256 * 12 + 7 }, (_, i) => ({ id: `p${i}` }));
    const { key, ...event } = world.upload('catalog/a.jsonl', lines);
    world.continuations.messages.push(notificationOf({ key, ...event }));
    let received = 0;
    for (; world.continuations.messages.length > 0; received++) {
      const body = world.continuations.messages.shift()!;
      expect(await ingest([body], timeFor(world, 3 * 256))).toEqual([]);
    }
    expect(received).toBe(5);
    expect(await world.job('upload', key)).toMatchObject({
      ...{ state: 'succeeded', lines: lines.length, added: lines.length, continuations: 4 },
    });
    expect(compaction.draws).toHaveLength(received);
    expect(world.starter.started.size).toBe(1);
  });

  it('continues an upload while DynamoDB throttled it until the end of its time', async () => {
    const { world, ingest } = await jobHandlers();
    const { StoreError } = await import('../../lambdas/ports/store-error.ts');
    const upload = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    let left = 60_000;
    const put = vi.spyOn(world.products, 'put').mockImplementation(async () => {
      left = 9_000;
      throw new StoreError('unavailable', 'throttled');
    });
    expect(await ingest([notificationOf(upload)], () => left)).toEqual([]);
    put.mockRestore();
    expect(world.continuations.messages).toHaveLength(1);
    expect(await ingest(world.continuations.messages)).toEqual([]);
    expect(await world.products.get('a')).toBeDefined();
    vi.spyOn(world.products, 'put').mockRejectedValue(new StoreError('unavailable', 'throttled'));
    expect(await ingest([notificationOf(world.upload('catalog/b.jsonl', [{ id: 'b' }]))])).toEqual(['m0']);
  });

  it('leaves a message in the queue if its continuation cannot be sent', async () => {
    const { world, ingest } = await jobHandlers();
    const body = notificationOf(world.upload('catalog/a.jsonl', [{ id: 'a' }]));
    vi.spyOn(world.continuations, 'send').mockRejectedValueOnce(new Error('no answer'));
    expect(await ingest([body], 1000)).toEqual(['m0']);
    expect(await ingest([body])).toEqual([]);
    expect(await world.products.get('a')).toBeDefined();
  });

  it('ends the job of an upload whose message fails for the last time, and resumes it after a redrive', async () => {
    const { world, ingest } = await jobHandlers();
    const upload = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    const put = vi.spyOn(world.products, 'put').mockRejectedValue(new Error('no answer'));
    expect(await ingest([notificationOf(upload)], undefined, 4)).toEqual(['m0']);
    expect(await world.job('upload', upload.key)).toMatchObject({ state: 'running', cause: 'no answer' });
    expect(await ingest([notificationOf(upload)], undefined, 5)).toEqual(['m0']);
    expect(await world.job('upload', upload.key)).toMatchObject({
      ...{ state: 'failed', givenUp: true, cause: expect.stringMatching(/^no answer.* redrive it/) },
    });
    put.mockRestore();
    expect(await ingest([notificationOf(upload)])).toEqual([]);
    expect(await world.products.get('a')).toBeDefined();
    const job = await world.job('upload', upload.key);
    expect(job).toMatchObject({ state: 'succeeded', added: 1 });
    expect([job?.cause, (job as { givenUp?: true }).givenUp]).toEqual([undefined, undefined]);
  });

  it('ends the job of an upload whose function was ended in each attempt, when the message comes once more', async () => {
    const { world, ingest, trainingUploads } = await jobHandlers();
    for (const [receive, upload] of [
      [ingest, world.upload('catalog/a.jsonl', [{ id: 'a' }])],
      [trainingUploads, world.upload('triplets/a.jsonl', tasteBaskets())],
    ] as const) {
      const { UploadJobWriter } = await import('../../lambdas/use-cases/uploads/upload-job.ts');
      await UploadJobWriter.open(world.ports, upload);
      expect(await receive([notificationOf(upload)], undefined, 6)).toEqual(['m0']);
      expect(await world.job('upload', upload.key)).toMatchObject({
        ...{ state: 'failed', givenUp: true, cause: expect.stringMatching(/ended by its time or memory.* redrive it/) },
      });
      expect(await receive([notificationOf(upload)])).toEqual([]);
      expect(await world.job('upload', upload.key)).toMatchObject({ state: 'succeeded' });
    }
  });

  it('leaves the cause of a job that its last attempt ended, and that of a newer upload', async () => {
    const { world, ingest } = await jobHandlers();
    const upload = world.upload('catalog/a.jsonl', [{ id: 'a' }]);
    vi.spyOn(world.products, 'put').mockRejectedValue(new Error('no answer'));
    for (const receives of [5, 6]) expect(await ingest([notificationOf(upload)], undefined, receives)).toEqual(['m0']);
    expect(await world.job('upload', upload.key)).toMatchObject({ cause: expect.stringMatching(/^no answer/) });
    const newer = world.upload('catalog/a.jsonl', [{ id: 'b' }]);
    expect(await ingest([notificationOf(newer)])).toEqual(['m0']);
    expect(await ingest([notificationOf(upload)], undefined, 6)).toEqual(['m0']);
    expect(await world.job('upload', upload.key)).toMatchObject({ state: 'running', cause: 'no answer' });
  });

  it('fails the message all the same if the job cannot be ended', async () => {
    const { world, logger, ingest } = await jobHandlers();
    const body = notificationOf(world.upload('catalog/a.jsonl', [{ id: 'a' }]));
    vi.spyOn(world.jobs, 'get').mockRejectedValue(new Error('no answer'));
    expect(await ingest([body], undefined, 5)).toEqual(['m0']);
    expect(logger.warn).toHaveBeenCalledWith('a job was not ended', expect.anything());
  });

  it('requests a compaction after an ingest, and succeeds if that request fails', async () => {
    const { world, compaction, logger, ingest } = await jobHandlers();
    const body = notificationOf(world.upload('catalog/a.jsonl', [{ id: 'a' }]));
    expect(await ingest([body])).toEqual([]);
    expect(compaction.draws).toEqual([0]);
    await ingest([body]);
    expect(compaction.draws).toEqual([0]);
    vi.spyOn(compaction, 'start').mockRejectedValue(new Error('no answer'));
    expect(await ingest([notificationOf(world.upload('catalog/b.jsonl', [{ id: 'b' }]))])).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith('no compaction requested', expect.anything());
  });

  it('removes what an upload lacks that replaces the catalog, and requests a compaction', async () => {
    const { world, compaction, ingest } = await jobHandlers();
    const ids = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
    await ingest([notificationOf(world.upload('catalog/a.jsonl', ids))]);
    expect(await ingest([notificationOf(world.upload('replace/catalog/a.jsonl', ids.slice(1)))])).toEqual([]);
    expect(await world.products.get('a')).toBeUndefined();
    expect(await world.products.get('b')).toBeDefined();
    expect(compaction.draws).toEqual([0, 0]);
  });

  it('fails the job of an upload that is not under catalog/', async () => {
    const { world, ingest } = await jobHandlers();
    const upload = world.upload('elsewhere/a.jsonl', [{ id: 'a' }]);
    expect(await ingest([notificationOf(upload)])).toEqual([]);
    expect(await world.job('upload', upload.key)).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('catalog/'),
    });
  });
});

describe('the training-uploads handler', () => {
  it('starts a run for the good uploads of a batch, and fails only the bad messages', async () => {
    const { world, trainingUploads } = await jobHandlers();
    const good = world.upload('triplets/t.jsonl', tasteBaskets());
    const bad = world.upload('interactions/i.jsonl', tasteBaskets());
    const { find } = world.uploadStore;
    vi.spyOn(world.uploadStore, 'find').mockImplementation(async (key) => {
      if (key === bad.key) throw new Error('no answer');
      return find.call(world.uploadStore, key);
    });
    const messages = ['poison', testEvent, notificationOf(bad), notificationOf(good)];
    expect(await trainingUploads(messages)).toEqual(['m0', 'm2']);
    expect(await world.job('upload', good.key)).toMatchObject({ state: 'succeeded' });
    expect([...world.starter.started.values()]).toMatchObject([{ kind: 'train', trigger: [good.key], attempt: 1 }]);
  });

  it('ends the job of an upload whose message fails for the last time', async () => {
    const { world, trainingUploads } = await jobHandlers();
    const upload = world.upload('triplets/t.jsonl', tasteBaskets());
    vi.spyOn(world.uploadStore, 'find').mockRejectedValue(new Error('no answer'));
    expect(await trainingUploads([notificationOf(upload)], undefined, 5)).toEqual(['m0']);
    expect(await world.job('upload', upload.key)).toMatchObject({ state: 'failed', givenUp: true });
  });

  it('takes a step from head on a small upload of triplets, and starts a run for the other uploads', async () => {
    const { world, trainingUploads } = await jobHandlers();
    const { identityModel } = await import('../support/core/factories.ts');
    const parent = await world.stored.publish(identityModel);
    const few = world.upload('triplets/few.jsonl', [{ anchor: [1, 0], positive: [0.5, 0.5], negative: [0.9, 0] }]);
    const many = world.upload('interactions/i.jsonl', tasteBaskets());
    expect(await trainingUploads([notificationOf(few), notificationOf(many)])).toEqual([]);
    expect(await world.job('upload', few.key)).toMatchObject({ state: 'succeeded', step: { parent, triplets: 1 } });
    expect([...world.starter.started.values()]).toMatchObject([{ trigger: [many.key] }]);
  });

  it('starts nothing twice for a message that comes twice', async () => {
    const { world, trainingUploads } = await jobHandlers();
    const message = notificationOf(world.upload('triplets/t.jsonl', tasteBaskets()));
    for (let times = 0; times < 3; times++) expect(await trainingUploads([message])).toEqual([]);
    expect(world.starter.started.size).toBe(1);
  });

  it('continues uploads that had to wait behind others, and fails the message of one that had all the time', async () => {
    const { world, trainingUploads } = await jobHandlers();
    const first = world.upload('interactions/a.jsonl', tasteBaskets());
    const second = world.upload('interactions/b.jsonl', tasteBaskets());
    expect(await trainingUploads([notificationOf(first), notificationOf(second)], 1000)).toEqual(['m0']);
    expect(world.starter.started.size).toBe(0);
    expect(await world.job('upload', first.key)).toMatchObject({
      state: 'running',
      cause: expect.stringContaining('no further'),
    });
    const messages = [notificationOf(first), ...world.continuations.messages.splice(0)];
    expect(messages).toHaveLength(2);
    expect(await trainingUploads(messages)).toEqual([]);
    expect([...world.starter.started.values()]).toMatchObject([{ trigger: [first.key, second.key] }]);
  });

  it('gives an upload up that has all the time of five invocations and is not read', async () => {
    const { world, trainingUploads } = await jobHandlers();
    const upload = world.upload('interactions/a.jsonl', tasteBaskets());
    for (let receives = 1; receives <= 5; receives++)
      expect(await trainingUploads([notificationOf(upload)], 1000, receives)).toEqual(['m0']);
    expect(world.continuations.messages).toEqual([]);
    expect(await world.job('upload', upload.key)).toMatchObject({
      ...{ state: 'failed', givenUp: true, cause: expect.stringContaining('no further') },
    });
  });

  it('leaves the message in the queue if the run cannot be started', async () => {
    const { world, trainingUploads } = await jobHandlers();
    const message = notificationOf(world.upload('triplets/t.jsonl', tasteBaskets()));
    vi.spyOn(world.starter, 'start').mockRejectedValueOnce(new Error('throttled'));
    expect(await trainingUploads([message])).toEqual(['m0']);
    expect(await trainingUploads([message])).toEqual([]);
    expect(world.starter.started.size).toBe(1);
  });
});
