import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExportJob } from '../../../lambdas/ports/job-store.ts';
import { memoryApi } from '../../support/api/memory-api.ts';
import { identityModel, linearModelOf, storedModelOf, testStart } from '../../support/core/factories.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;
let live: string;

const post = (body: object, key?: string) =>
  api.request('POST', '/v1/exports', { body, ...(key && { headers: { 'idempotency-key': key } }) });
const get = (id: string) => api.request('GET', `/v1/exports/${id}`);
const started = () => [...api.exportStarter.started];

beforeEach(async () => {
  api = await memoryApi();
  live = await api.models.publish(identityModel);
});

describe('POST /v1/exports', () => {
  it('starts an export of the live version, as Parquet by default', async () => {
    const answer = await post({});
    const { id } = answer.json;
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/v1/exports/${id}` },
      json: { state: 'running', phase: 'queued', format: 'parquet', modelVersion: live },
    });
    expect(started()).toEqual([id]);
    expect((await get(id)).json).toEqual(answer.json);
  });

  it('exports neighbours, and shows the filter as it was given', async () => {
    const filter = {
      or: [
        { field: 'brand', eq: 'Ridge' },
        { field: 'price', range: { lt: 5 } },
      ],
    };
    const { json } = await post({ format: 'jsonl', neighbours: { k: 1000 }, filter });
    expect(json).toMatchObject({ format: 'jsonl', neighbours: 1000, filter });
    expect(json).not.toHaveProperty('condition');
  });

  it('starts one export for all requests of one key, and refuses another request with it', async () => {
    const first = await post({ neighbours: { k: 5 } }, '"nightly"');
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const second = await post({ neighbours: { k: 5 } }, 'nightly');
    expect(second).toMatchObject({ status: 202, headers: { 'idempotency-replayed': 'true' }, json: first.json });
    expect(await post({ neighbours: { k: 6 } }, 'nightly')).toMatchObject({
      status: 422,
      json: { code: 'idempotency-key-reused' },
    });
    expect(started()).toEqual([first.json.id]);
    expect((await api.request('GET', '/v1/exports')).json.data).toHaveLength(1);
  });

  it('shows an export as failed whose start failed and that no request can start again', async () => {
    vi.spyOn(api.exportStarter, 'start').mockRejectedValueOnce(new api.StoreError('unavailable', 'down'));
    vi.spyOn(api.logger, 'warn').mockReturnValue();
    expect((await post({})).status).toBe(503);
    const { json } = await api.request('GET', '/v1/exports');
    expect(json.data).toMatchObject([{ state: 'failed', cause: expect.stringContaining('down') }]);
  });

  it('starts an export whose start failed when the request is sent again', async () => {
    const start = vi.spyOn(api.exportStarter, 'start').mockRejectedValueOnce(new api.StoreError('unavailable', 'down'));
    vi.spyOn(api.logger, 'warn').mockReturnValue();
    expect((await post({}, 'nightly')).status).toBe(503);
    api.clock.advance(31);
    const { status, json } = await post({}, 'nightly');
    expect(status).toBe(202);
    expect(start.mock.calls).toEqual([[json.id], [json.id]]);
  });

  it.each([
    [{ format: 'csv' }, '/format', 'expected one of parquet, npy, safetensors, jsonl, tsv'],
    [{ format: 'npy', neighbours: { k: 5 } }, '/format', 'cannot hold neighbours, expected parquet or jsonl'],
    [{ neighbours: { k: 0 } }, '/neighbours/k', ''],
    [{ neighbours: { k: 1001 } }, '/neighbours/k', ''],
    [{ neighbours: { top: 50 } }, '/neighbours/top', 'did you mean k?'],
    [{ neighbors: { k: 50 } }, '/neighbors', 'did you mean neighbours?'],
    [{ filter: 'price>' }, '/filter', ''],
    [{ version: '' }, '/version', ''],
  ])('refuses %j with the place and what is expected', async (body, pointer, detail) => {
    const { status, json } = await post(body);
    expect({ status, code: json.code }).toEqual({ status: 422, code: 'invalid-request' });
    expect(json.errors).toContainEqual(
      expect.objectContaining({ pointer, detail: expect.stringContaining(detail) as string }),
    );
    expect(started()).toEqual([]);
  });

  it('refuses a filter that is too deep before it is read', async () => {
    let filter: object = { field: 'brand', eq: 'x' };
    for (let i = 0; i < 20; i++) filter = { not: filter };
    expect((await post({ filter })).json.errors).toMatchObject([{ pointer: '/filter', code: 'too-big' }]);
  });

  it('says that a version is unknown, or that its vectors are not stored', async () => {
    expect(await post({ version: 'm-0' })).toMatchObject({ status: 404, json: { code: 'model-not-found' } });
    const { version: head, record } = storedModelOf(linearModelOf([[2], [1]]));
    await api.models.registry.create(record);
    const { status, json } = await post({ version: head });
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'version-not-stored' });
    expect(json.detail).toBe(
      `there are no vectors of ${head}: only those of live (${live}) and previous (none) are stored`,
    );
    expect((await post({ version: live })).status).toBe(202);
  });

  it('refuses an export of the live version while there is none', async () => {
    api = await memoryApi();
    expect(await post({})).toMatchObject({ status: 409, json: { code: 'no-live-version' } });
  });

  it('lets four exports run at once, and another one when one has ended or is lost', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await post({}, `key-${i}`)).json.id);
    const refused = await post({}, 'key-4');
    expect(refused).toMatchObject({
      status: 409,
      headers: { 'retry-after': '60' },
      json: { code: 'too-many-exports' },
    });
    for (const id of ids) expect(refused.json.detail).toContain(id);
    const job = (await api.jobs.get('export', ids[0]!))!;
    await api.jobs.update({ ...job, state: 'failed' });
    expect((await post({}, 'key-4')).status).toBe(202);
    expect((await post({}, 'key-5')).status).toBe(409);
    api.clock.advance(20 * 60);
    expect((await post({}, 'key-5')).status).toBe(202);
  });
});

describe('GET /v1/exports', () => {
  const files = [{ key: 'exports/export-1/neighbours-00001.parquet', bytes: 9, rows: 2 }];
  const manifest = 'exports/export-1/manifest.json';
  const done: ExportJob = {
    kind: 'export',
    id: 'export-1',
    state: 'succeeded',
    startedAt: testStart,
    updatedAt: testStart,
    detail: {
      phase: 'done',
      format: 'parquet',
      modelVersion: 'm-1',
      rows: 2,
      bytes: 9,
      files,
      manifest,
      expiresAt: '2026-01-08T00:00:00.000Z',
    },
  };

  it('gives each file a link that is made at the time of reading, until the files are deleted', async () => {
    await api.jobs.create(done);
    api.clock.advance(3600);
    const url = (key: string) => `https://models.example/${key}?X-Amz-Expires=900`;
    expect((await get('export-1')).json).toMatchObject({
      rows: 2,
      files: [{ ...files[0]!, url: url(files[0]!.key) }],
      manifest: { key: manifest, url: url(manifest) },
      linksExpireAt: '2026-01-01T01:15:00.000Z',
    });
    api.clock.advance(7 * 86_400);
    const { json } = await get('export-1');
    expect(json).toMatchObject({ files, manifest: { key: manifest } });
    expect(JSON.stringify(json)).not.toMatch(/url|linksExpireAt/);
  });

  it('lists exports without their files, newest first', async () => {
    await api.jobs.create(done);
    api.clock.advance(1);
    const { json } = await post({});
    const list = (await api.request('GET', '/v1/exports')).json;
    expect(list.data.map(({ id }: { id: string }) => id)).toEqual([json.id, 'export-1']);
    expect(list.data[1]).not.toHaveProperty('files');
    expect((await api.request('GET', '/v1/exports?cursor=x')).json.code).toBe('invalid-cursor');
  });

  it('shows an export as failed that gave no sign for 20 minutes', async () => {
    const { id } = (await post({})).json;
    api.clock.advance(20 * 60 - 1);
    expect((await get(id)).json.state).toBe('running');
    api.clock.advance(1);
    expect((await get(id)).json).toMatchObject({ state: 'failed', cause: expect.stringContaining(testStart) });
  });

  it('says that there is no such export', async () => {
    expect(await get('export-0')).toMatchObject({ status: 404, json: { code: 'export-not-found' } });
  });
});

describe('POST /v1/exports/{id}', () => {
  const cancel = (id: string) => api.request('POST', `/v1/exports/${id}:cancel`, { body: { by: 'ann' } });

  it('requests the end of a running export', async () => {
    const { id } = (await post({})).json;
    expect(await cancel(id)).toMatchObject({ status: 202, json: { cancelRequested: { by: 'ann', attempt: 1 } } });
    expect((await api.jobs.get('export', id))!.cancel!.by).toBe('ann');
  });

  it('refuses an export that has ended, that is lost, that is unknown, and another action', async () => {
    const { id } = (await post({})).json;
    api.clock.advance(20 * 60);
    expect((await cancel(id)).json).toMatchObject({
      code: 'export-not-running',
      detail: expect.stringContaining('failed'),
    });
    const job = (await api.jobs.get('export', id))!;
    await api.jobs.update({ ...job, state: 'succeeded', updatedAt: api.clock.now().toISOString() });
    expect(await cancel(id)).toMatchObject({ status: 409, json: { code: 'export-not-running' } });
    expect((await cancel('export-0')).json.code).toBe('export-not-found');
    expect((await api.request('POST', `/v1/exports/${id}:stop`, { body: {} })).json.code).toBe('route-not-found');
  });
});
