import { stat } from 'node:fs/promises';
import { Agent, createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PART_MILLISECONDS } from '../../../lambdas/stores/s3/body-pace.ts';
import { S3SnapshotStore } from '../../../lambdas/stores/s3/snapshot-store.ts';
import { S3UploadStore } from '../../../lambdas/stores/s3/upload-store.ts';
import { S3WeightsStore } from '../../../lambdas/stores/s3/weights-store.ts';

const BYTES = 100_000;
const DRIP_MILLISECONDS = 4000;
/** The first drip after the time of a part ends the reading. */
const LONGEST_SECONDS = (PART_MILLISECONDS + DRIP_MILLISECONDS) / 1000;

/** The answers, of which the last one is dripping. */
let answers: ServerResponse[] = [];
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-length': BYTES, etag: '"1"' });
  response.flushHeaders();
  answers.push(response);
});
const agent = new Agent({ keepAlive: true });
let s3: S3Client;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  const requestHandler = new NodeHttpHandler({ httpAgent: agent });
  const endpoint = `http://127.0.0.1:${port}`;
  s3 = new S3Client({
    region: 'us-east-1',
    endpoint,
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
    requestHandler,
  });
});
afterEach(() => void vi.useRealTimers());
afterAll(() => {
  s3.destroy();
  server.closeAllConnections();
  server.close();
});

const turn = () => new Promise(setImmediate);

/** Far more than an answer in this process needs; a bound, so that a reader that never ends fails the test. */
const MAX_TURNS = 2_000_000;

async function turnUntil(isTrue: () => boolean): Promise<void> {
  for (let turns = 0; turns < MAX_TURNS && !isTrue(); turns++) await turn();
}

/** Lets the streams of this process pass on what they have, and files be opened and written, which the threads of Node do in turn. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.all(Array.from({ length: 4 }, () => stat(tmpdir())));
  for (let turns = 0; turns < 200; turns++) await turn();
}

/** What the client has received over the connections that it keeps. */
function countReceived(): number {
  return [agent.sockets, agent.freeSockets]
    .flatMap((byHost) => Object.values(byHost).flat())
    .reduce((sum, socket) => sum + (socket?.bytesRead ?? 0), 0);
}

/** Lets a body drip, a byte each four seconds, until its reader hangs up. @returns the seconds that it took */
async function drip(read: () => Promise<unknown>): Promise<{ seconds: number; failure: unknown }> {
  answers = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  let failure: unknown;
  let isOver = false;
  const reading = read().then(
    () => undefined,
    (cause: unknown) => {
      failure = cause;
      isOver = true;
    },
  );
  await turnUntil(() => answers.length > 0);
  let seconds = 0;
  while (!isOver && seconds < LONGEST_SECONDS) {
    const before = countReceived();
    answers[0]!.write('x');
    // The byte goes through the kernel, and then through the streams of the client.
    await turnUntil(() => countReceived() > before || isOver);
    await settle();
    vi.advanceTimersByTime(DRIP_MILLISECONDS);
    seconds += DRIP_MILLISECONDS / 1000;
    // In the end files are closed, which takes real time.
    if (seconds >= LONGEST_SECONDS) await turnUntil(() => isOver);
    else await settle();
  }
  if (isOver) await reading;
  return { seconds: isOver ? seconds : Number.POSITIVE_INFINITY, failure };
}

async function readUpload(): Promise<void> {
  const upload = { key: 'catalog/file', bytes: BYTES, etag: '1', lastModified: '2026-01-01T00:00:00.000Z' };
  for await (const _ of await new S3UploadStore(s3, 'uploads').open(upload));
}

describe('a server that sends a byte each four seconds', () => {
  it.each([
    ['an upload', readUpload],
    ['weights', () => new S3WeightsStore(s3, 'models').load('m-1')],
    [
      'a segment',
      () =>
        new S3SnapshotStore(s3, 'models', tmpdir()).openSegment(
          'm-1',
          { name: 'a', bytes: BYTES, products: 1 },
          'disk',
        ),
    ],
  ])('is given up before a function of the API would be ended: %s', async (_, read) => {
    const { seconds, failure } = await drip(read);
    expect(failure).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('TimeoutError: fewer than'),
    });
    expect(seconds).toBeGreaterThanOrEqual(PART_MILLISECONDS / 1000);
    expect(seconds).toBeLessThanOrEqual(LONGEST_SECONDS);
  });
});
