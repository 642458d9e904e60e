import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeCardJson } from '../../lambdas/core/model-card/model-card.ts';
import { renderCardPage } from '../../lambdas/core/model-card/page/card-page.ts';
import { saveModelCard, streamOf } from '../../lambdas/use-cases/models/save-model.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, linearModelOf, testStart } from '../support/core/factories.ts';
import { exampleCard } from '../support/worlds/example-card.ts';

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

describe('GET /v1/models/{version}/card', () => {
  it('returns the card of a version as JSON and as a page, which may be kept and checked', async () => {
    const version = await api.models.publish(identityModel);
    const card = exampleCard(version);
    await saveModelCard(api.reports, card);
    const json = await api.request('GET', `/v1/models/${version}/card`);
    expect(json).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-cache' } });
    expect(json.json).toEqual(JSON.parse(writeCardJson(card)));
    const page = await api.request('GET', `/v1/models/${version}/card.html`);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    });
    expect(Buffer.from(page.bytes).toString()).toBe(renderCardPage(card));
    for (const [path, { headers }] of [
      ['card', json],
      ['card.html', page],
    ] as const) {
      const again = await api.request('GET', `/v1/models/${version}/${path}`, {
        headers: { 'if-none-match': headers.etag! },
      });
      expect(again.status).toBe(304);
    }
  });

  it.each(['card', 'card.html'])('says for %s what is missing: the version, or its card and why', async (path) => {
    expect(await api.request('GET', `/v1/models/m-0/${path}`)).toMatchObject({
      status: 404,
      json: { code: 'model-not-found' },
    });
    const version = await api.models.publish(identityModel);
    expect(await api.request('GET', `/v1/models/${version}/${path}`)).toMatchObject({
      status: 404,
      json: { code: 'card-not-found', detail: expect.stringMatching(/^version m-\w+ has no card\.\w+: /) },
    });
  });

  it('reads no file of a version that is not recorded', async () => {
    const read = vi.spyOn(api.reports, 'read');
    expect((await api.request('GET', `/v1/models/${encodeURIComponent('../runs')}/card`)).status).toBe(404);
    expect(read).not.toHaveBeenCalled();
  });

  it('refuses a card that is no JSON as a failure of its own, not of the caller', async () => {
    const logged = vi.spyOn(api.logger, 'error').mockImplementation(() => {});
    const version = await api.models.publish(identityModel);
    await api.reports.write(`models/${version}/card.json`, streamOf('{"cut'), 'application/json');
    expect(await api.request('GET', `/v1/models/${version}/card`)).toMatchObject({
      status: 500,
      json: { code: 'internal' },
    });
    expect(logged).toHaveBeenCalledOnce();
  });

  it('is a problem if the page is too large for an answer', async () => {
    const version = await api.models.publish(identityModel);
    await api.reports.write(`models/${version}/card.html`, streamOf('x'.repeat(5 * 1024 ** 2)), 'text/html');
    expect(await api.request('GET', `/v1/models/${version}/card.html`)).toMatchObject({
      status: 422,
      json: { code: 'answer-too-large' },
    });
  });
});

describe('a list that is asked for with a parameter that it does not have', () => {
  it.each([
    ['/v1/models?size=1', 'did you mean limit?'],
    ['/v1/training-runs?limt=1', 'did you mean limit?'],
    ['/v1/exports?page=2', 'did you mean cursor?'],
    ['/v1/uploads?status=failed', 'expected key, limit, cursor'],
    ['/v1/map?versoin=m-1', 'did you mean version?'],
    ['/v1/map/points/0?part=1', 'expected version'],
  ])('is refused, because ignoring it would answer another question: %s', async (target, advice) => {
    const { status, json } = await api.request('GET', target);
    expect({ status, fault: json.errors }).toEqual({
      status: 422,
      fault: [expect.objectContaining({ code: 'unknown-parameter', detail: expect.stringContaining(advice) })],
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
