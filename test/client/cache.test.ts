import { describe, expect, it } from 'vitest';
import { createClient } from '../../lib/client/client.ts';

/** A server with one product, which counts what it is asked. */
function cachedClient(control: string, cache: { maxEntries?: number } | false = {}) {
  const asked: (string | undefined)[] = [];
  let revision = 1;
  let now = 0;
  const client = createClient({
    url: 'https://api.test',
    ...(cache && { cache }),
    clock: { wait: async () => {}, random: () => 0, now: () => now },
    fetch: async (input, init = {}) => {
      const sent = (init.headers as Record<string, string>)['if-none-match'];
      asked.push(init.method === 'GET' ? `${(input as URL).search}${sent ? ` ${sent}` : ''}` : init.method);
      const headers: Record<string, string> = { 'cache-control': control, etag: `W/"${revision}"` };
      if (init.method !== 'GET') return new Response(null, { status: 204 });
      if (sent === headers.etag) return new Response(null, { status: 304, headers: { ...headers, age: '1' } });
      return Response.json({ data: [{ id: `r${revision}` }] }, { headers });
    },
  });
  const find = async (id = 'a') => {
    const { body, status, attempts, headers } = await client.send('findSimilarOfQuery', { id });
    return { found: body.data[0]?.id, status, attempts, age: headers.get('age') };
  };
  return {
    client,
    asked,
    find,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    write: () => {
      revision += 1;
    },
  };
}

describe('the cache of a client', () => {
  it('gives a kept answer while it is fresh, then asks whether it still holds', async () => {
    const { asked, find, pass, write } = cachedClient('private, max-age=2');
    expect(await find()).toMatchObject({ found: 'r1', attempts: 1 });
    pass(1_999);
    expect(await find()).toMatchObject({ found: 'r1', status: 200, attempts: 0 });
    pass(1);
    expect(await find()).toEqual({ found: 'r1', status: 200, attempts: 1, age: '1' });
    pass(1_999);
    expect(await find()).toMatchObject({ attempts: 0 });
    write();
    pass(1);
    expect(await find()).toMatchObject({ found: 'r2', attempts: 1 });
    expect(asked).toEqual(['?id=a', '?id=a W/"1"', '?id=a W/"1"']);
  });

  it('asks each time with no-cache, and keeps nothing with no-store', async () => {
    const checked = cachedClient('private, no-cache, max-age=60');
    await checked.find();
    expect(await checked.find()).toMatchObject({ found: 'r1', status: 200 });
    expect(checked.asked).toEqual(['?id=a', '?id=a W/"1"']);
    const none = cachedClient('no-store');
    await none.find();
    await none.find();
    expect(none.asked).toEqual(['?id=a', '?id=a']);
  });

  it('asks again after each write of this client', async () => {
    const { client, asked, find, write } = cachedClient('private, max-age=60');
    await find();
    write();
    await client.removeProductOfQuery({ id: 'b' });
    expect(await find()).toMatchObject({ found: 'r2' });
    expect(asked).toEqual(['?id=a', 'DELETE', '?id=a W/"1"']);
  });

  it('gives each caller an answer of its own', async () => {
    const { client } = cachedClient('private, max-age=60');
    const first = await client.findSimilarOfQuery({ id: 'a' });
    const second = await client.findSimilarOfQuery({ id: 'a' });
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });

  it('drops the answers that were used least recently', async () => {
    const { asked, find } = cachedClient('private, no-cache', { maxEntries: 2 });
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await find(id);
    expect(asked).toEqual(['?id=a', '?id=b', '?id=a W/"1"', '?id=c', '?id=a W/"1"', '?id=b']);
  });

  it('is only there if it is asked for', async () => {
    const { asked, find } = cachedClient('private, max-age=60', false);
    await find();
    await find();
    expect(asked).toHaveLength(2);
  });
});
