import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapKey, mapPartKey } from '../../../lambdas/formats/object-layout.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import { S3EventObjects } from '../../../lambdas/stores/s3/event-objects.ts';
import { S3ExportLinks } from '../../../lambdas/stores/s3/export-links.ts';
import { S3ExportStore } from '../../../lambdas/stores/s3/export-store.ts';
import { findObject } from '../../../lambdas/stores/s3/find-object.ts';
import { S3MapStore } from '../../../lambdas/stores/s3/map-store.ts';
import { S3ReportReader } from '../../../lambdas/stores/s3/report-reader.ts';
import { S3ReportStore } from '../../../lambdas/stores/s3/report-store.ts';
import { S3RunStore } from '../../../lambdas/stores/s3/run-store.ts';
import { S3SignedUploads } from '../../../lambdas/stores/s3/signed-uploads.ts';
import { S3SnapshotStore } from '../../../lambdas/stores/s3/snapshot-store.ts';
import { S3UploadStore } from '../../../lambdas/stores/s3/upload-store.ts';
import { S3WeightsStore } from '../../../lambdas/stores/s3/weights-store.ts';
import { describeEventObjects } from '../../contracts/events.contract.ts';
import { describeExportStore } from '../../contracts/export-store.contract.ts';
import { describeMapStore, storedMapOf } from '../../contracts/map-store.contract.ts';
import { describeModelCards } from '../../contracts/model-card.contract.ts';
import { describeReportStore } from '../../contracts/report-store.contract.ts';
import { describeRunStore } from '../../contracts/run-store.contract.ts';
import { describeSignedUploads } from '../../contracts/signed-uploads.contract.ts';
import { describeSnapshotStore } from '../../contracts/snapshot-store.contract.ts';
import { describeUploadStore } from '../../contracts/upload-store.contract.ts';
import { describeWeightsStore } from '../../contracts/weights-store.contract.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';
import { sendSigned } from '../../support/local/signed-requests.ts';

let server: Awaited<ReturnType<typeof objectServerForTests>>;
beforeAll(async () => {
  server = await objectServerForTests();
});
afterAll(() => server.close());

async function newBucket(): Promise<string> {
  const Bucket = `bucket-${randomUUID()}`;
  await server.s3.send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}

describeRunStore('S3RunStore', async () => new S3RunStore(server.s3, await newBucket()));
describeWeightsStore('S3WeightsStore', async () => new S3WeightsStore(server.s3, await newBucket()));
describeReportStore('S3ReportStore', async () => new S3ReportStore(server.s3, await newBucket()));

it('reads reports without the means to write some', async () => {
  const bucket = await newBucket();
  await server.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'models/m-1/card.json', Body: '{"ü": 1}' }));
  const reader = new S3ReportReader(server.s3, bucket);
  expect(await reader.read('models/m-1/card.json')).toBe('{"ü": 1}');
  expect(await reader.read('models/m-2/card.json')).toBeUndefined();
});

describeModelCards('S3ReportStore', async () => new S3ReportStore(server.s3, await newBucket()));
describeSnapshotStore('S3SnapshotStore', async () => new S3SnapshotStore(server.s3, await newBucket(), tmpdir()));
describeMapStore('S3MapStore', async () => new S3MapStore(server.s3, await newBucket()));

it('removes the map of a version with its snapshots', async () => {
  const Bucket = await newBucket();
  const maps = new S3MapStore(server.s3, Bucket);
  const snapshots = new S3SnapshotStore(server.s3, Bucket, tmpdir());
  for (const version of ['m-1', 'm-2']) await maps.save(storedMapOf(version));
  await snapshots.remove('m-1');
  expect(await maps.read('m-1')).toBeUndefined();
  expect(await maps.read('m-2')).toBeDefined();
  const { Contents } = await server.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'snapshots/m-1/' }));
  expect(Contents ?? []).toEqual([]);
});

it('refuses a map, or a part of one, that is not what was saved', async () => {
  const Bucket = await newBucket();
  const maps = new S3MapStore(server.s3, Bucket);
  const stored = storedMapOf('m-1');
  await maps.save(stored);
  const put = (Key: string, Body: string) => server.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  await put(mapPartKey('m-1', 'points', sha256Hex(stored.points[0]!)), 'other bytes');
  await expect(maps.readPart('m-1', 'points', 0)).rejects.toMatchObject({ code: 'corrupt-record' });
  for (const text of ['no JSON', 'null', '{"formatVersion":1}', '{"formatVersion":2}']) {
    await put(mapKey('m-1'), text);
    await expect(maps.read('m-1'), text).rejects.toMatchObject({ code: 'corrupt-record' });
  }
});

describeEventObjects('S3EventObjects', async () => {
  const Bucket = await newBucket();
  return { objects: new S3EventObjects(server.s3, Bucket), uploads: new S3UploadStore(server.s3, Bucket) };
});
describeUploadStore('S3UploadStore', async () => {
  const { s3 } = server;
  const Bucket = await newBucket();
  return {
    uploadStore: new S3UploadStore(s3, Bucket),
    put: (Key, bytes) => s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ContentLength: bytes.length })),
    delete: (Key) => s3.send(new DeleteObjectCommand({ Bucket, Key })),
  };
});
describeExportStore('S3ExportStore', async () => {
  const Bucket = await newBucket();
  return {
    store: new S3ExportStore(server.s3, Bucket, tmpdir()),
    read: async (Key) => (await findObject(server.s3, { Bucket, Key }))?.Body?.transformToByteArray(),
  };
});

describe('S3ExportLinks', () => {
  it('links to a file, which is loaded without credentials', async () => {
    const Bucket = await newBucket();
    const Key = 'exports/export-1/a b.jsonl.gz';
    await server.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'rows', ContentLength: 4 }));
    const url = await new S3ExportLinks(server.s3, Bucket).linkTo(Key, 900);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('900');
    expect(await (await fetch(url)).text()).toBe('rows');
  });
});
describeSignedUploads('S3SignedUploads', async () => {
  const Bucket = await newBucket();
  return {
    signedUploads: new S3SignedUploads(server.s3, Bucket),
    uploadStore: new S3UploadStore(server.s3, Bucket),
    send: sendSigned,
  };
});
