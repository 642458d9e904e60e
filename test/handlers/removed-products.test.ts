import { afterAll, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

it.each([
  ['DELETE', undefined],
  ['a batch', { operations: [{ op: 'delete', id: 'a' }] }],
])(
  'a product removed by %s is unknown to searches of its environment at once, and can come back',
  async (_how, body) => {
    const api = await memoryApi({ recheckSeconds: 2 });
    await api.models.publish(identityModel);
    for (const id of ['a', 'b', 'c']) await api.request('PUT', `/v1/products/${id}`, { body: { features: [1, 0] } });
    const search = async (id: string) => {
      const { status, json } = await api.request('GET', `/v1/similar?id=${id}`);
      return { status, ids: json.data?.map((one: { id: string }) => one.id) };
    };
    expect(await search('a')).toEqual({ status: 200, ids: ['b', 'c'] });
    if (body) await api.request('POST', '/v1/products:batch', { body });
    else await api.request('DELETE', '/v1/products/a');
    expect(await search('a')).toMatchObject({ status: 404 });
    expect(await search('b')).toEqual({ status: 200, ids: ['c'] });
    api.clock.advance(1);
    await api.request('PUT', '/v1/products/a', { body: { features: [1, 0] } });
    api.clock.advance(2);
    expect(await search('b')).toEqual({ status: 200, ids: ['a', 'c'] });
  },
);
