import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, storedModelOf } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

const why = { why: 'the sale begins', by: 'ann' };

describe('the handler of training runs, promotion and rollback', () => {
  let api: Awaited<ReturnType<typeof memoryApi>>;
  const post = (path: string, body: object) => api.request('POST', path, { body });
  const started = () => [...api.starter.started.values()];

  beforeEach(async () => {
    api = await memoryApi();
  });

  it('starts a run of one name only once', async () => {
    const first = await post('/v1/training-runs', { name: 'spring', config: { epochs: 3 } });
    expect(first).toMatchObject({
      status: 202,
      headers: { location: '/v1/training-runs/run-spring' },
      json: { id: 'run-spring', state: 'running', phase: 'queued', attempt: 1 },
    });
    expect((await post('/v1/training-runs', { name: 'spring' })).status).toBe(202);
    const asked = { trigger: [], config: { epochs: 3 }, data: 'all' };
    expect(started()).toEqual([{ kind: 'train', runId: 'run-spring', attempt: 1, ...asked }]);
  });

  it('starts a run with data: new, which a resumed run keeps', async () => {
    const { json } = await post('/v1/training-runs', { name: 'spring', data: 'new' });
    expect(json.data).toBe('new');
    const job = (await api.jobs.get('training-run', 'run-spring'))!;
    await api.jobs.update({ ...job, state: 'failed', detail: { ...job.detail, cause: 'no answer' } });
    await post('/v1/training-runs', { resume: 'run-spring' });
    expect(started()).toMatchObject([{ data: 'new' }, { attempt: 2, data: 'new' }]);
  });

  it('generates a name for a run without one', async () => {
    const { json } = await post('/v1/training-runs', {});
    expect(json.id).toMatch(/^run-[A-Za-z0-9_-]+$/);
    expect((await api.request('GET', `/v1/training-runs/${json.id}`)).json).toMatchObject({ state: 'running' });
  });

  it.each([
    [{ config: { epochs: -1 } }, '/config/epochs'],
    [{ config: { epoch: 1 } }, '/config/epoch'],
    [{ name: 'a b' }, '/name'],
    [{ data: 'old' }, '/data'],
    [{ resume: 'spring' }, '/resume'],
    [{ nmae: 'a' }, '/nmae'],
  ])('rejects %j with the pointer of the fault', async (body, pointer) => {
    const answer = await post('/v1/training-runs', body);
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer }] } });
    expect(started()).toEqual([]);
  });

  it('resumes a failed run with its own configuration, and rejects an unknown run', async () => {
    expect((await post('/v1/training-runs', { resume: 'run-spring' })).json.code).toBe('training-run-not-found');
    await post('/v1/training-runs', { name: 'spring', config: { epochs: 3 } });
    const job = (await api.jobs.get('training-run', 'run-spring'))!;
    await api.jobs.update({ ...job, state: 'failed', detail: { ...job.detail, cause: 'no answer' } });
    expect((await post('/v1/training-runs', { resume: 'run-spring' })).json).toMatchObject({
      attempt: 2,
      state: 'running',
    });
    expect(started().at(-1)).toMatchObject({ attempt: 2, config: { epochs: 3 } });
  });

  it('stores who asked for a run and why, and for the next attempt who asked for that', async () => {
    const first = await post('/v1/training-runs', { name: 'spring', by: 'ann', why: 'the new collection' });
    expect(first.json.requested).toEqual({ by: 'ann', why: 'the new collection' });
    const job = (await api.jobs.get('training-run', 'run-spring'))!;
    await api.jobs.update({ ...job, state: 'failed', detail: { ...job.detail, cause: 'no answer' } });
    expect((await post('/v1/training-runs', { resume: 'run-spring' })).json.requested).toEqual({ by: 'unknown' });
  });

  it('cancels a running run with who asked for that and why, and rejects others', async () => {
    await post('/v1/training-runs', { name: 'spring' });
    const mistake = { by: 'ann', why: 'started by mistake' };
    expect(await post('/v1/training-runs/run-spring:cancel', mistake)).toMatchObject({
      status: 202,
      json: { state: 'running', cancelRequested: { ...mistake, attempt: 1 } },
    });
    const job = (await api.jobs.get('training-run', 'run-spring'))!;
    await api.jobs.update({ ...job, state: 'canceled' });
    expect((await post('/v1/training-runs/run-spring:cancel', {})).json.code).toBe('run-not-running');
    expect((await post('/v1/training-runs/run-autumn:cancel', {})).json.code).toBe('training-run-not-found');
    expect((await post('/v1/training-runs/run-spring:stop', {})).json.code).toBe('route-not-found');
  });

  it('promotes a version that was never judged with an override, and shows the decision with the model', async () => {
    const version = await api.models.publish(identityModel, ['head']);
    expect((await post(`/v1/models/${version}:promote`, why)).json.code).toBe('held-by-gate');
    const { status, json } = await post(`/v1/models/${version}:promote`, { ...why, override: true });
    expect(status).toBe(202);
    expect(started()).toMatchObject([{ kind: 'publish', runId: json.id, version }]);
    expect(json.requested).toEqual({ by: 'ann', why: 'the sale begins' });
    expect((await api.request('GET', `/v1/models/${version}`)).json.decisions).toMatchObject([
      { decision: 'override', ...why },
    ]);
  });

  it('records the caller that the gateway authenticated rather than the one in the body', async () => {
    const version = await api.models.publish(identityModel, ['head']);
    const authorizer = { iam: { userArn: 'arn:aws:iam::1:user/bob' } };
    await api.request('POST', `/v1/models/${version}:promote`, { body: { ...why, override: true }, authorizer });
    expect(await api.decisions.of(version)).toMatchObject([{ by: 'arn:aws:iam::1:user/bob' }]);
  });

  it('sets head to any saved version, and stores who did it, why, and where head was', async () => {
    const good = await api.models.publish(identityModel, ['head', 'live']);
    const triplets = [{ anchor: [1, 0], positive: [0.5, 0.5], negative: [0.9, 0] }];
    const step = (await post('/v1/train', { triplets })).json;
    expect(step).toMatchObject({ parent: good, stepsSinceLive: 1 });
    const undone = await post(`/v1/models/${good}:head`, { why: 'wrong rows', by: 'ann' });
    expect(undone).toMatchObject({
      status: 200,
      json: { head: good, from: step.head, live: good, stepsSinceLive: 0 },
    });
    expect((await post('/v1/train', { triplets })).json.parent).toBe(good);
    expect(await api.decisions.of(good)).toMatchObject([
      { decision: 'head-set', by: 'ann', why: 'wrong rows', figures: { from: step.head } },
    ]);
    expect(started()).toEqual([]);
  });

  it('sets head only with a reason, to a version that exists, and takes no override', async () => {
    const version = await api.models.publish(identityModel, ['head']);
    expect((await post(`/v1/models/m-0:head`, why)).json.code).toBe('model-not-found');
    for (const body of [{}, { ...why, override: true }])
      expect((await post(`/v1/models/${version}:head`, body)).json.code).toBe('invalid-request');
    expect(await post(`/v1/models/${version}:head`, why)).toMatchObject({ json: { head: version, from: version } });
    expect(await api.decisions.of(version)).toEqual([]);
  });

  it('rolls back from the live version only', async () => {
    const old = await api.models.publish(identityModel, ['live', 'previous']);
    const { version } = storedModelOf({ ...identityModel, normalize: !identityModel.normalize });
    await api.models.publish({ ...identityModel, normalize: !identityModel.normalize }, ['live']);
    expect((await post(`/v1/models/${old}:rollback`, why)).json.code).toBe('not-live');
    expect(await post(`/v1/models/${version}:rollback`, why)).toMatchObject({ status: 202, json: { live: old } });
    expect((await api.request('GET', '/v1/health')).json.live).toBe(old);
  });
});
