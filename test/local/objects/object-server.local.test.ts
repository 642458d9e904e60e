import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectEvent } from '../../../lib/local/objects/object-event.ts';
import { startObjectServer } from '../../../lib/local/objects/object-server.ts';
import { objectServerForTests, s3Client } from '../../support/local/local-servers.ts';

const Bucket = 'uploads';
const PART_BYTES = 5 * 1024 * 1024;

let server: Awaited<ReturnType<typeof objectServerForTests>>;
let s3: S3Client;
const events: ObjectEvent[] = [];
beforeAll(async () => {
  server = await objectServerForTests({
    onObjectEvent: (event) => {
      if (event.key === 'refused') throw new Error('the listener is down');
      events.push(event);
    },
  });
  s3 = server.s3;
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => server.close());

function put(Key: string, Body: string | Uint8Array, conditions: { IfMatch?: string; IfNoneMatch?: string } = {}) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }));
}

async function textOf(Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
}

async function uploadInParts(Key: string, bodies: readonly Uint8Array[], IfNoneMatch?: string) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts: { ETag: string; PartNumber: number }[] = [];
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    Parts.push({ ETag: ETag!, PartNumber });
  }
  const condition = IfNoneMatch === undefined ? {} : { IfNoneMatch };
  return s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...condition }),
  );
}

describe('conditional writes on the local S3', () => {
  it('let only one of 20 concurrent writers create an object', async () => {
    const racers = Array.from({ length: 20 }, (_, index) => put('race', `racer ${index}`, { IfNoneMatch: '*' }));
    const results = await Promise.allSettled(racers);
    const lost = results.filter((result) => result.status === 'rejected');
    expect(lost.map((result) => result.reason.name)).toEqual(Array(19).fill('PreconditionFailed'));
    const winner = results.findIndex((result) => result.status === 'fulfilled');
    expect(await textOf('race')).toBe(`racer ${winner}`);
  });

  it('replace an object only if it has the tag', async () => {
    const { ETag } = await put('replaced', 'one');
    await put('replaced', 'two', { IfMatch: ETag! });
    await expect(put('replaced', 'three', { IfMatch: ETag! })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf('replaced')).toBe('two');
  });

  it('answer NoSuchKey if there is no object to replace', async () => {
    await expect(put('nothing', 'one', { IfMatch: '"0"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('delete an object only if it has the tag', async () => {
    const { ETag } = await put('deleted', 'one');
    await put('deleted', 'two');
    const deletion = s3.send(new DeleteObjectCommand({ Bucket, Key: 'deleted', IfMatch: ETag! }));
    await expect(deletion).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf('deleted')).toBe('two');
  });

  it('complete a multipart upload only if there is no object', async () => {
    await put('parts-taken', 'one');
    const upload = uploadInParts('parts-taken', [Buffer.from('two')], '*');
    await expect(upload).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf('parts-taken')).toBe('one');
  });

  it('read an object only if it has the tag', async () => {
    const { ETag } = await put('read', 'one');
    await put('read', 'two');
    const read = s3.send(new GetObjectCommand({ Bucket, Key: 'read', IfMatch: ETag! }));
    await expect(read).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });
});

describe('unsupported requests to the local S3', () => {
  it.each([
    ['tags', new PutObjectTaggingCommand({ Bucket, Key: 'kept', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })],
    ['access lists', new PutObjectAclCommand({ Bucket, Key: 'kept', ACL: 'private' })],
    ['reading tags', new GetObjectTaggingCommand({ Bucket, Key: 'kept' })],
    ['listing parts', new ListPartsCommand({ Bucket, Key: 'kept', UploadId: 'u' })],
    ['versions', new GetObjectCommand({ Bucket, Key: 'kept', VersionId: 'v' })],
    ['tags that come with the object', new PutObjectCommand({ Bucket, Key: 'kept', Body: 'gone', Tagging: 'a=b' })],
    [
      'conditions on the source of a copy',
      new CopyObjectCommand({ Bucket, Key: 'kept', CopySource: `${Bucket}/race`, CopySourceIfMatch: '"0"' }),
    ],
  ])('are answered 501 and change nothing: %s', async (_what, command) => {
    await put('kept', 'as it was');
    // The union of commands fits no single overload of `send`.
    const sent = s3.send(command as PutObjectCommand);
    await expect(sent).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    expect(await textOf('kept')).toBe('as it was');
  });
});

describe('objects on the local S3', () => {
  it('have the same bytes when they are read, for any content type', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const type of ['application/x-www-form-urlencoded', 'application/json', 'application/x-amz-json-1.0']) {
      await fetch(`${server.endpoint}/${Bucket}/typed`, {
        method: 'PUT',
        body: bytes,
        headers: { 'content-type': type },
      });
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'typed' }));
      expect(await Body!.transformToByteArray()).toEqual(bytes);
    }
  });

  it('may be empty, and longer than one part', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '', ContentLength: 0 }));
    const bytes = Buffer.alloc(12 * 1024 * 1024, 'x');
    await put('long', bytes);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'long' }));
    expect([await textOf('empty'), head.ContentLength]).toEqual(['', bytes.length]);
  });

  it('are listed in the order of the UTF-8 bytes of their keys, over all pages', async () => {
    const keys = ['order/B', 'order/a', 'order/a-b', 'order/a/b', 'order/é', 'order/\u{ff5e}', 'order/\u{1f600}'];
    for (const key of [...keys].reverse()) await put(key, key);
    const listed: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix: 'order/',
          MaxKeys: 2,
          ...(ContinuationToken !== undefined && { ContinuationToken }),
        }),
      );
      listed.push(...(page.Contents ?? []).map((object) => object.Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(listed).toEqual(keys);
  });

  it('are listed with their common prefixes', async () => {
    for (const key of ['tree/one', 'tree/b/two', 'tree/b/three']) await put(key, key);
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'tree/', Delimiter: '/' }));
    expect(page.CommonPrefixes).toEqual([{ Prefix: 'tree/b/' }]);
    expect(page.Contents?.map((object) => object.Key)).toEqual(['tree/one']);
  });
});

