import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { arbitraryBodyRequests, arbitraryTargets } from '../support/api/arbitrary-requests.ts';
import { checkDocumented } from '../support/api/documented-answers.ts';
import { handlerApi } from '../support/api/handler-api.ts';
import { dynamoDbForTests, objectServerForTests } from '../support/local/local-servers.ts';
import { createProductsTable, createRegistryTable } from '../support/stores/tables.ts';

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
let objects: Awaited<ReturnType<typeof objectServerForTests>>;
let api: Awaited<ReturnType<typeof handlerApi>>;

/** The environment of the deployed functions, with AWS on loopback. */
beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
  objects = await objectServerForTests();
  const bucket = `models-${randomUUID()}`;
  await objects.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const environment = {
    PRODUCTS_TABLE: await createProductsTable(dynamoDb.client),
    REGISTRY_TABLE: await createRegistryTable(dynamoDb.client),
    MODELS_BUCKET: bucket,
    UPLOADS_BUCKET: bucket,
    COMPACT_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:compact',
    EVENTS_QUEUE_URL: 'http://127.0.0.1:9/events',
    KINDRED_STAGE: 'dev',
    EXPORT_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:export:$LATEST',
    TRAINING_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:run:$LATEST',
    LIVE_RECHECK_SECONDS: '0',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    AWS_ENDPOINT_URL_S3: objects.endpoint,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  api = await handlerApi(checkDocumented);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await dynamoDb.close();
  await objects.close();
});
afterAll(() => vi.resetModules());

describe('the handlers over DynamoDB and S3', () => {
  it('learn, store, embed, search and remove', async () => {
    const triplets = [{ anchor: [1, 0], positive: [0.5, 0.5], negative: [0.9, 0] }];
    const { modelVersion } = (await api.request('POST', '/v1/train', { body: { triplets } })).json;
    const { modelPointers } = await import('../../lambdas/composition/compose.ts');
    await modelPointers().move('live', { from: undefined, to: modelVersion, at: new Date().toISOString() });
    for (const [id, features] of [
      ['a', [1, 0]],
      ['b', [1, 0.1]],
      ['c', [0, 1]],
    ] as const) {
      const { status, json } = await api.request('PUT', `/v1/products/${id}`, { body: { features } });
      expect({ status, embedding: json.embedding }).toEqual({
        status: 201,
        embedding: { modelVersion, embedded: true },
      });
    }
    const similar = await api.request('GET', '/v1/products/a/similar?limit=2');
    expect(similar.json).toMatchObject({
      modelVersion,
      data: [
        { id: 'b', rank: 1 },
        { id: 'c', rank: 2 },
      ],
    });
    const { embedding } = (await api.request('GET', '/v1/products/a?include=vector')).json;
    const embedded = await api.request('POST', '/v1/embeddings', { body: { items: ['a', [1, 0]] } });
    expect(embedded.json.data.map((one: { vector: number[] }) => one.vector)).toEqual([
      embedding.vector,
      embedding.vector,
    ]);
    expect((await api.request('DELETE', '/v1/products/b')).status).toBe(204);
    expect((await api.request('GET', '/v1/products/a/similar')).json.data).toMatchObject([{ id: 'c' }]);
    expect((await api.request('GET', '/v1/products/b')).status).toBe(404);
    expect((await api.request('GET', '/v1/models')).json.data).toMatchObject([{ version: modelVersion, live: true }]);
    expect((await api.request('GET', '/v1/health')).json).toMatchObject({ status: 'ok', live: modelVersion });
  });

  it('write many products, list them in pages, and find an id that no path can hold', async () => {
    const live = (await api.request('GET', '/v1/health')).json.live;
    const ids = Array.from({ length: 12 }, (_, i) => `many/${i}?`);
    const put = ids.map((id, i) => ({ op: 'put', product: { id, brand: 'Many', features: [1, i / 10] } }));
    const { json } = await api.request('POST', '/v1/products:batch', { body: { operations: put } });
    expect(
      json.data.map(({ status, embedding }: { status: number; embedding: object }) => [status, embedding]),
    ).toEqual(ids.map(() => [201, { modelVersion: live, embedded: true }]));
    const more = [
      { op: 'patch', id: ids[0], patch: { payload: { stock: 1 } } },
      { op: 'delete', id: ids[1] },
    ];
    const changed = await api.request('POST', '/v1/products:batch', { body: { operations: more } });
    expect(changed.json.data).toMatchObject([{ status: 200, embedding: { kept: true } }, { status: 204 }]);
    const listed: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = `/v1/products?filter=brand:Many&limit=5${cursor && `&cursor=${cursor}`}`;
      const answer = await api.request('GET', page);
      listed.push(...answer.json.data.map(({ product }: { product: { id: string } }) => product.id));
      cursor = answer.json.nextCursor;
    }
    expect(listed.toSorted()).toEqual(ids.filter((id) => id !== ids[1]).toSorted());
    const id = encodeURIComponent(ids[2]!);
    const similar = await api.request('GET', `/v1/similar?id=${id}&filter=brand:Many&limit=1`);
    expect(similar.json).toMatchObject({ totalCandidates: 10, data: [{ id: 'many/3?' }] });
    const { embedding } = (await api.request('GET', `/v1/products?id=${id}&include=vector`)).json;
    expect(embedding.vector).toHaveLength(5);
  });

  it('let one of two writers with the same ETag through', async () => {
    const { headers } = await api.request('PUT', '/v1/products/raced', { body: { title: 'x' } });
    const write = (title: string) =>
      api.request('PUT', '/v1/products/raced', { body: { title }, headers: { 'if-match': headers.etag! } });
    const statuses = (await Promise.all([write('y'), write('z')])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412]);
  });

  it('lose no step of three that are taken at once', async () => {
    const step = (x: number) => ({
      triplets: [{ anchor: [1, x], positive: [x, 0.5], negative: [0.9, 0.3] }],
      margin: 9,
    });
    const taken = await Promise.all([0.1, 0.2, 0.3].map((x) => api.request('POST', '/v1/train', { body: step(x) })));
    expect(taken.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(taken.map(({ json }) => json.parent)).size).toBe(3);
  });

  it('never answer 500 to any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryBodyRequests(), async ([[method, target], body]) => {
        const { status, json } = await api.request(method, target, { body: JSON.stringify(body) });
        expect(status, JSON.stringify(json)).toBeLessThan(500);
      }),
      { numRuns: 60 },
    );
  });

  it('never answer 500 to any path or query', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTargets(), async ({ method, target }) => {
        const { status, json } = await api.request(method, target);
        expect(status, JSON.stringify(json)).toBeLessThan(500);
      }),
      { numRuns: 80 },
    );
  });
});
