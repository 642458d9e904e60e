import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../lambdas/ports/store-error.ts';
import { LONGEST_CALL_SECONDS } from '../../lambdas/shared/call-times.ts';
import { DynamoVectorStore } from '../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import {
  isOutOfTime,
  LAST_SLOW_CALL_MILLISECONDS,
  LAST_WAIT_MILLISECONDS,
} from '../../lambdas/use-cases/common/deadline.ts';
import { collect, removal, secondOf, storedVector } from '../contracts/samples.ts';

/** The SDK's attempts in one call. */
const ATTEMPTS = 3;
const put = new PutItemCommand({ TableName: 'Products', Item: { productId: { S: 'a' } } });
const throttled = [
  400,
  { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slow down' },
] as const;

/** A client of a DynamoDB that gives these answers in turn, then empty ones. */
function clientOf(answers: (readonly [number, object])[]) {
  const asked: string[] = [];
  const bodies: string[] = [];
  const handle = async ({ headers, body: sent }: { headers: Record<string, string>; body: string }) => {
    asked.push(headers['x-amz-target']!.replace(/.*\./, ''));
    bodies.push(sent);
    const [statusCode, body] = answers.shift() ?? [200, {}];
    const text = Readable.from([Buffer.from(JSON.stringify(body))]);
    return { response: { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: text } };
  };
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    maxAttempts: ATTEMPTS,
    requestHandler: { metadata: { handlerProtocol: 'http/1.1' }, handle },
  });
  return { client, asked, bodies };
}

