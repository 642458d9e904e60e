import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunDecision } from '../../../lambdas/ports/job-detail.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { startRun } from '../../../lambdas/use-cases/runs/start-run.ts';
import {
  answerTrainingUploads,
  requestTraining,
} from '../../../lambdas/use-cases/training-uploads/answer-training-uploads.ts';
import { trainingRunId } from '../../../lambdas/use-cases/training-uploads/check-training-uploads.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { gzipped } from '../../support/stores/byte-streams.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

describe('a batch of training uploads', () => {
  let world: JobWorld;

  const runs = async () => (await world.jobs.list('training-run', { limit: 100 })).items;
  const live = async () => (await world.stored.pointers.read('live'))?.version;

  beforeEach(async () => {
    world = new JobWorld();
    await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  });

  it('starts one run, in any order of its events', async () => {
    const a = world.upload('triplets/a.jsonl', tasteBaskets().slice(0, 40));
    const b = world.upload('interactions/b.jsonl', tasteBaskets().slice(40));
    await world.train([b, a]);
    expect((await runs()).map((run) => run.id)).toEqual([trainingRunId([a, b])]);
    await world.train([a, b]);
    expect(await runs()).toHaveLength(1);
  });

  it('is not trained on again if its events come again in other groups', async () => {
    const a = world.upload('triplets/a.jsonl', tasteBaskets());
    const b = world.upload('interactions/b.jsonl', tasteBaskets());
    await world.train([a, b]);
    const before = await runs();
    world.clock.advance(60);
    await world.train([b]);
    await world.train([a]);
    expect(await runs()).toEqual(before);
  });

  it('resumes the interrupted run if its events come again in other groups', async () => {
    const a = world.upload('triplets/a.jsonl', tasteBaskets());
    const b = world.upload('interactions/b.jsonl', tasteBaskets());
    const save = vi.spyOn(world.stored.weights, 'save').mockRejectedValue(new StoreError('unavailable', 'no answer'));
    await expect(world.train([a, b])).rejects.toThrow('no answer');
    expect(await runs()).toMatchObject([{ state: 'failed', detail: { cause: 'no answer' } }]);
    save.mockRestore();
    await world.train([b]);
    await world.train([a]);
    expect(await runs()).toMatchObject([{ id: trainingRunId([a, b]), state: 'succeeded' }]);
  });

  it('starts no run for objects of events: their job counts the rows, and the next run on new data reads them', async () => {
    await world.train([world.upload('interactions/b.jsonl', tasteBaskets())]);
    const before = await runs();
    const events = tasteBaskets()
      .slice(0, 3)
      .map((row) => ({ ...row, at: '2026-01-03T10:15:00.001Z' }));
    const object = world.upload('interactions/events/2026-01-03/10-15-00.001Z-ab.jsonl', [...events, 'broken']);
    const options = { smallUploads: 'step', remaining: endless } as const;
    for (let times = 0; times < 2; times++)
      expect(await answerTrainingUploads(world.ports, [object], options)).toEqual(new Map());
    expect(await runs()).toEqual(before);
    expect(await world.job('upload', object.key)).toMatchObject({
      state: 'succeeded',
      waitsForNextRun: true,
      lines: 4,
      accepted: 3,
      rejected: 1,
    });
    const request = { kind: 'train', runId: 'run-new', attempt: 1, trigger: [], config: {}, data: 'new' } as const;
    await startRun(world.ports, request);
    await world.run(request);
    const { decisions = [] } = (await world.job('training-run', 'run-new')) as { decisions?: RunDecision[] };
    expect(decisions.find(({ name }) => name === 'gather')).toMatchObject({ newRows: 3 });
  });

  it('is answered again only for an object of events whose read was interrupted', async () => {
    const good = world.upload('interactions/events/a.jsonl', tasteBaskets());
    const bad = world.upload('interactions/events/b.jsonl', tasteBaskets());
    const { open } = world.uploadStore;
    vi.spyOn(world.uploadStore, 'open').mockImplementation(async (object) => {
      if (object.key === bad.key) throw new StoreError('unavailable', 'no answer');
      return open.call(world.uploadStore, object);
    });
    const failures = await answerTrainingUploads(world.ports, [bad, good], { smallUploads: 'run', remaining: endless });
    expect([...failures.keys()]).toEqual([bad]);
    expect(await world.job('upload', good.key)).toMatchObject({ state: 'succeeded' });
    expect(await world.job('upload', bad.key)).toMatchObject({ state: 'running', cause: 'no answer' });
  });

  it.each<[string, (object | string)[]]>([
    ['an empty object', []],
    ['blank lines only', ['', ' ']],
    ['bad lines only', ['broken', { colour: 'red' }]],
  ])('starts no run for %s, whose job fails with one cause', async (_what, lines) => {
    const bad = world.upload('interactions/bad.jsonl', lines);
    await world.train([bad]);
    const job = (await world.job('upload', bad.key))!;
    expect(job).toMatchObject({ state: 'failed', cause: expect.stringMatching(/no record|none of the 2 lines/) });
    expect(job).not.toHaveProperty('trainingRun');
    expect(await runs()).toEqual([]);
    const good = world.upload('triplets/good.jsonl', tasteBaskets());
    const again = world.upload('interactions/bad.jsonl', lines);
    await world.train([again, good]);
    expect(await runs()).toMatchObject([{ id: trainingRunId([again, good]), state: 'succeeded' }]);
    expect((await runs())[0]?.detail).toMatchObject({ trigger: [good.key] });
  });

  it('starts a run on the uploads that can be checked, and lets the others come again', async () => {
    const good = world.upload('triplets/good.jsonl', tasteBaskets());
    const bad = world.upload('interactions/bad.jsonl', ['broken']);
    vi.spyOn(world.reports, 'write').mockImplementation(async (key) => {
      if (key.includes('bad')) throw new StoreError('unavailable', 'no answer');
    });
    const failures = await requestTraining(world.ports, [bad, good], endless);
    expect([...failures.keys()]).toEqual([bad]);
    await world.train([good]);
    expect(await live()).toBeDefined();
  });

  it('starts no run for uploads that are unreadable, gone or no training data', async () => {
    const unreadable = world.uploadBytes('triplets/a.jsonl.gz', Uint8Array.of(1, 2, 3));
    const wrong = world.upload('triplets/a.md', tasteBaskets());
    const elsewhere = world.upload('catalog/a.jsonl', tasteBaskets());
    const gone = world.upload('triplets/gone.jsonl', tasteBaskets());
    world.uploadStore.delete(gone.key);
    for (const events of [[unreadable, wrong, elsewhere, gone], [unreadable]]) await world.train(events);
    expect(await runs()).toEqual([]);
    expect(await world.job('upload', wrong.key)).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('.csv'),
    });
  });

  it('starts a run, and no step, for few triplets if head learned from the catalog alone', async () => {
    await world.run({ kind: 'train', runId: 'run-catalog', attempt: 1, trigger: [], config: {}, data: 'catalog' });
    const few = world.upload('triplets/few.jsonl', [
      { anchor: 'cup-red', positive: 'cup-blue', negative: 'lamp-red' },
      { anchor: 'cup-red', positive: 'cup-green', negative: 'lamp-red' },
    ]);
    expect(await answerTrainingUploads(world.ports, [few], { smallUploads: 'step', remaining: endless })).toEqual(
      new Map(),
    );
    expect((await world.jobs.get('upload', few.key))!.detail.trainingRun).toBeDefined();
  });

  it('starts a run although a file breaks off, and trains on the lines before the break', async () => {
    const lines = tasteBaskets().map((row) => JSON.stringify({ ...row, at: '2026-01-01T00:00:00Z' }));
    world.judgeEvenly();
    const whole = gzipped(lines.join('\n'));
    await world.train([world.uploadBytes('interactions/cut.jsonl.gz', whole.subarray(0, whole.length - 20))]);
    const good = world.upload('triplets/good.jsonl', tasteBaskets());
    await world.train([good]);
    expect(await runs()).toMatchObject([
      { state: 'succeeded', detail: { unreadable: ['interactions/cut.jsonl.gz'], embedded: 30 } },
    ]);
  });

  it('trains on an object that is replaced after the listing, and skips one that is gone', async () => {
    const event = world.upload('triplets/a.jsonl', tasteBaskets());
    const { list } = world.uploadStore;
    vi.spyOn(world.uploadStore, 'list').mockImplementation(async function* (prefix) {
      for await (const object of list.call(world.uploadStore, prefix)) yield { ...object, etag: 'as it was' };
      if (prefix === 'triplets/') yield { key: 'triplets/gone.jsonl', bytes: 1, etag: 'x', lastModified: '' };
    });
    await world.train([event]);
    expect(await runs()).toMatchObject([{ state: 'succeeded', detail: { rows: { added: 80 } } }]);
  });

  it('makes a text model live if no row can be used, and says why', async () => {
    const event = world.upload('triplets/a.jsonl', [
      { anchor: 'nobody', positive: 'knows' },
      { items: ['cup-red'], kind: 'basket' },
    ]);
    await world.train([event]);
    expect(await runs()).toMatchObject([
      {
        state: 'succeeded',
        detail: {
          learnedFrom: 'catalog',
          catalogAlone: expect.stringMatching(/1 rows name products .* 1 rows hold no two different products/),
        },
      },
    ]);
    expect(await live()).toBeDefined();
  });

  it('trains if the training data is uploaded again after a late catalog', async () => {
    const early = new JobWorld();
    await early.train([early.upload('triplets/t.jsonl', tasteBaskets())]);
    expect(await early.stored.pointers.read('live')).toBeUndefined();
    await early.ingest(early.upload('catalog/c.jsonl', colouredThings()));
    await early.train([early.upload('triplets/t.jsonl', tasteBaskets())]);
    const version = (await early.stored.pointers.read('live'))!.version;
    expect(await early.embedded(version)).toHaveLength(30);
  });

  it('is judged on held-out rows if the judging rows name no product of the catalog', async () => {
    world.upload('judging/judge.jsonl', [{ query: 'nobody', relevant: ['nothing'] }]);
    await world.train([world.upload('triplets/a.jsonl', tasteBaskets())]);
    expect(await runs()).toMatchObject([{ detail: { judgedOn: 'held-out', metrics: { all: {} } } }]);
  });

  it('ends with the version of later data live, even if an older run ends last', async () => {
    const first = world.upload('triplets/a.jsonl', tasteBaskets().slice(0, 40));
    const { save } = world.stored.weights;
    let newest: string | undefined;
    vi.spyOn(world.stored.weights, 'save').mockImplementationOnce(async (version, bytes) => {
      await world.train([world.upload('triplets/b.jsonl', tasteBaskets())]);
      newest = await live();
      await save.call(world.stored.weights, version, bytes);
    });
    await world.train([first]);
    expect(newest).toBeDefined();
    expect(await live()).toBe(newest);
    expect((await world.stored.pointers.read('head'))?.version).toBe(newest);
    expect(await world.job('training-run', trainingRunId([first]))).toMatchObject({
      state: 'succeeded',
      promoted: false,
    });
  });
});
