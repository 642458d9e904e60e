import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpGateway } from '../../../lib/local/http/http-gateway.ts';
import { memoryApi } from '../../support/api/memory-api.ts';
import { identityModel } from '../../support/core/factories.ts';
import { assertForInputs } from '../../support/fuzz-options.ts';
import { startMemoryGateway } from '../../support/local/memory-gateway.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

let api: Awaited<ReturnType<typeof memoryApi>>;
let gateway: HttpGateway;

beforeAll(async () => {
  gateway = await startMemoryGateway((event) => api.handle(event));
});

beforeEach(async () => {
  api = await memoryApi();
  await api.models.publish(identityModel);
});

afterAll(() => gateway.close());
afterAll(() => vi.resetModules());

async function send(method: string, target: string, body?: object) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(gateway.url + target, {
    method,
    ...(body && { headers, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
}

/** What the API says of ids in a path: not with `/` or `?`, and clients resolve `.` and `..` themselves. */
const fitsIntoPath = (id: string) => !/[/?]/.test(id) && id !== '.' && id !== '..';
const encode = encodeURIComponent;

const sign = fc.constantFrom(
  '/',
  '%',
  '?',
  '#',
  '+',
  ' ',
  '.',
  '&',
  '=',
  ':',
  '"',
  '\\',
  '%2F',
  '%25',
  '\u{1f45f}',
  '\n',
  '\0',
  'ß',
);
const ids = fc
  .oneof(
    fc.array(fc.oneof(sign, fc.string({ unit: 'binary', minLength: 1, maxLength: 3 })), {
      minLength: 1,
      maxLength: 256,
    }),
    fc.constantFrom(
      ['.'],
      ['..'],
      ['/'],
      ['a/similar'],
      ['shoe/1'],
      ['100% cotton'],
      ['sku%41'],
      ['../x'],
      ['x'.repeat(256)],
    ),
  )
  .map((parts) => parts.join('').slice(0, 256).toWellFormed());

describe('every product id', () => {
  it('can be written, read, searched for and removed by its query form, and by its path where it fits', async () => {
    await send('PUT', '/v1/products?id=other', { features: [1, 1] });
    await assertForInputs(ids, { usual: 60, storedBytes: () => 4096 }, async (id) => {
      // The same id may come again, after its removal.
      api.clock.advance(10);
      const query = `id=${encode(id)}`;
      const written = await send('PUT', `/v1/products?${query}`, { features: [1, 0] });
      expect({ status: written.status, id: written.json.product.id }).toEqual({ status: 201, id });
      expect((await send('PATCH', `/v1/products?${query}`, { title: 'x' })).json.product).toMatchObject({
        id,
        title: 'x',
      });
      expect((await send('GET', `/v1/products?${query}`)).json.product.id).toBe(id);
      const similar = await send('GET', `/v1/similar?${query}`);
      expect(similar.json.data).toMatchObject([{ id: 'other' }]);
      const path = `/v1/products/${encode(id)}`;
      if (fitsIntoPath(id)) {
        expect((await send('GET', path)).json.product.id).toBe(id);
        expect((await send('GET', `${path}/similar`)).json.data).toMatchObject([{ id: 'other' }]);
        expect((await send('DELETE', path)).status).toBe(204);
      } else expect((await send('DELETE', `/v1/products?${query}`)).status).toBe(204);
      expect((await send('GET', `/v1/products?${query}`)).status).toBe(404);
      expect((await send('GET', `/v1/similar?${query}`)).status).toBe(404);
    });
  });

  it('comes out of a catalog as it was uploaded, as JSON lines and as CSV', async () => {
    const sampled = new Set(fc.sample(ids, Number(process.env.RUNS ?? 200)));
    const world = new JobWorld();
    const titlesOf = async () =>
      Promise.all([...sampled].map(async (id) => [id, (await world.products.get(id))?.product.title]));
    const rows = [...sampled].map((id, at) => ({ id, title: `json ${at}` }));
    await world.ingest(world.upload('catalog/a.jsonl', rows));
    expect(await titlesOf()).toEqual(rows.map(({ id, title }) => [id, title]));
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const lines = [...sampled].map((id, at) => `${quoted(id)},csv ${at}`);
    await world.ingest(world.uploadBytes('catalog/b.csv', Buffer.from(['id,title', ...lines].join('\n'))));
    expect(await world.job('upload', 'catalog/b.csv')).toMatchObject({ lines: sampled.size, rejected: 0 });
    expect(await titlesOf()).toEqual([...sampled].map((id, at) => [id, `csv ${at}`]));
  });

  it.each([
    ['257 characters', 'x'.repeat(257), 422],
    ['more than 1,024 bytes', 'x'.repeat(1025), 422],
    ['nothing', '', 422],
  ])('of %s is refused', async (_what, id, status) => {
    expect((await send('PUT', `/v1/products?id=${encode(id)}`, {})).status).toBe(status);
  });

  it('with half a character, or with bytes that are no UTF-8, is refused', async () => {
    const body = { operations: [{ op: 'put', product: { id: '\ud83d' } }] };
    expect((await send('POST', '/v1/products:batch', body)).json.data).toMatchObject([{ problem: { status: 422 } }]);
    expect((await send('GET', '/v1/products?id=%ED%A0%BD')).status).toBe(400);
    expect((await send('GET', '/v1/products/%ED%A0%BD')).status).toBe(400);
  });

  it('is never taken for another one: what does not fit into a path is no route, or names what the decoded path says', async () => {
    await send('PUT', '/v1/products?id=shoe%2F1', { features: [1, 0] });
    expect((await send('GET', '/v1/products/shoe%2F1')).json.code).toBe('route-not-found');
    await send('PUT', '/v1/products/sku%2541', { features: [1, 0] });
    expect((await send('GET', '/v1/products/sku%2541')).json.product.id).toBe('sku%41');
    expect((await send('GET', '/v1/products/skuA')).status).toBe(404);
    expect((await send('DELETE', '/v1/products')).json.detail).toContain('id: is missing');
  });
});

describe('the key of an upload', () => {
  it.each(['catalog/a?b.csv', 'catalog/100%.csv', 'catalog/a b+c#d.csv', 'catalog/x/'])(
    '%s can be asked for',
    async (key) => {
      const times = { startedAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };
      await api.jobs.create({ ...times, kind: 'upload', id: key, state: 'succeeded', detail: { key } });
      expect((await send('GET', `/v1/uploads?key=${encode(key)}`)).json).toMatchObject({ id: key });
      expect((await send('GET', '/v1/uploads')).json.data).toMatchObject([{ id: key }]);
    },
  );
});