describe('a client of DynamoDB that keeps the pace', () => {
  beforeEach(() => {
    vi.resetModules();
    // The waits of full jitter, and those of the SDK, are a random share of their bounds: here of no length.
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('repeats what is throttled until ten seconds before the end of the invocation', async () => {
    const { keepPace, waitOutThrottling } = await import('../../lambdas/composition/throttling.ts');
    const { client, asked } = clientOf(Array.from({ length: 20 * ATTEMPTS }, () => throttled));
    keepPace(client);
    waitOutThrottling({ getRemainingTimeInMillis: () => 900_000 });
    await client.send(put);
    expect(asked).toHaveLength(20 * ATTEMPTS + 1);
    let leftMilliseconds = 900_000;
    waitOutThrottling({ getRemainingTimeInMillis: () => leftMilliseconds });
    const hopeless = clientOf(Array.from({ length: 100 * ATTEMPTS }, () => throttled));
    keepPace(hopeless.client);
    hopeless.client.middlewareStack.add(
      (next) => (args) => {
        leftMilliseconds -= 300_000;
        return next(args);
      },
      { step: 'build' },
    );
    await expect(hopeless.client.send(put)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(hopeless.asked).toHaveLength(3 * ATTEMPTS);
  });

  it('repeats what is not answered in time, instead of failing the work of many calls', async () => {
    const { keepPace, waitOutThrottling } = await import('../../lambdas/composition/throttling.ts');
    const { client, asked } = clientOf([]);
    let unanswered = 4 * ATTEMPTS;
    client.middlewareStack.add(
      (next) => async (args) => {
        if (unanswered-- > 0) throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    keepPace(client);
    waitOutThrottling({ getRemainingTimeInMillis: () => 900_000 });
    await client.send(put);
    expect([asked.length, unanswered]).toEqual([1, -1]);
  });

  it('repeats no call that is not answered if the next one could last until the end of the invocation', async () => {
    const { keepPace, waitOutThrottling } = await import('../../lambdas/composition/throttling.ts');
    const { client } = clientOf([]);
    let leftMilliseconds = 60_000;
    client.middlewareStack.add(
      () => async () => {
        leftMilliseconds -= 1000 * LONGEST_CALL_SECONDS;
        throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
      },
      { step: 'build' },
    );
    keepPace(client);
    waitOutThrottling({ getRemainingTimeInMillis: () => leftMilliseconds });
    const cause = await client.send(put).catch((error: unknown) => error);
    expect(cause).toMatchObject({ name: 'TimeoutError' });
    expect(leftMilliseconds).toBeGreaterThan(LAST_WAIT_MILLISECONDS);
    expect(isOutOfTime(new StoreError('unavailable', 'x', { cause }), () => leftMilliseconds)).toBe(true);
  });

  it('makes fewer calls at once after one that the SDK had to repeat', async () => {
    const { keepPace, waitOutThrottling } = await import('../../lambdas/composition/throttling.ts');
    const { client } = clientOf([throttled]);
    let [running, most] = [0, 0];
    client.middlewareStack.add(
      (next) => async (args) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        return next(args).finally(() => {
          running -= 1;
        });
      },
      { step: 'build' },
    );
    keepPace(client);
    waitOutThrottling({ getRemainingTimeInMillis: () => 900_000 });
    const sendMany = () => Promise.all(Array.from({ length: 16 }, () => client.send(put)));
    await sendMany();
    expect(most).toBe(16);
    most = 0;
    await sendMany();
    expect(most).toBeLessThan(16);
  });

  it('makes no call whose turn comes when the next one could last until the end, and says that it can go on', async () => {
    const { keepPace, waitOutThrottling } = await import('../../lambdas/composition/throttling.ts');
    const { client, asked } = clientOf([throttled]);
    let leftMilliseconds = 900_000;
    let hold: Promise<void> | undefined;
    client.middlewareStack.add(
      (next) => async (args) => {
        await hold;
        return next(args);
      },
      { step: 'build' },
    );
    keepPace(client);
    waitOutThrottling({ getRemainingTimeInMillis: () => leftMilliseconds });
    await client.send(put);
    const before = asked.length;
    const { promise, resolve } = Promise.withResolvers<void>();
    hold = promise;
    const sent = Promise.allSettled(Array.from({ length: 8 }, () => client.send(put)));
    await new Promise(setImmediate);
    leftMilliseconds = LAST_SLOW_CALL_MILLISECONDS;
    resolve();
    const causes = (await sent).flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    expect(causes.length).toBe(8 - (asked.length - before));
    expect(causes.length).toBeGreaterThan(0);
    // An upload continues with a message after such a failure so near to the end.
    expect(isOutOfTime(new StoreError('unavailable', 'x'), () => leftMilliseconds)).toBe(true);
    const message = expect.stringMatching(/waited for its turn .* throttled .* Try again/);
    for (const cause of causes) expect(cause).toMatchObject({ code: 'unavailable', message });
  });

  it('fails after the attempts of the SDK in a function that somebody waits for', async () => {
    const { keepPace } = await import('../../lambdas/composition/throttling.ts');
    const { client, asked } = clientOf(Array.from({ length: 20 }, () => throttled));
    keepPace(client);
    await expect(client.send(put)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(asked).toHaveLength(ATTEMPTS);
  });

  it('repeats the pages of scans, and the records of batches that are returned unprocessed', async () => {
    const { keepPace, unprocessedBackoff, waitOutThrottling } = await import('../../lambdas/composition/throttling.ts');
    const { putBatches } = await import('../../lambdas/stores/dynamodb/batches.ts');
    waitOutThrottling({ getRemainingTimeInMillis: () => 900_000 });
    const scanned = clientOf(Array.from({ length: 4 * ATTEMPTS }, () => throttled));
    keepPace(scanned.client);
    await collect(paginateScan({ client: scanned.client }, { TableName: 'Products' }));
    expect(scanned.asked).toHaveLength(4 * ATTEMPTS + 1);
    const item = { productId: { S: 'a' } };
    const unprocessed = [200, { UnprocessedItems: { Products: [{ PutRequest: { Item: item } }] } }] as const;
    const batches = clientOf(Array.from({ length: 20 }, () => unprocessed));
    keepPace(batches.client);
    await putBatches(batches.client, 'Products', [item], unprocessedBackoff);
    expect(batches.asked).toEqual(Array.from({ length: 21 }, () => BatchWriteItemCommand.name.replace('Command', '')));
  });
});

/** A client that keeps the pace. Each call, of some attempts, takes ten seconds; the first begins at second 10. */
async function stampedClient(answers: (readonly [number, object])[]) {
  const { keepPace, waitOutThrottling } = await import('../../lambdas/composition/throttling.ts');
  const { stampAttempts } = await import('../../lambdas/composition/stamped-attempts.ts');
  const made = clientOf(answers);
  const { client } = made;
  waitOutThrottling({ getRemainingTimeInMillis: () => 900_000 });
  keepPace(client);
  let attempts = 0;
  stampAttempts(client, () => {
    attempts += 1;
    return new Date(secondOf(10 * attempts));
  });
  const times = () => made.bodies.map((body) => /"updatedAt":\{"S":"(.*?)"/.exec(body)?.[1]);
  return { client, bodies: made.bodies, times };
}

describe('the time of a vector that is written', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is that of the call that wrote it, however long it was throttled before', async () => {
    const { client, times } = await stampedClient(Array.from({ length: 2 * ATTEMPTS }, () => throttled));
    const store = new DynamoVectorStore(client, 'Products');
    await store.putMany([storedVector('a', 1)], { updatedAt: secondOf(1) });
    await store.remove('a', 'm-1', removal(2));
    const first = Array.from({ length: ATTEMPTS }, () => secondOf(10));
    const second = Array.from({ length: ATTEMPTS }, () => secondOf(20));
    expect(times()).toEqual([...first, ...second, secondOf(30), secondOf(40)]);
  });

  it('is that of the batch that wrote it, and not of one that left it unprocessed', async () => {
    const left = { PutRequest: { Item: { productId: { S: 'a' }, changeShard: { S: 'm-1#0' } } } };
    const { client, times } = await stampedClient([[200, { UnprocessedItems: { Products: [left] } }]]);
    const store = new DynamoVectorStore(client, 'Products', { backoff: { attempts: 2, wait: async () => {} } });
    await store.putMany([storedVector('a', 1)], { updatedAt: secondOf(1), onlyNewer: false });
    expect(times()).toEqual([secondOf(10), secondOf(20)]);
  });

  it('is given to no item that is not a change of a vector, and to no read', async () => {
    const { client, bodies } = await stampedClient([]);
    const Item = { productId: { S: 'a' }, updatedAt: { S: secondOf(1) } };
    const RequestItems = { Products: [{ PutRequest: { Item } }] };
    await client.send(new PutItemCommand({ TableName: 'Products', Item }));
    await client.send(new BatchWriteItemCommand({ RequestItems }));
    await client.send(new GetItemCommand({ TableName: 'Products', Key: Item }));
    expect(bodies.map((body) => JSON.parse(body))).toEqual([
      { TableName: 'Products', Item },
      { RequestItems },
      { TableName: 'Products', Key: Item },
    ]);
  });
});

it.each([
  'collect-events',
  'compact',
  'embed-shard',
  'expire-weights',
  'export-run',
  'ingest',
  'make-map',
  'training-run',
  'training-uploads',
])('the function %s, for which nobody waits, starts with patience for throttled calls', (name) => {
  const code = readFileSync(new URL(`../../lambdas/handlers/${name}.ts`, import.meta.url), 'utf8');
  expect(code).toMatch(/\n {2,4}startInvocation\((context|lambdaContext)\b/);
});
