import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collect } from '../contracts/samples.ts';

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
  const handle = async ({ headers }: { headers: Record<string, string> }) => {
    asked.push(headers['x-amz-target']!.replace(/.*\./, ''));
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
  return { client, asked };
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

it.each([
  'collect-events',
  'compact',
  'embed-shard',
  'export-run',
  'ingest',
  'make-map',
  'training-run',
  'training-uploads',
])('the function %s, for which nobody waits, starts with patience for throttled calls', (name) => {
  const code = readFileSync(new URL(`../../lambdas/handlers/${name}.ts`, import.meta.url), 'utf8');
  expect(code).toMatch(/\n {2,4}startInvocation\((context|lambdaContext)\b/);
});
