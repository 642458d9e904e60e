import { describe, expect, it } from 'vitest';
import { bearerToken } from '../../lib/client/authorization.ts';
import { type ClientOptions, createClient } from '../../lib/client/client.ts';
import { isProblem, KindredError } from '../../lib/client/errors.ts';
import { operations } from '../../lib/client/generated/operations.ts';

interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}

const problem =
  (status: number, code: string, more: object = {}) =>
  () =>
    Response.json(
      {
        type: `/v1/problems/${code}`,
        title: 't',
        status,
        code,
        detail: 'it is so',
        instance: 'urn:r',
        cure: 'Do it.',
        ...more,
      },
      { status, headers: { 'content-type': 'application/problem+json', 'retry-after': '1' } },
    );
const ok =
  (body: unknown, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { headers });
const broken = () => {
  throw new TypeError('socket closed');
};

/** A client whose requests get these answers one after the other. */
function clientOf(answers: readonly (() => Response)[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const client = createClient({
    url: 'https://api.test/',
    fetch: async (input, init = {}) => {
      const { pathname, search } = input as URL;
      const json = init.body === undefined ? undefined : JSON.parse(init.body as string);
      sent.push({ method: init.method!, target: pathname + search, headers: init.headers as Sent['headers'], json });
      return answers[sent.length - 1]!();
    },
    clock: { wait: async (milliseconds) => void waits.push(milliseconds), random: () => 0.5, now: () => 0 },
    ...options,
  });
  return { client, sent, waits };
}

describe('the methods of the client', () => {
  it('are one for each operation', () => {
    expect(Object.keys(clientOf([]).client)).toEqual([...Object.keys(operations), 'send', 'each', 'upload']);
  });

  it('send lists as their parameters write them, and leave out what is undefined or null', async () => {
    const { client, sent } = clientOf([ok({ data: [] })]);
    const excludeIds = ['c', 'd,e', 'f\\'];
    const request = { id: 'a/b', filter: ['brand:x y+z', 'price:1..2'], excludeIds, limit: undefined, cursor: null };
    // @ts-expect-error The types refuse null, but programs without types pass the `nextCursor` of the last page on.
    await client.findSimilarOfQuery(request);
    expect(sent[0]).toMatchObject({
      method: 'GET',
      target: '/v1/similar?id=a%2Fb&filter=brand%3Ax%20y%2Bz&filter=price%3A1..2&excludeIds=c%2Cd%5C%2Ce%2Cf%5C%5C',
      json: undefined,
    });
  });

  it('send parameters of the path, headers and bodies', async () => {
    const { client, sent } = clientOf([ok({}), ok({})]);
    await client.changeProduct({ id: 'a b', ifMatch: '"1"', body: { price: null } });
    expect(sent[0]).toEqual({
      method: 'PATCH',
      target: '/v1/products/a%20b',
      headers: { 'if-match': '"1"', 'content-type': 'application/merge-patch+json' },
      json: { price: null },
    });
    await client.promoteModel({ version: 'm-1', body: { override: true, why: 'sale' } });
    expect(sent[1]).toMatchObject({ method: 'POST', target: '/v1/models/m-1:promote' });
  });

  it('return bodies: JSON, text or nothing', async () => {
    const html = () => new Response('<html>', { headers: { 'content-type': 'text/html' } });
    const { client } = clientOf([ok({ status: 'ok' }), html, () => new Response(null, { status: 204 })]);
    expect(await client.getHealth()).toEqual({ status: 'ok' });
    expect(await client.getDocs()).toBe('<html>');
    expect(await client.removeProduct({ id: 'a' })).toBeUndefined();
  });

  it('refuse what the operation does not have, and what cannot be sent', async () => {
    const { client, sent } = clientOf([]);
    // @ts-expect-error The types refuse it too.
    await expect(client.findSimilar({ id: 'a', k: 3 })).rejects.toThrow(
      'findSimilar has no parameter k. It has id, limit',
    );
    // @ts-expect-error An id is required.
    await expect(client.getProduct({})).rejects.toThrow('getProduct needs id');
    await expect(client.getProduct({ id: '..' })).rejects.toThrow("cannot send id '..' in a path");
    await expect(client.getProduct({ id: '\ud800' })).rejects.toThrow('cannot send id: it has half a character');
    expect(sent).toEqual([]);
  });

  it('send a token, asked for before each attempt', async () => {
    let renewed = 0;
    const authorize = bearerToken(async () => `token-${++renewed}`);
    const { client, sent } = clientOf([problem(503, 'unavailable'), ok({})], { authorize });
    await client.getHealth();
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    const fixed = clientOf([ok({})], { authorize: bearerToken('t') });
    await fixed.client.getHealth();
    expect(fixed.sent[0]!.headers).toEqual({ authorization: 'Bearer t' });
  });

  it('give headers and the number of attempts with `send`', async () => {
    const { client } = clientOf([broken, ok({ product: { id: 'a' } }, { etag: '"1"' })]);
    const { status, headers, body, attempts } = await client.send('getProduct', { id: 'a' });
    expect([status, headers.get('etag'), body.product.id, attempts]).toEqual([200, '"1"', 'a', 2]);
  });
});

describe('retries', () => {
  it('wait as Retry-After says, with a random part, and stop at the first success', async () => {
    const { client, sent, waits } = clientOf([problem(503, 'unavailable'), broken, ok({})]);
    await client.getHealth();
    expect(waits).toEqual([1_100, 200]);
    expect(sent).toHaveLength(3);
  });

  it('wait as the problem says if a browser hides Retry-After from this origin', async () => {
    const hidden = () => {
      const { status, headers, body } = problem(503, 'unavailable', { retryAfterSeconds: 3 })();
      headers.delete('retry-after');
      return new Response(body, { status, headers });
    };
    const { client, waits } = clientOf([hidden, ok({})]);
    await client.getHealth();
    expect(waits).toEqual([3_100]);
  });

  it('end with the last error after four attempts', async () => {
    const { client, sent } = clientOf(Array.from({ length: 5 }, () => broken));
    await expect(client.getHealth()).rejects.toMatchObject({
      name: 'ConnectionError',
      message: 'getHealth: no whole answer came: socket closed (4 attempts)',
      cause: { message: 'socket closed' },
    });
    expect(sent).toHaveLength(4);
  });

  it('do not follow a request that is wrong', async () => {
    const { client, sent, waits } = clientOf([problem(422, 'invalid-request')]);
    await expect(client.getHealth()).rejects.toMatchObject({ attempts: 1 });
    expect([sent.length, waits]).toEqual([1, []]);
  });

  it('send a training step with the same key each time, and the next one with another', async () => {
    const { client, sent } = clientOf([broken, problem(409, 'request-in-progress'), ok({}), ok({}), ok({})]);
    const body = { triplets: [{ anchor: 'a', positive: 'b', negative: 'c' }] };
    await client.trainStep({ body });
    await client.trainStep({ body });
    await client.trainStep({ body, idempotencyKey: 'mine' });
    const [first, second, third, fourth, fifth] = sent.map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect([second, third]).toEqual([first, first]);
    expect(fourth).not.toBe(first);
    expect(fifth).toBe('mine');
  });

  it('start one training run: each attempt has the same name, unless the caller gives one or resumes', async () => {
    const { client, sent } = clientOf([broken, ok({}), ok({}), ok({})]);
    await client.startTrainingRun({ body: { data: 'new' } });
    await client.startTrainingRun({ body: { name: 'spring' } });
    await client.startTrainingRun({ body: { resume: 'run-1' } });
    const [first, second, ...others] = sent.map(({ json }) => json as { name?: string });
    expect(first).toEqual({ data: 'new', name: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(second).toEqual(first);
    expect(others).toEqual([{ name: 'spring' }, { resume: 'run-1' }]);
  });

  it('send the same event each time: it has a time, unless the caller gives one, and then counts once', async () => {
    const { client, sent } = clientOf([broken, ok({ accepted: 2, data: [] })]);
    const at = '2026-01-03T10:15:00Z';
    await client.recordEvents({ body: { events: [{ items: ['a', 'b'], at }, { items: ['a', 'b'] }] } });
    const [first, second] = sent.map(({ json }) => json);
    expect(first).toEqual({
      events: [
        { items: ['a', 'b'], at },
        { items: ['a', 'b'], at: '1970-01-01T00:00:00.001Z' },
      ],
    });
    expect(second).toEqual(first);
  });

  it('leave a body without events to the API, which says what is wrong with it', async () => {
    const { client, sent } = clientOf([ok({}), ok({})]);
    // @ts-expect-error The types refuse it too.
    await client.recordEvents({ body: {} });
    // @ts-expect-error The types refuse it too.
    await client.recordEvents({ body: { events: ['a', null] } });
    expect(sent.map(({ json }) => json)).toEqual([{}, { events: ['a', null] }]);
  });

  it('do not promote twice when nobody knows what became of the first request', async () => {
    const { client, sent } = clientOf([broken]);
    await expect(client.promoteModel({ version: 'm-1', body: { why: 'sale' } })).rejects.toThrow('socket closed');
    expect(sent).toHaveLength(1);
  });

  it('end with the reason of the signal, which is no failure of the connection', async () => {
    const abort = new AbortController();
    const leave = () => {
      abort.abort(new Error('page left'));
      throw abort.signal.reason;
    };
    const { client, sent } = clientOf([leave]);
    await expect(client.getHealth({}, { signal: abort.signal })).rejects.toThrow(/^page left$/);
    await expect(client.getHealth({}, { signal: abort.signal })).rejects.toThrow(/^page left$/);
    expect(sent).toHaveLength(1);
  });

  it('follow an attempt that takes too long', async () => {
    const { client } = clientOf([], {
      timeoutMilliseconds: 0,
      retry: { attempts: 2 },
      fetch: (_url, init) =>
        new Promise((_, reject) => {
          init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason));
        }),
    });
    await expect(client.getHealth()).rejects.toMatchObject({ attempts: 2, cause: { name: 'TimeoutError' } });
  });
});

describe('errors', () => {
  it('of the API are problems with their code, places and cure', async () => {
    const errors = [{ pointer: '/limit', code: 'too-big', detail: 'expected at most 100' }];
    const { client } = clientOf([problem(422, 'invalid-request', { errors })]);
    const thrown = await client
      .querySimilar({ body: { positive: ['a'], limit: 101 } })
      .catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(KindredError);
    expect(thrown).toMatchObject({
      status: 422,
      code: 'invalid-request',
      operation: 'querySimilar',
      problem: { errors },
    });
    expect((thrown as Error).message).toBe(
      'querySimilar: 422 invalid-request: it is so (/limit: expected at most 100). Do it. (1 attempt)',
    );
    expect(isProblem(thrown, 'product-not-found', 'invalid-request')).toBe(true);
    expect(isProblem(thrown)).toBe(true);
    expect(isProblem(thrown, 'product-not-found')).toBe(false);
    expect(isProblem(new Error('x'))).toBe(false);
  });

  it('of the gateway have its text', async () => {
    const { client } = clientOf([() => Response.json({ message: 'Forbidden' }, { status: 403 })]);
    await expect(client.getHealth()).rejects.toMatchObject({
      name: 'GatewayError',
      status: 403,
      message: 'getHealth: status 403 without a problem of the API: {"message":"Forbidden"} (1 attempt)',
    });
  });

  it.each(['{"status"', ''])('say so if an answer is no JSON: %j', async (text) => {
    const cut = () => new Response(text, { headers: { 'content-type': 'application/json' } });
    const { client } = clientOf([cut], { retry: { attempts: 1 } });
    await expect(client.getHealth()).rejects.toThrow('getHealth: no whole answer came: ');
  });

  it.each(['{"title":"Too busy"}', 'null', '[1]', '{"code"'])(
    'have a problem of another server as text: %s',
    async (text) => {
      const headers = { 'content-type': 'application/problem+json' };
      const { client } = clientOf([() => new Response(text, { status: 400, headers })]);
      await expect(client.getHealth()).rejects.toMatchObject({
        name: 'GatewayError',
        status: 400,
        message: `getHealth: status 400 without a problem of the API: ${text} (1 attempt)`,
      });
    },
  );

  it.each([{ 'content-type': 'text/html' }, undefined])(
    'show a success that is no answer of the API: %j',
    async (headers) => {
      const page = () => new Response('<html>Sign in', { headers: headers ?? { 'content-type': '' } });
      const { client, sent } = clientOf([page]);
      await expect(client.getHealth()).rejects.toMatchObject({
        name: 'GatewayError',
        message: expect.stringContaining(
          'status 200, but no answer of the API: check the url of the client. It says: <html>Sign in',
        ),
      });
      expect(sent).toHaveLength(1);
    },
  );

  it('show a redirect, which is not followed: a POST would become a GET', async () => {
    const redirects: (string | undefined)[] = [];
    const body = { events: [{ items: ['a', 'b'] }] };
    const moved = () => new Response(null, { status: 301, headers: { location: 'https://new.test/v1/events' } });
    const { client } = clientOf([], {
      fetch: async (_url, init) => {
        redirects.push(init!.redirect);
        return moved();
      },
    });
    await expect(client.recordEvents({ body })).rejects.toThrow(
      'status 301, a redirect to https://new.test/v1/events: check the url of the client (1 attempt)',
    );
    expect(redirects).toEqual(['manual']);
    const hidden = () => Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    await expect(clientOf([hidden]).client.recordEvents({ body })).rejects.toThrow('a redirect to another address');
  });
});

describe('each', () => {
  it('goes through the pages of a list, and asks for a page only when it is needed', async () => {
    const page = (version: string, nextCursor: string | null) => ok({ data: [{ version }], nextCursor });
    const { client, sent } = clientOf([page('m-1', 'c1'), page('m-2', 'c2'), page('m-3', null)]);
    const versions: string[] = [];
    for await (const { version } of client.each('listModels', { limit: 1 })) {
      versions.push(version);
      expect(sent).toHaveLength(versions.length);
    }
    expect(versions).toEqual(['m-1', 'm-2', 'm-3']);
    expect(sent.map(({ target }) => target)).toEqual([
      '/v1/models?limit=1',
      '/v1/models?limit=1&cursor=c1',
      '/v1/models?limit=1&cursor=c2',
    ]);
  });

  it('sends the cursor of a search by examples in its body', async () => {
    const { client, sent } = clientOf([
      ok({ data: [{ id: 'b' }], nextCursor: 'c1' }),
      ok({ data: [], nextCursor: null }),
    ]);
    const found: string[] = [];
    for await (const { id } of client.each('querySimilar', { body: { positive: ['a'] } })) found.push(id);
    expect(found).toEqual(['b']);
    expect(sent.map(({ json }) => json)).toEqual([{ positive: ['a'] }, { positive: ['a'], cursor: 'c1' }]);
  });

  it('refuses the request for one entry, which is no list', async () => {
    const { client } = clientOf([ok({ product: { id: 'a' } })]);
    // @ts-expect-error The types refuse it too.
    const products = client.each('listProducts', { id: 'a' });
    await expect(products.next()).rejects.toThrow('listProducts: the answer is no page');
  });
});
