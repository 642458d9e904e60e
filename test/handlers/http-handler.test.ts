import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { logger } from '../../lambdas/composition/logger.ts';
import { createHttpHandler } from '../../lambdas/handlers/answers/http-handler.ts';
import { routes } from '../../lambdas/http/routes.ts';
import { StoreError } from '../../lambdas/ports/store-error.ts';
import { UseCaseError } from '../../lambdas/use-cases/common/use-case-error.ts';
import { arbitraryBodyRequests, arbitraryTargets } from '../support/api/arbitrary-requests.ts';
import { httpEvent, testRequestId } from '../support/api/http-event.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;

beforeAll(async () => {
  api = await memoryApi();
  await api.models.publish(identityModel);
});

describe('createHttpHandler with the real handlers', () => {
  it('serves every route once, and $default', () => {
    const listed = routes.map(({ method, path }) => `${method} ${path}`);
    expect(api.routeKeys.toSorted()).toEqual([...listed, '$default'].sort());
  });

  it('answers 404, or 405 with Allow, for a request without a route', async () => {
    expect(await api.request('GET', '/v1/nothing')).toMatchObject({ status: 404, json: { code: 'route-not-found' } });
    expect(await api.request('GET', '/v1/models/')).toMatchObject({ status: 404 });
    expect(await api.request('POST', '/v1/products/a')).toMatchObject({
      status: 405,
      headers: { allow: 'DELETE, GET, PATCH, PUT', 'content-type': 'application/problem+json' },
      json: { code: 'method-not-allowed' },
    });
  });

  it('answers HEAD without a body', async () => {
    expect(await api.request('HEAD', '/v1/health')).toMatchObject({ status: 200, json: undefined });
    expect(await api.request('HEAD', '/v1/models')).toMatchObject({ status: 405, json: undefined });
  });

  it('adds the id of the request to each response', async () => {
    expect((await api.request('GET', '/v1/health')).headers['x-request-id']).toBe(testRequestId);
    const { headers, json } = await api.request('GET', '/v1/products/nobody');
    expect(headers['x-request-id']).toBe(testRequestId);
    expect(json.instance).toBe(`urn:kindred:request:${encodeURIComponent(testRequestId)}`);
  });

  it.each(
    routes.filter(({ method }) => ['PUT', 'PATCH', 'POST'].includes(method)).map(({ method, path }) => [method, path]),
  )('refuse bodies that are no JSON: %s %s', async (method, path) => {
    const target = `${path.replace('{id}', 'a')}?id=a`;
    const send = (body: string, type = 'application/json') =>
      api.request(method, target, { body, headers: { 'content-type': type } });
    expect(await send('{"a":')).toMatchObject({
      status: 400,
      json: { code: 'malformed-json', detail: expect.stringContaining('column 6') },
    });
    expect(await send('')).toMatchObject({ status: 400 });
    expect(await send('{}', 'text/plain')).toMatchObject({ status: 415 });
    const compressed = { body: {}, headers: { 'content-encoding': 'gzip' } };
    expect(await api.request(method, target, compressed)).toMatchObject({ status: 415 });
    expect(await send(`"${'a'.repeat(1024 ** 2)}"`)).toMatchObject({
      status: 413,
      json: { cure: expect.stringContaining('uploads bucket') },
    });
    expect(await send('[]')).toMatchObject({ status: 422, json: { errors: [{ pointer: '' }] } });
    expect((await send(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).status).toBe(422);
    expect((await send(`{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`)).status).toBeLessThan(500);
  });

  it('does not answer 500 to any JSON body', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryBodyRequests(), async ([[method, target], body]) => {
        const { status, json } = await api.request(method, target, { body: JSON.stringify(body) });
        expect(status, JSON.stringify(json)).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  it('does not answer 500 to any path or query', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTargets(), async ({ method, target }) => {
        expect((await api.request(method, target)).status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });
});

describe('createHttpHandler with an operation that throws', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const failing = (cause: unknown) =>
    createHttpHandler({
      'GET /v1/health': async () => {
        throw cause;
      },
    })(httpEvent('GET', '/v1/health'));

  it('answers 500 without the cause, and logs the cause', async () => {
    const logged = vi.spyOn(logger, 'error').mockReturnValue();
    const cause = new Error('password=hunter2');
    const response = await failing(cause);
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('hunter2');
    expect(JSON.parse(response.body)).toMatchObject({ code: 'internal', status: 500 });
    expect(logged).toHaveBeenCalledExactlyOnceWith('answered internal', {
      requestId: testRequestId,
      routeKey: 'GET /v1/health',
      error: cause,
    });
  });

  it('answers 500 to thrown values that are not errors', async () => {
    vi.spyOn(logger, 'error').mockReturnValue();
    for (const cause of [undefined, null, 'text', 7]) expect((await failing(cause)).statusCode).toBe(500);
  });

  it('answers 503 with Retry-After when a store does not answer, and 500 when a stored record is corrupt', async () => {
    const warned = vi.spyOn(logger, 'warn').mockReturnValue();
    const away = await failing(new StoreError('unavailable', 'table kindred-registry timed out'));
    expect(away).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(away.body).not.toContain('kindred-registry');
    expect(warned).toHaveBeenCalledOnce();
    vi.spyOn(logger, 'error').mockReturnValue();
    expect((await failing(new StoreError('corrupt-record', 'vector of a'))).statusCode).toBe(500);
  });

  it('says in header and body when to try again, if the use case knows better than its code', async () => {
    const paused = new UseCaseError('index-loading', 'tried again in 37 s', [], { retryAfterSeconds: 37 });
    const { statusCode, headers, body } = await failing(paused);
    expect({ statusCode, retry: headers['retry-after'] }).toEqual({ statusCode: 503, retry: '37' });
    expect(JSON.parse(body)).toMatchObject({ code: 'index-loading', retryAfterSeconds: 37 });
  });

  it('answers 503 when a store refuses the deployment, and logs the cause as an error, because it does not pass', async () => {
    const logged = vi.spyOn(logger, 'error').mockReturnValue();
    const cause = new Error('arn:aws:sts::123456789012:role is not authorized');
    const refused = await failing(new StoreError('misconfigured', 'AWS refused the read', { cause }));
    expect(refused).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(refused.body).not.toContain('arn:');
    expect(logged).toHaveBeenCalledOnce();
    expect(logged.mock.calls[0]?.[1]).toMatchObject({ error: { cause } });
  });

  it('answers 413 when a record is too large for its store', async () => {
    const response = await failing(new StoreError('too-large', 'product a has 500000 bytes, expected at most 400000'));
    expect(response).toMatchObject({ statusCode: 413, body: expect.stringContaining('500000 bytes') });
  });

  it('logs that a model is not ready only if there is a cause', async () => {
    const warned = vi.spyOn(logger, 'warn').mockReturnValue();
    expect((await failing(new UseCaseError('model-not-ready', 'there is none'))).statusCode).toBe(503);
    expect(warned).not.toHaveBeenCalled();
    const broken = new UseCaseError('model-not-ready', 'cannot be read', [], { cause: new Error('NaN') });
    expect((await failing(broken)).statusCode).toBe(503);
    expect(warned).toHaveBeenCalledOnce();
  });

  it('does not log the mistakes of callers', async () => {
    const spies = (['error', 'warn', 'info'] as const).map((level) => vi.spyOn(logger, level).mockReturnValue());
    await createHttpHandler({})(httpEvent('GET', '/v1/nothing'));
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });
});
