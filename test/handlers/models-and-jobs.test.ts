import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, linearModelOf, testStart } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;

beforeEach(async () => {
  api = await memoryApi();
});

describe('GET /v1/models', () => {
  it('lists the newest versions first, page by page, and marks head and live', async () => {
    const live = await api.models.publish(identityModel);
    const head = await api.models.publish(linearModelOf([[2]]), ['head'], '2026-01-02T00:00:00.000Z');
    const first = (await api.request('GET', '/v1/models?limit=1')).json;
    expect(first.data).toMatchObject([{ version: head, head: true, live: false, dim: 1 }]);
    expect(first.data[0]).not.toHaveProperty('report');
    expect(first).toMatchObject({ head, live, previous: null, next: null });
    const second = (await api.request('GET', `/v1/models?limit=1&cursor=${encodeURIComponent(first.nextCursor)}`)).json;
    expect(second).toMatchObject({ data: [{ version: live, head: false, live: true }], nextCursor: null });
  });

  it('names the version that was live before, and the one that was announced last', async () => {
    const previous = await api.models.publish(identityModel, ['previous']);
    const next = await api.models.publish(linearModelOf([[2]]), ['next']);
    expect((await api.request('GET', '/v1/models')).json).toMatchObject({ live: null, previous, next });
  });

  it('rejects an unknown cursor and a limit out of range', async () => {
    expect(await api.request('GET', '/v1/models?cursor=xyz')).toMatchObject({
      status: 400,
      json: { code: 'invalid-cursor' },
    });
    expect((await api.request('GET', '/v1/models?limit=0')).status).toBe(422);
  });

  it('returns one version with its report', async () => {
    const version = await api.models.publish(identityModel);
    expect(await api.request('GET', `/v1/models/${version}`)).toMatchObject({
      status: 200,
      json: { version, report: {}, head: true, live: true },
    });
    expect(await api.request('GET', '/v1/models/m-0')).toMatchObject({
      status: 404,
      json: { code: 'model-not-found' },
    });
  });
});

describe('GET /v1/training-runs and /v1/uploads', () => {
  const job = { state: 'running', startedAt: testStart, updatedAt: testStart } as const;

  it('return training runs with their details', async () => {
    await api.jobs.create({ ...job, kind: 'training-run', id: 'run-1', detail: { phase: 'training', step: 5 } });
    const shown = {
      id: 'run-1',
      state: 'running',
      startedAt: testStart,
      updatedAt: testStart,
      phase: 'training',
      step: 5,
    };
    expect((await api.request('GET', '/v1/training-runs/run-1')).json).toEqual(shown);
    expect((await api.request('GET', '/v1/training-runs')).json).toEqual({ data: [shown], nextCursor: null });
    expect(await api.request('GET', '/v1/training-runs/run-2')).toMatchObject({
      status: 404,
      json: { code: 'training-run-not-found' },
    });
  });

  it('return an upload by its key, which may contain slashes', async () => {
    const key = 'catalog/2026 spring/a+b.jsonl';
    await api.jobs.create({ ...job, kind: 'upload', id: key, detail: { key, lines: 3, accepted: 2, rejected: 1 } });
    const encoded = key.split('/').map(encodeURIComponent).join('/');
    expect((await api.request('GET', `/v1/uploads/${encoded}`)).json).toMatchObject({ id: key, key, lines: 3 });
    expect(await api.request('GET', '/v1/uploads/catalog/x.jsonl')).toMatchObject({
      status: 404,
      json: { code: 'upload-not-found' },
    });
  });
});
