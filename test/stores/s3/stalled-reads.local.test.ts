import { tmpdir } from 'node:os';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UploadObject } from '../../../lambdas/ports/upload-store.ts';
import { S3MapStore } from '../../../lambdas/stores/s3/map-store.ts';
import { S3ReportReader } from '../../../lambdas/stores/s3/report-reader.ts';
import { S3RunStore } from '../../../lambdas/stores/s3/run-store.ts';
import { S3SnapshotStore } from '../../../lambdas/stores/s3/snapshot-store.ts';
import { STALLED_MILLISECONDS } from '../../../lambdas/stores/s3/stalled-body.ts';
import { S3UploadStore } from '../../../lambdas/stores/s3/upload-store.ts';
import { S3WeightsStore } from '../../../lambdas/stores/s3/weights-store.ts';
import { storedMapOf } from '../../contracts/map-store.contract.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';
import { whileStalling } from '../../support/stores/stalling-bodies.ts';

const Bucket = 'objects';
const content = new Uint8Array(200_000).fill(7);

let upload: UploadObject;
let server: Awaited<ReturnType<typeof objectServerForTests>>;
beforeAll(async () => {
  server = await objectServerForTests();
  await server.s3.send(new CreateBucketCommand({ Bucket }));
  await server.s3.send(new PutObjectCommand({ Bucket, Key: 'catalog/file', Body: content }));
  upload = (await new S3UploadStore(server.s3, Bucket).find('catalog/file'))!;
  await new S3WeightsStore(server.s3, Bucket).save('m-1', content);
  await new S3RunStore(server.s3, Bucket).write('run', 'data', content);
  await new S3MapStore(server.s3, Bucket).save(storedMapOf('m-1', 1));
  const snapshots = new S3SnapshotStore(server.s3, Bucket, tmpdir());
  const name = await snapshots.saveSegment('m-1', content);
  const segments = [{ name, bytes: content.length, products: 1 }];
  await snapshots.publish('m-1', { takenAt: '2026-01-01T00:00:00.000Z', products: 1, segments });
});
afterAll(() => server.close());

async function readUpload(): Promise<number> {
  let bytes = 0;
  for await (const chunk of await new S3UploadStore(server.s3, Bucket).open(upload)) bytes += chunk.length;
  return bytes;
}

const reads: [what: string, read: () => Promise<unknown>, of: string][] = [
  ['an upload', readUpload, 'catalog/file'],
  ['weights', () => new S3WeightsStore(server.s3, Bucket).load('m-1'), 'the weights of "m-1"'],
  ['the data of a run', () => new S3RunStore(server.s3, Bucket).read('run', 'data'), '"data" of run'],
  ['a map', () => new S3MapStore(server.s3, Bucket).read('m-1'), 'map.json'],
  ['a report', () => new S3ReportReader(server.s3, Bucket).read('catalog/file'), 'catalog/file'],
  ['the manifest of a snapshot', () => new S3SnapshotStore(server.s3, Bucket, tmpdir()).list('m-1'), 'manifest.json'],
];

describe('a body of S3 that stalls in the middle is ended, and can be read again', () => {
  it.each(reads)('of %s', async (_, read, of) => {
    const ended = await whileStalling(server.s3, 1, async () => {
      const failure = await read().catch((cause: unknown) => cause);
      const silence = `TimeoutError: no byte of the answer came for ${STALLED_MILLISECONDS} ms`;
      expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining(silence) });
      expect(failure).toMatchObject({ message: expect.stringContaining(of) });
    });
    expect(ended).toBe(1);
    expect(await read()).toBeTruthy();
  });
});
