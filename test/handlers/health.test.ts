import { afterAll, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, linearModelOf } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

it('GET /v1/health returns the live and the head version', async () => {
  const api = await memoryApi();
  const time = '2026-01-01T00:00:00.000Z';
  expect((await api.request('GET', '/v1/health')).json).toEqual({
    status: 'ok',
    live: null,
    head: null,
    stepsSinceLive: null,
    time,
  });
  const live = await api.models.publish(identityModel);
  const head = await api.models.publish(linearModelOf([[2]]), ['head']);
  expect((await api.request('GET', '/v1/health')).json).toEqual({
    status: 'ok',
    live,
    head,
    stepsSinceLive: null,
    time,
  });
});

it('GET /v1/health returns 503 if the registry cannot be read', async () => {
  const api = await memoryApi();
  vi.spyOn(api.logger, 'warn').mockReturnValue();
  api.models.pointers.read = async () => {
    throw new api.StoreError('unavailable', 'the registry does not answer');
  };
  expect(await api.request('GET', '/v1/health')).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
    json: { code: 'unavailable' },
  });
});
