import { afterAll, expect, it, vi } from 'vitest';
import { memoryApi } from '../../support/api/memory-api.ts';
import { identityModel } from '../../support/core/factories.ts';

afterAll(() => vi.resetModules());

it('a search answers 503 with Retry-After while the vectors are read, and is answered once they are', async () => {
  const api = await memoryApi({ recheckSeconds: 2, loadWaitSeconds: 0 });
  await api.models.publish(identityModel);
  for (const id of ['a', 'b']) await api.request('PUT', `/v1/products/${id}`, { body: { features: [1, 0] } });
  const { promise: isReadable, resolve: letRead } = Promise.withResolvers<void>();
  const read = api.vectors.changes.bind(api.vectors);
  let readings = 0;
  api.vectors.changes = async function* (...given) {
    readings += 1;
    await isReadable;
    yield* read(...given);
  };
  const search = () => api.request('GET', '/v1/similar?id=a');
  for (let attempt = 0; attempt < 3; attempt++) {
    const { status, headers, json } = await search();
    expect({ status, code: json.code }).toEqual({ status: 503, code: 'index-loading' });
    expect(headers['retry-after']).toBe('1');
  }
  const batch = await api.request('POST', '/v1/similar:batch', { body: { queries: [{ positive: ['a'] }] } });
  expect(batch.json.data[0].problem).toMatchObject({ status: 503, code: 'index-loading' });
  letRead();
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  const { status, json } = await search();
  expect({ status, ids: json.data.map((one: { id: string }) => one.id) }).toEqual({ status: 200, ids: ['b'] });
  expect(readings).toBe(1);
});
