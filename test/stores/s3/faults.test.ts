import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { S3ReportStore } from '../../../lambdas/stores/s3/report-store.ts';
import { S3UploadStore } from '../../../lambdas/stores/s3/upload-store.ts';
import { S3WeightsStore } from '../../../lambdas/stores/s3/weights-store.ts';
import { collect } from '../../contracts/samples.ts';

const client = new S3Client({ region: 'us-east-1' });
const s3 = mockClient(client);
beforeEach(() => s3.reset());

function failure(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

const conflict = failure('ConditionalRequestConflict', 409);
const preconditionFailed = failure('PreconditionFailed', 412);
const slowDown = failure('SlowDown', 503);
const accessDenied = Object.assign(new Error('not allowed'), { name: 'AccessDenied' });
const missing = failure('NotFound', 404);

const bytes = Uint8Array.of(1, 2, 3);
const sha256 = createHash('sha256').update(bytes).digest('hex');

/** A body as the SDK gives it, of whole bytes. */
function bodyOf(content: Uint8Array): NonNullable<GetObjectCommandOutput['Body']> {
  const body = Object.assign(Readable.from([content]), { transformToByteArray: async () => content });
  return body as unknown as NonNullable<GetObjectCommandOutput['Body']>;
}

describe('S3WeightsStore with a conflicting write', () => {
  const noWait = { attempts: 3, wait: async () => {} };
  const store = new S3WeightsStore(client, 'models', { backoff: noWait });

  it('saves the weights after the other write has ended', async () => {
    s3.on(PutObjectCommand).rejectsOnce(conflict).resolves({});
    s3.on(HeadObjectCommand).rejects(missing);
    await store.save('m-1', bytes);
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(2);
  });

  it.each([conflict, preconditionFailed])('succeeds when the same bytes are stored: %s', async (cause) => {
    s3.on(PutObjectCommand).rejects(cause);
    s3.on(HeadObjectCommand).resolves({ Metadata: { sha256 } });
    await store.save('m-1', bytes);
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1);
  });

  it('compares the bytes when another program wrote the object', async () => {
    s3.on(PutObjectCommand).rejects(preconditionFailed);
    s3.on(HeadObjectCommand).resolves({});
    s3.on(GetObjectCommand).resolves({ Body: bodyOf(bytes) });
    await store.save('m-1', bytes);
    await expect(store.save('m-1', bytes.slice(1))).rejects.toMatchObject({ code: 'weights-conflict' });
  });

  it('throws `unavailable` when the conflict does not end', async () => {
    s3.on(PutObjectCommand).rejects(conflict);
    s3.on(HeadObjectCommand).rejects(missing);
    await expect(store.save('m-1', bytes)).rejects.toMatchObject({ code: 'unavailable' });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(3);
  });

  it('sends a checksum for S3 to verify', async () => {
    s3.on(PutObjectCommand).resolves({});
    await store.save('m-1', bytes);
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Key: 'models/m-1/model.safetensors',
      IfNoneMatch: '*',
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
    });
  });

  it('rejects bytes that differ from the saved ones', async () => {
    s3.on(GetObjectCommand).resolves({ Body: bodyOf(bytes.slice(1)), Metadata: { sha256 } });
    await expect(store.load('m-1')).rejects.toMatchObject({
      code: 'corrupt-record',
      message: expect.stringContaining(`2 bytes of weights of model version "m-1"`),
    });
  });

  it('throws `unavailable` while S3 answers SlowDown', async () => {
    s3.onAnyCommand().rejects(slowDown);
    await expect(store.save('m-1', bytes)).rejects.toMatchObject({ code: 'unavailable', cause: slowDown });
    await expect(store.load('m-1')).rejects.toMatchObject({ code: 'unavailable', cause: slowDown });
  });
});