describe('events of the local S3', () => {
  it('have the unencoded key, the bytes and the tag of the object', async () => {
    const { ETag } = await put('reported/a b+ü.jsonl', 'text');
    expect(events.at(-1)).toMatchObject({
      eventName: 'ObjectCreated:Put',
      bucket: Bucket,
      key: 'reported/a b+ü.jsonl',
      bytes: 4,
      etag: ETag!.replaceAll('"', ''),
    });
  });

  it('are sent once for a multipart upload, when it is complete', async () => {
    const before = events.length;
    await uploadInParts('reported-parts', [Buffer.alloc(PART_BYTES, 'x'), Buffer.from('end')]);
    expect(events.slice(before)).toMatchObject([
      { eventName: 'ObjectCreated:CompleteMultipartUpload', key: 'reported-parts', bytes: PART_BYTES + 3 },
    ]);
  });

  it('have increasing sequencers in the order of text', async () => {
    const before = events.length;
    for (let index = 0; index < 5; index++) await put('reported-often', `${index}`);
    const sequencers = events.slice(before).map((event) => event.sequencer);
    expect(new Set(sequencers).size).toBe(5);
    expect(sequencers).toEqual([...sequencers].sort());
  });

  it('are not sent for a write that failed', async () => {
    await put('reported-not', 'one');
    const before = events.length;
    await expect(put('reported-not', 'two', { IfNoneMatch: '*' })).rejects.toThrow();
    expect(events.length).toBe(before);
  });

  it('fail the upload if the listener fails, so that it is uploaded again', async () => {
    const answer = await fetch(`${server.endpoint}/${Bucket}/refused`, { method: 'PUT', body: 'text' });
    expect([answer.status, await answer.text()]).toEqual([
      500,
      expect.stringContaining('<Message>the listener is down<'),
    ]);
  });
});

describe('the local S3 server', () => {
  it('persists buckets and objects, and keeps sequencers rising between starts', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'kindred-objects-'));
    const reported: ObjectEvent[] = [];
    const onObjectEvent = (event: ObjectEvent) => void reported.push(event);
    try {
      const first = await objectServerForTests({ dataDir, onObjectEvent });
      await first.s3.send(new CreateBucketCommand({ Bucket }));
      await first.s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'text', Metadata: { sha256: 'ab' } }));
      await first.close();
      const second = await objectServerForTests({ dataDir, onObjectEvent });
      const read = await second.s3.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
      expect([await read.Body!.transformToString(), read.Metadata]).toEqual(['text', { sha256: 'ab' }]);
      await second.s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'newer' }));
      await second.close();
      expect(reported[1]!.sequencer > reported[0]!.sequencer).toBe(true);
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });

  it('throws EADDRINUSE for a port in use', async () => {
    const taken = startObjectServer({ port: Number(new URL(server.endpoint).port) });
    await expect(taken).rejects.toThrow('EADDRINUSE');
  });

  it('listens only on 127.0.0.1', async () => {
    const { port } = new URL(server.endpoint);
    await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow();
  });

  it('closes despite idle connections of SDK clients, and may be closed twice', async () => {
    const other = await startObjectServer();
    const client = s3Client(other.endpoint);
    await client.send(new CreateBucketCommand({ Bucket }));
    await other.close();
    await other.close();
    client.destroy();
    await expect(fetch(other.endpoint)).rejects.toThrow();
  });
});
