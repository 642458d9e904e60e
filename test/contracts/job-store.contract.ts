import { describe, expect, it } from 'vitest';
import type { ExportJob, JobStore, TrainingRunJob, UploadJob } from '../../lambdas/ports/job-store.ts';
import { secondOf } from './samples.ts';

function job(step: number, overrides: Partial<UploadJob> = {}): UploadJob {
  return {
    kind: 'upload',
    id: `catalog/${step} ü.jsonl`,
    state: 'running',
    startedAt: secondOf(step),
    updatedAt: secondOf(step),
    detail: { lines: step, step: null, cause: 'ü' },
    ...overrides,
  };
}

function run(step: number): TrainingRunJob {
  const decisions = [{ name: 'plan', at: secondOf(step), because: 'ü', nested: { list: [1, 'two', null] } }];
  return { ...job(step), kind: 'training-run', detail: { step, decisions } };
}

/** The tests that every job store must pass. @param makeStore An empty store. */
export function describeJobStore(name: string, makeStore: () => Promise<JobStore>): void {
  describe(`${name} as a JobStore`, () => {
    it('returns a created job by kind and id', async () => {
      const store = await makeStore();
      expect(await store.create(job(1))).toBe('created');
      expect(await store.get('upload', job(1).id)).toEqual(job(1));
      expect(await store.get('training-run', job(1).id)).toBeUndefined();
      expect(await store.create(run(1))).toBe('created');
      expect(await store.get('training-run', run(1).id)).toEqual(run(1));
      const exported: ExportJob = {
        ...run(1),
        kind: 'export',
        detail: { format: 'npy', modelVersion: 'm-1', filter: [1] },
      };
      expect(await store.create(exported)).toBe('created');
      expect(await store.get('export', exported.id)).toEqual(exported);
    });

    it('does not change a job that exists when it is created again', async () => {
      const store = await makeStore();
      await store.create(job(1));
      expect(await store.create(job(1))).toBe('exists');
      expect(await store.create(job(1, { state: 'failed', startedAt: secondOf(9) }))).toBe('exists');
      expect(await store.get('upload', job(1).id)).toEqual(job(1));
    });

    it('lets exactly one of 20 concurrent callers create a job', async () => {
      const store = await makeStore();
      const racers = Array.from({ length: 20 }, (_, index) => store.create(job(1, { startedAt: secondOf(index) })));
      const outcomes = await Promise.all(racers);
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect((await store.get('upload', job(1).id))?.startedAt).toBe(secondOf(outcomes.indexOf('created')));
    });

    it('replaces the state, updatedAt and detail of a job, but not startedAt', async () => {
      const store = await makeStore();
      await store.create(job(1));
      const done = job(1, { state: 'succeeded', startedAt: secondOf(8), updatedAt: secondOf(9), detail: { lines: 7 } });
      await store.update(done);
      expect(await store.get('upload', done.id)).toEqual({ ...done, startedAt: secondOf(1) });
    });

    it('creates a job by an update if there is none', async () => {
      const store = await makeStore();
      await store.update(job(1));
      expect(await store.get('upload', job(1).id)).toEqual(job(1));
      expect((await store.list('upload', { limit: 10 })).items).toEqual([job(1)]);
    });

    it('does not change the job of an upload for an older event of its key', async () => {
      const store = await makeStore();
      const event = (order: string, lines: number) => job(1, { detail: { order, lines } });
      await store.create(event('2', 1));
      expect(await store.update(event('1', 2))).toBe('superseded');
      expect(await store.get('upload', job(1).id)).toEqual(event('2', 1));
      for (const order of ['2', '3']) expect(await store.update(event(order, 3))).toBe('updated');
      expect(await store.update(event('2', 4))).toBe('superseded');
      expect(await store.get('upload', job(1).id)).toEqual(event('3', 3));
    });

    it('does not let the job of an upload run again that has ended, until a newer event comes', async () => {
      const store = await makeStore();
      const at = (state: UploadJob['state'], order: string, lines: number) =>
        job(1, { state, detail: { order, lines } });
      for (const lines of [1, 2]) expect(await store.update(at('running', '2', lines))).toBe('updated');
      for (const lines of [3, 4]) expect(await store.update(at('succeeded', '2', lines))).toBe('updated');
      expect(await store.update(at('running', '2', 5))).toBe('superseded');
      expect(await store.get('upload', job(1).id)).toEqual(at('succeeded', '2', 4));
      expect(await store.update(at('running', '3', 6))).toBe('updated');
    });

    it.each(['succeeded', 'failed'] as const)(
      'does not let an older event end the job of a newer one: %s',
      async (state) => {
        const store = await makeStore();
        const newer = job(1, { detail: { order: '2', lines: 1 } });
        await store.update(newer);
        expect(await store.update(job(1, { state, detail: { order: '1', lines: 2 } }))).toBe('superseded');
        expect(await store.get('upload', newer.id)).toEqual(newer);
      },
    );

    it('lets the job of an upload run again that has failed, if it is of the same event', async () => {
      const store = await makeStore();
      const at = (state: UploadJob['state'], order: string) => job(1, { state, detail: { order } });
      expect(await store.reopen(at('running', '2'))).toBe('superseded');
      await store.update(at('failed', '2'));
      for (const order of ['1', '3']) expect(await store.reopen(at('running', order))).toBe('superseded');
      expect(await store.get('upload', job(1).id)).toEqual(at('failed', '2'));
      expect(await store.reopen(at('running', '2'))).toBe('updated');
      expect(await store.reopen(at('running', '2'))).toBe('superseded');
      await store.update(at('succeeded', '2'));
      expect(await store.reopen(at('running', '2'))).toBe('superseded');
      expect(await store.get('upload', job(1).id)).toEqual(at('succeeded', '2'));
    });

    it('stores a cancel request with a running job, and updates do not change it', async () => {
      const store = await makeStore();
      const cancel = { at: secondOf(2), by: 'ann', why: 'by mistake', attempt: 1 };
      await store.create(job(1));
      expect(await store.requestCancel('upload', job(1).id, cancel)).toBe('requested');
      await store.update(job(1, { detail: { lines: 9 } }));
      expect(await store.get('upload', job(1).id)).toEqual(job(1, { detail: { lines: 9 }, cancel }));
    });

    it('rejects a cancel request for a job that has ended or does not exist', async () => {
      const store = await makeStore();
      const cancel = { at: secondOf(2), by: 'ann', attempt: 1 };
      expect(await store.requestCancel('upload', job(1).id, cancel)).toBe('not-running');
      await store.create(job(1, { state: 'succeeded' }));
      expect(await store.requestCancel('upload', job(1).id, cancel)).toBe('not-running');
      expect(await store.get('upload', job(1).id)).toEqual(job(1, { state: 'succeeded' }));
    });

    it('lists the jobs of one kind in pages, the last started first', async () => {
      const store = await makeStore();
      for (const step of [2, 1, 3]) await store.create(job(step));
      await store.create(run(4));
      await store.update(job(1, { updatedAt: secondOf(50) }));
      const first = await store.list('upload', { limit: 2 });
      expect(first.items).toEqual([job(3), job(2)]);
      const second = await store.list('upload', { limit: 2, cursor: first.cursor! });
      expect(second).toEqual({ items: [job(1, { updatedAt: secondOf(50) })] });
    });

    it('rejects a cursor from the listing of another kind', async () => {
      const store = await makeStore();
      for (const step of [1, 2]) await store.create(job(step));
      const { cursor } = await store.list('upload', { limit: 1 });
      const listing = store.list('training-run', { limit: 1, cursor: cursor! });
      await expect(listing).rejects.toMatchObject({ code: 'invalid-cursor' });
    });
  });
}