describe('S3UploadStore with an interrupted read', () => {
  const uploadStore = new S3UploadStore(client, 'uploads');
  const object = { key: 'catalog/a.jsonl', bytes: 3, etag: 'ab', lastModified: '2026-01-01T00:00:00.000Z' };

  it('throws in the middle of the body', async () => {
    const broken = Readable.from(
      (async function* () {
        yield bytes.slice(0, 1);
        throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      })(),
    );
    s3.on(GetObjectCommand).resolves({ Body: broken as unknown as NonNullable<GetObjectCommandOutput['Body']> });
    await expect(collect(await uploadStore.open(object))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('throws when the body ends early without an error', async () => {
    s3.on(GetObjectCommand).resolves({ Body: bodyOf(bytes.slice(1)) });
    await expect(collect(await uploadStore.open(object))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('2 of 3 bytes'),
    });
  });

  it('opens an object with the tag that was found', async () => {
    s3.on(GetObjectCommand).resolves({ Body: bodyOf(bytes) });
    await collect(await uploadStore.open(object));
    expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toMatchObject({ IfMatch: '"ab"' });
  });

  it('lists decoded keys over all pages', async () => {
    s3.on(ListObjectsV2Command)
      .resolvesOnce({
        EncodingType: 'url',
        Contents: [{ Key: 'catalog/a%0A+b%2B', Size: 1, ETag: '"ab"', LastModified: new Date(1_500) }],
        IsTruncated: true,
        NextContinuationToken: 'more',
      })
      .resolves({ Contents: [{ Key: 'catalog/c%20', Size: 1, ETag: '"cd"', LastModified: new Date(1_500) }] });
    const listed = await collect(uploadStore.list('catalog/'));
    expect(listed).toEqual([
      { key: 'catalog/a\n b+', bytes: 1, etag: 'ab', lastModified: '1970-01-01T00:00:01.000Z' },
      { key: 'catalog/c%20', bytes: 1, etag: 'cd', lastModified: '1970-01-01T00:00:01.000Z' },
    ]);
  });
});

describe('S3ReportStore.write', () => {
  const store = new S3ReportStore(client, 'models');
  async function* longText() {
    for (let index = 0; index < 20; index++) yield 'x'.repeat(1024 * 1024);
  }

  it('uploads long reports in parts of 8 MiB and a smaller last part', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
    s3.on(UploadPartCommand).resolves({ ETag: '"e"' });
    s3.on(CompleteMultipartUploadCommand).resolves({});
    await store.write('rejects/a.jsonl', longText(), 'application/x-ndjson');
    const parts = s3.commandCalls(UploadPartCommand).map((call) => (call.args[0].input.Body as Uint8Array).byteLength);
    expect(parts).toEqual([8, 8, 4].map((mebibytes) => mebibytes * 1024 * 1024));
    expect(s3.commandCalls(CreateMultipartUploadCommand)[0]?.args[0].input.ContentType).toBe('application/x-ndjson');
  });

  it('discards the uploaded parts and throws the error of the source when the source fails', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
    s3.on(UploadPartCommand).resolves({ ETag: '"e"' });
    s3.on(AbortMultipartUploadCommand).rejects(accessDenied);
    // By its name alone it would pass for a failure of AWS.
    const failure = Object.assign(new Error('the source failed'), { name: 'TimeoutError' });
    const source = (async function* () {
      yield* longText();
      throw failure;
    })();
    const writing = store.write('rejects/a.jsonl', source, 'application/x-ndjson');
    await expect(writing).rejects.toBe(failure);
    expect(s3.commandCalls(AbortMultipartUploadCommand)).toHaveLength(1);
    expect(s3.commandCalls(CompleteMultipartUploadCommand)).toHaveLength(0);
  });

  it('encodes as UTF-8, also where chunks cut characters', async () => {
    // Code units, not characters: a chunk may begin and end within a character.
    const chunk = fc.array(fc.constantFrom('a', 'ü', '\ud83d', '\ude00', '\u{1f600}'), { maxLength: 5 });
    const chunks = fc.array(chunk.map((units) => units.join('')));
    await fc.assert(
      fc.asyncProperty(chunks, async (texts) => {
        s3.reset();
        s3.on(PutObjectCommand).resolves({});
        const source = (async function* () {
          yield* texts;
        })();
        await store.write('rejects/a.jsonl', source, 'application/x-ndjson');
        const body = s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Body as Uint8Array;
        expect(Buffer.from(body).equals(Buffer.from(texts.join('')))).toBe(true);
      }),
    );
  });

  it.each([
    ['a part', UploadPartCommand],
    ['the end', CompleteMultipartUploadCommand],
  ])(
    'discards the uploaded parts when %s fails, and reports that failure if discarding fails too',
    async (_what, failing) => {
      s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
      s3.on(UploadPartCommand).resolves({ ETag: '"e"' });
      s3.on(AbortMultipartUploadCommand).rejects(accessDenied);
      s3.on(failing as typeof UploadPartCommand).rejects(slowDown);
      const writing = store.write('rejects/a.jsonl', longText(), 'application/x-ndjson');
      await expect(writing).rejects.toMatchObject({ code: 'unavailable', cause: slowDown });
      expect(s3.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).toMatchObject({ UploadId: 'u' });
    },
  );
});
