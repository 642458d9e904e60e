import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunRequest } from '../../lambdas/ports/starters.ts';
import { httpEvent, testRequestId } from '../support/api/http-event.ts';
import { jobHandlers, notificationOf } from '../support/api/job-handlers.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel } from '../support/core/factories.ts';

const modules = [
  'composition/compose',
  'composition/models',
  'composition/durable-steps',
  'use-cases/training/run-training',
];

afterAll(() => vi.resetModules());
afterEach(() => {
  for (const path of modules) vi.doUnmock(`../../lambdas/${path}.ts`);
  vi.doUnmock('@aws/durable-execution-sdk-js');
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What the functions have written, as text. */
let written: string[];

beforeEach(() => {
  vi.resetModules();
  vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
  written = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});

/** The lines of Kindred's log. */
function lines(): Record<string, unknown>[] {
  return written.filter((text) => text.startsWith('{"level"')).map((text) => JSON.parse(text));
}

function contextOf(awsRequestId: string): Context {
  const { functionName, memoryLimitInMB } = { functionName: 'kindred-x', memoryLimitInMB: '512' };
  return { functionName, memoryLimitInMB, awsRequestId, getRemainingTimeInMillis: () => 60_000 } as Context;
}

describe('a line of the log', () => {
  it('of a request has the function, the invocation, whether that is the first one, the request and its route', async () => {
    const { createHttpHandler } = await import('../../lambdas/handlers/answers/http-handler.ts');
    const handler = createHttpHandler({ 'GET /v1/health': () => Promise.reject(new Error('broken')) });
    for (const id of ['invocation-1', 'invocation-2']) await handler(httpEvent('GET', '/v1/health'), contextOf(id));
    const line = { function_name: 'kindred-x', requestId: testRequestId, routeKey: 'GET /v1/health', level: 'ERROR' };
    expect(lines()).toMatchObject([
      { ...line, function_request_id: 'invocation-1', cold_start: true },
      { ...line, function_request_id: 'invocation-2', cold_start: false },
    ]);
  });

  it('of a training run has the run, its attempt and its durable execution, by any writer', async () => {
    vi.doMock('../../lambdas/composition/compose.ts', async (importOriginal) => {
      const names = Object.keys(await importOriginal<object>());
      return Object.fromEntries(names.map((name) => [name, () => ({})]));
    });
    vi.doMock('../../lambdas/composition/durable-steps.ts', () => ({ durableSteps: () => () => ({}) }));
    vi.doMock('@aws/durable-execution-sdk-js', () => ({ withDurableExecution: (run: unknown) => run }));
    const { logWarning } = await import('../../lambdas/composition/logger.ts');
    vi.doMock('../../lambdas/use-cases/training/run-training.ts', () => ({
      runTraining: async () => {
        logWarning('a stored record cannot be read', 'why');
        return { state: 'succeeded', modelVersion: 'm-1', promoted: true };
      },
    }));
    const { handler } = await import('../../lambdas/handlers/training-run.ts');
    const run = handler as unknown as (request: Partial<RunRequest>, durable: object) => Promise<unknown>;
    const durable = { lambdaContext: contextOf('i-1'), executionContext: { durableExecutionArn: 'arn:of:execution' } };
    await run({ kind: 'train', runId: 'run-7', attempt: 2 }, durable);
    const ids = { runId: 'run-7', attempt: 2, executionArn: 'arn:of:execution', function_request_id: 'i-1' };
    expect(lines()).toMatchObject([
      { ...ids, message: 'the run begins or goes on', kind: 'train' },
      { ...ids, message: 'a stored record cannot be read' },
      { ...ids, message: 'the run has ended', state: 'succeeded', modelVersion: 'm-1', promoted: true },
    ]);
  });

  it('of a catalog upload has the key of the object, by any writer, and a later line of other work has not', async () => {
    const { world, compaction, ingest, logger } = await jobHandlers();
    vi.mocked(logger.warn).mockRestore();
    const { put } = world.products;
    world.products.put = async (...given) => {
      logger.warn('a stored record cannot be read');
      return put.apply(world.products, given);
    };
    vi.spyOn(compaction, 'start').mockRejectedValue(new Error('no answer'));
    await ingest([notificationOf(world.upload('catalog/a.jsonl', [{ id: 'a' }]))]);
    expect(lines().map(({ message, key }) => [message, key])).toEqual([
      ['a stored record cannot be read', 'catalog/a.jsonl'],
      ['no compaction requested', undefined],
    ]);
  });

  it('has no field of the invocation before', async () => {
    const { startLogging } = await import('../../lambdas/composition/invocation.ts');
    const { logger } = await import('../../lambdas/composition/logger.ts');
    startLogging(contextOf('i-1'), { runId: 'run-7' });
    startLogging(contextOf('i-2'), {});
    logger.info('next');
    expect(lines()).toMatchObject([{ function_request_id: 'i-2' }]);
    expect(lines()[0]).not.toHaveProperty('runId');
  });
});

describe('lines of the level DEBUG', () => {
  it.each([
    ['all', '1', 3],
    ['none', '0', 0],
  ])('are written of %s invocations with a sample rate of %s', async (_some, rate, count) => {
    vi.stubEnv('POWERTOOLS_LOGGER_SAMPLE_RATE', rate);
    const { createHttpHandler } = await import('../../lambdas/handlers/answers/http-handler.ts');
    const handler = createHttpHandler({ 'GET /v1/health': async () => ({ status: 200, body: {} }) });
    for (let i = 0; i < 3; i++) await handler(httpEvent('GET', '/v1/health'), contextOf('i'));
    const answered = lines().filter(({ message }) => message === 'answered');
    expect(answered).toHaveLength(count);
    for (const line of answered) expect(line).toMatchObject({ status: 200, milliseconds: expect.any(Number) });
  });

  it('are decided upon in each invocation, not once for a function', async () => {
    vi.stubEnv('POWERTOOLS_LOGGER_SAMPLE_RATE', '0.5');
    const { createHttpHandler } = await import('../../lambdas/handlers/answers/http-handler.ts');
    const handler = createHttpHandler({ 'GET /v1/health': async () => ({ status: 200, body: {} }) });
    for (let i = 0; i < 60; i++) await handler(httpEvent('GET', '/v1/health'), contextOf('i'));
    const answered = lines().filter(({ message }) => message === 'answered');
    // All or none of 60 would come once in 10^18 times.
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.length).toBeLessThan(60);
  });
});

describe('the log', () => {
  it('has no credential, no text of a body and no number of a vector, at any level, also if stores fail', async () => {
    const secret = 'c0ffee-1d';
    const number = 0.123456789;
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'DEBUG');
    const api = await memoryApi();
    await api.models.publish(identityModel);
    const headers = { authorization: `Bearer ${secret}`, cookie: secret, 'idempotency-key': secret };
    const product = { id: 'a', title: secret, features: [number, number], payload: { note: secret } };
    const requests = [
      ['PUT', '/v1/products/a', product],
      ['POST', '/v1/products:batch', { operations: [{ op: 'put', id: 'a', product }] }],
      ['POST', '/v1/embeddings', { items: [product] }],
      ['POST', '/v1/train', { triplets: [{ anchor: [number, 1], positive: [1, number], negative: [0, number] }] }],
      ['POST', '/v1/similar:query', { positive: [{ product }] }],
      ['POST', '/v1/events', { events: [{ kind: 'basket', items: [secret, 'b'] }] }],
      ['GET', '/v1/products/a/similar?include=vector', undefined],
    ] as const;
    const send = async () => {
      for (const [method, target, body] of requests) await api.request(method, target, { body, headers });
    };
    await send();
    const { products, vectors, events, models } = api;
    const broken = new Error('no answer');
    vi.spyOn(products, 'get').mockRejectedValue(broken);
    vi.spyOn(products, 'put').mockRejectedValue(new api.StoreError('misconfigured', 'refused', { cause: broken }));
    vi.spyOn(vectors, 'get').mockRejectedValue(broken);
    vi.spyOn(events, 'send').mockRejectedValue(broken);
    vi.spyOn(models.weights, 'save').mockRejectedValue(broken);
    await send();
    const levels = lines().map(({ level }) => level);
    expect(levels.filter((level) => level === 'DEBUG')).toHaveLength(2 * requests.length);
    expect(levels.filter((level) => level !== 'DEBUG').length).toBeGreaterThanOrEqual(2);
    for (const text of written) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(String(number));
    }
  });
});
