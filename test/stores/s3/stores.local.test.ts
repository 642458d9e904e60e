import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import { S3EventObjects } from '../../../lambdas/stores/s3/event-objects.ts';
import { S3ReportStore } from '../../../lambdas/stores/s3/report-store.ts';
import { S3RunStore } from '../../../lambdas/stores/s3/run-store.ts';
import { S3SnapshotStore } from '../../../lambdas/stores/s3/snapshot-store.ts';
import { S3UploadStore } from '../../../lambdas/stores/s3/upload-store.ts';
import { S3WeightsStore } from '../../../lambdas/stores/s3/weights-store.ts';
import { describeEventObjects } from '../../contracts/events.contract.ts';
import { describeModelCards } from '../../contracts/model-card.contract.ts';
import { describeReportStore } from '../../contracts/report-store.contract.ts';
import { describeRunStore } from '../../contracts/run-store.contract.ts';
import { describeSnapshotStore } from '../../contracts/snapshot-store.contract.ts';
import { describeUploadStore } from '../../contracts/upload-store.contract.ts';
import { describeWeightsStore } from '../../contracts/weights-store.contract.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';

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
describeModelCards('S3ReportStore', async () => new S3ReportStore(server.s3, await newBucket()));
describeSnapshotStore('S3SnapshotStore', async () => new S3SnapshotStore(server.s3, await newBucket(), tmpdir()));
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
