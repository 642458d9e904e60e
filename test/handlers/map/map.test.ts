import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { unpackPoints } from '../../../lambdas/core/map/points.ts';
import { memoryApi } from '../../support/api/memory-api.ts';
import { fillExampleShop } from '../../support/worlds/example-shop.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;

beforeEach(async () => {
  api = await memoryApi();
});

describe('the map of the products', () => {
  it('is that of the live version, with its points as bytes and its names in the same order', async () => {
    await fillExampleShop(api);
    const { json: map } = await api.request('GET', '/v1/map');
    expect(map).toMatchObject({ method: 'pca', products: 3, parts: 1, nameParts: 1 });
    const points = await api.request('GET', '/v1/map/points/0');
    expect(points.headers['content-type']).toBe('application/octet-stream');
    expect([...unpackPoints(points.bytes, map.colours.length).x]).toEqual([0, 16_384, 65_535]);
    const names = await api.request('GET', '/v1/map/names/0');
    expect(names.json.names.map(([id]: [string]) => id)).toEqual(['shoe-1', 'shoe-7', 'sock-2']);
    const named = await api.request('GET', `/v1/map?version=${map.modelVersion}`);
    expect(named.json).toEqual(map);
  });

  it('is not sent again to a caller who has it', async () => {
    await fillExampleShop(api);
    for (const target of ['/v1/map', '/v1/map/points/0', '/v1/map/names/0']) {
      const { headers } = await api.request('GET', target);
      expect(headers['cache-control'], target).toBe('private, no-cache');
      const again = await api.request('GET', target, { headers: { 'if-none-match': headers.etag! } });
      expect(again.status, target).toBe(304);
    }
  });

  it('sends the names compressed to a caller who takes that', async () => {
    await fillExampleShop(api);
    const { headers, json } = await api.request('GET', '/v1/map/names/0', { headers: { 'accept-encoding': 'gzip' } });
    expect(headers['content-encoding']).toBe('gzip');
    expect(json.names).toHaveLength(3);
  });

  it('says what is missing: a live version, a map of the version, or a part of the map', async () => {
    const none = await api.request('GET', '/v1/map');
    expect(none).toMatchObject({ status: 404, json: { code: 'map-not-found' } });
    expect(none.json.detail).toMatch(/no version is live/);
    await fillExampleShop(api);
    const other = await api.request('GET', '/v1/map?version=m-0');
    expect(other).toMatchObject({ status: 404, json: { code: 'map-not-found' } });
    expect(other.json.detail).toMatch(/m-0 has no map/);
    const part = await api.request('GET', '/v1/map/points/1');
    expect(part).toMatchObject({ status: 404, json: { code: 'map-not-found' } });
    expect(part.json.detail).toMatch(/has no points 1, expected 0 to 0/);
  });

  it.each(['-1', '1.5', 'a', '1234567'])('refuses the part %s', async (part) => {
    await fillExampleShop(api);
    expect(await api.request('GET', `/v1/map/names/${part}`)).toMatchObject({
      status: 400,
      json: { code: 'malformed-path' },
    });
  });
});
