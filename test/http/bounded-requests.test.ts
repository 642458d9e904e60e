import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../lambdas/http/http-response.ts';
import { MAX_JSON_DEPTH, nestsTooDeeply } from '../../lambdas/http/json-body.ts';
import { routes } from '../../lambdas/http/routes.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;

beforeAll(async () => {
  api = await memoryApi();
  await api.models.publish(identityModel);
});

const nested = (depth: number, inner = '1') => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;
const withBody = routes.filter(({ method }) => ['PUT', 'PATCH', 'POST'].includes(method));
const send = (method: string, path: string, body: string, headers: Record<string, string> = {}) =>
  api.request(method, `${path.replace('{id}', 'a').replace('{version}', 'm-1:head')}?id=a`, {
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('the depth of JSON', () => {
  it.each([
    ['arrays', nested(MAX_JSON_DEPTH), false],
    ['one array more', nested(MAX_JSON_DEPTH + 1), true],
    ['objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, true],
    ['brackets in a text', `"${'['.repeat(100)}"`, false],
    ['brackets after a quote in a text', `["\\"${'['.repeat(100)}"]`, false],
    ['brackets after a text that ends in a backslash', `["\\\\",${nested(64)}]`, true],
    ['arrays side by side', `[${Array(1000).fill('[[]]').join()}]`, false],
  ])('counts %s', (_what, text, expected) => {
    expect(nestsTooDeeply(text)).toBe(expected);
  });
});

describe('a body that nests 18,000 deep', () => {
  const deep = nested(18_000);

  it.each(withBody.map(({ method, path }) => [method, path]))(
    'is refused before anything walks it: %s %s',
    async (method, path) => {
      for (const body of [
        deep,
        `{"config":${deep},"triplets":${deep},"items":[${deep}],"filter":${deep},"patch":${deep}}`,
      ])
        expect(await send(method, path, body, { 'idempotency-key': 'k' })).toMatchObject({
          status: 422,
          json: { code: 'invalid-request', errors: [{ pointer: '', code: 'too-deep' }] },
        });
    },
  );

  it('is refused where a step would compare it with an earlier request of its key', async () => {
    const triplet = '{"anchor":[1,0],"positive":[0.5,0.5],"negative":[0.9,0]}';
    const answer = await send('POST', '/v1/train', `{"triplets":[${triplet}],"more":${deep}}`, {
      'idempotency-key': 'k',
    });
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ code: 'too-deep' }] } });
  });
});

describe('an answer', () => {
  const long = '\u0001'.repeat(170_000);
  const small = 8000;

  it.each([
    ['POST', '/v1/training-runs', { config: { [long]: 1 } }],
    ['POST', '/v1/training-runs', { config: { epochs: long } }],
    ['POST', '/v1/training-runs', { config: { features: { [long]: 1 } } }],
    ['POST', '/v1/training-runs', { [long]: 1 }],
    ['PUT', '/v1/products/{id}', { [long]: 1 }],
    ['PUT', '/v1/products/{id}', { id: long }],
    ['PUT', '/v1/products/{id}', { attributes: { [long]: {} } }],
    ['POST', '/v1/train', { triplets: [{ anchor: { id: 'a', [long]: 1 }, positive: 'b', negative: 'c' }] }],
    ['POST', '/v1/similar:query', { positive: ['a'], [long]: 1 }],
    ['POST', '/v1/similar:query', { positive: ['a'], filter: { field: long, eq: 1 } }],
    ['POST', '/v1/similar:query', { positive: ['a'], filter: `${long}:1` }],
    ['POST', '/v1/uploads', { prefix: 'catalog/', name: long }],
    ['POST', '/v1/exports', { format: long }],
  ])('stays small however long a text of the request is: %s %s', async (method, path, body) => {
    const { status, bytes } = await send(method, path, JSON.stringify(body));
    expect(status).toBe(422);
    expect(bytes.length).toBeLessThan(small);
  });

  it('lists few of a hundred thousand ignored fields, and counts the others', async () => {
    const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`field${i}`, 1]));
    const path = '/v1/products/a?unknown=ignore';
    const { status, json, bytes } = await api.request('PUT', path, { body: { ...fields, features: [1, 0] } });
    expect(status).toBe(201);
    expect(json.ignoredFields.at(-1)).toBe('and 49900 more');
    expect(bytes.length).toBeLessThan(small);
  });

  it('advises on the first unknown fields only, and says how many there are', async () => {
    const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`titel${i}`, 1]));
    const { json } = await api.request('PUT', '/v1/products/a', { body: fields });
    expect(json.detail).toContain('(and 49999 more)');
    expect(json.errors).toHaveLength(20);
  });

  it('says in few words what a long name is not, with the advice', async () => {
    const { json } = await send('PUT', '/v1/products/{id}', JSON.stringify({ ['x'.repeat(900_000)]: 1 }));
    expect(json.errors[0].pointer).toHaveLength(500);
    expect(json.errors[0].detail).toContain('unknown=ignore');
  });
});

describe('the answer to a batch', () => {
  it('fits although each of 1,000 operations has as many faults as it can', async () => {
    const fields = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`x${i}`, 1]));
    const operations = Array.from({ length: 1000 }, (_, i) => ({ op: 'put', product: { id: `p${i}`, ...fields } }));
    const { status, json, bytes } = await api.request('POST', '/v1/products:batch', { body: { operations } });
    expect(status).toBe(200);
    expect(json.data[999].problem.errors).toHaveLength(5);
    expect(bytes.length).toBeLessThan(MAX_ANSWER_BYTES / 2);
  });
});

describe('the configuration of a run', () => {
  it('has at most 65,536 characters, because it is stored in the job of the run', async () => {
    const asFeatures = Array.from({ length: 20_000 }, (_, i) => `attribute-${i}`);
    const body = { config: { features: { asFeatures } } };
    expect(await api.request('POST', '/v1/training-runs', { body })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/config', detail: expect.stringContaining('more than 65536 characters') }] },
    });
  });
});
