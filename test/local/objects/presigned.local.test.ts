import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corsHeaders } from '../../../lib/local/objects/object-cors.ts';
import { objectServerForTests, s3Client } from '../../support/local/local-servers.ts';
import { sendSigned } from '../../support/local/signed-requests.ts';

const Bucket = 'uploads';
const rule = {
  AllowedOrigins: ['http://page.example', 'https://*.shop.example'],
  AllowedMethods: ['PUT'],
  AllowedHeaders: ['content-type', 'X-Amz-*'],
  ExposedHeaders: ['ETag'],
  MaxAge: 60,
};

let server: Awaited<ReturnType<typeof objectServerForTests>>;
beforeAll(async () => {
  server = await objectServerForTests({ corsOf: (bucket) => (bucket === Bucket ? [rule] : []) });
  await server.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => server.close());

const body = Buffer.from('text');
const signPut = (options: Parameters<typeof getSignedUrl>[2] = {}, client = server.s3) =>
  getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "a b/ü'(x)+.txt" }), options);
const send = (url: string, headers: Record<string, string> = {}) => sendSigned({ url, headers }, body);

describe('a presigned URL on the local S3', () => {
  it('is valid as the SDK signs it, for a key of any signs', async () => {
    expect(await send(await signPut())).toMatchObject({ status: 200 });
  });

  it('is refused if its time is over, has not come, or is longer than a week', async () => {
    const at = (seconds: number) => ({ signingDate: new Date(Date.now() + seconds * 1000), expiresIn: 60 });
    expect(await send(await signPut(at(-61)))).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(await send(await signPut(at(-30)))).toMatchObject({ status: 200 });
    expect(await send(await signPut(at(1000)))).toMatchObject({ status: 403, code: 'AccessDenied' });
    const long = (await signPut()).replace('X-Amz-Expires=900', 'X-Amz-Expires=604801');
    expect(await send(long)).toMatchObject({ status: 400, code: 'AuthorizationQueryParametersError' });
  });

  it.each([
    ['another key', (url: string) => url.replace('/a%20b/', '/b/'), 'SignatureDoesNotMatch'],
    ['another parameter', (url: string) => `${url}&x-id=Other`, 'SignatureDoesNotMatch'],
    ['a longer time', (url: string) => url.replace('Expires=900', 'Expires=901'), 'SignatureDoesNotMatch'],
    ['another access key', (url: string) => url.replace('Credential=local', 'Credential=other'), 'InvalidAccessKeyId'],
    ['another region', (url: string) => url.replace('us-east-1', 'eu-west-1'), 'AuthorizationQueryParametersError'],
    [
      'a signature of other length',
      (url: string) => url.replace(/(Signature=\w{62})\w\w/, '$1'),
      'SignatureDoesNotMatch',
    ],
    ['no date', (url: string) => url.replace(/&X-Amz-Date=\w+/, ''), 'AuthorizationQueryParametersError'],
    [
      'no host among its headers',
      (url: string) => url.replace('SignedHeaders=', 'SignedHeaders=x'),
      'AuthorizationQueryParametersError',
    ],
  ])('is refused with %s', async (_, change, code) => {
    expect((await send(change(await signPut()))).code).toBe(code);
  });

  it('is refused if it was signed with another secret', async () => {
    const other = s3Client(server.endpoint);
    other.config.credentials = Object.assign(async () => ({ accessKeyId: 'local', secretAccessKey: 'other' }), {
      memoized: true,
    });
    expect(await send(await signPut({}, other))).toMatchObject({ code: 'SignatureDoesNotMatch' });
    other.destroy();
  });

  it('takes no header of S3 that is not signed', async () => {
    const refused = await send(await signPut(), { 'x-amz-meta-owner': 'me' });
    expect(refused).toMatchObject({ status: 403, code: 'AccessDenied' });
  });
});

describe('checksums on the local S3', () => {
  const put = (headers: Record<string, string>) =>
    sendSigned({ url: `${server.endpoint}/${Bucket}/sum`, headers }, body);
  const sumOf = (algorithm: string, content: string) => createHash(algorithm).update(content).digest('base64');

  it.each(['sha1', 'sha256'])('refuse other bytes: %s', async (algorithm) => {
    const header = `x-amz-checksum-${algorithm}`;
    expect((await put({ [header]: sumOf(algorithm, 'text') })).status).toBe(200);
    expect(await put({ [header]: sumOf(algorithm, 'TEXT') })).toMatchObject({ status: 400, code: 'BadDigest' });
  });

  it('refuse other bytes: crc32', async () => {
    expect((await put({ 'x-amz-checksum-crc32': 'O+Tbaw==' })).status).toBe(400);
  });

  it('of the algorithm of an upload are needed for its parts', async () => {
    const Key = 'parts';
    const upload = { Bucket, Key, ChecksumAlgorithm: 'SHA256' } as const;
    const { UploadId } = await server.s3.send(new CreateMultipartUploadCommand(upload));
    const part = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1 });
    const url = await getSignedUrl(server.s3, part);
    expect(await send(url)).toMatchObject({ status: 400, code: 'InvalidRequest' });
    const header = 'x-amz-checksum-sha1';
    const other = new UploadPartCommand({ ...part.input, ChecksumSHA1: sumOf('sha1', 'text') });
    const signed = await getSignedUrl(server.s3, other, { unhoistableHeaders: new Set([header]) });
    const headers = { [header]: sumOf('sha1', 'text') };
    expect(await sendSigned({ url: signed, headers }, body)).toMatchObject({ status: 400, code: 'InvalidRequest' });
  });
});

describe('pages on the local S3', () => {
  const preflight = (bucket: string, headers: Record<string, string>) =>
    fetch(`${server.endpoint}/${bucket}/a`, { method: 'OPTIONS', headers });
  const asked = { origin: 'http://page.example', 'access-control-request-method': 'PUT' };

  it('may send what a rule of the bucket allows', async () => {
    const allowed = await preflight(Bucket, {
      ...asked,
      'access-control-request-headers': 'content-type, x-amz-meta-a',
    });
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://page.example');
    expect(allowed.headers.get('access-control-allow-headers')).toBe('content-type, x-amz-meta-a');
    expect(allowed.headers.get('access-control-max-age')).toBe('60');
  });

  it.each([
    ['another origin', Bucket, { ...asked, origin: 'http://other.example' }],
    ['another method', Bucket, { ...asked, 'access-control-request-method': 'GET' }],
    ['another header', Bucket, { ...asked, 'access-control-request-headers': 'content-type, authorization' }],
    ['another bucket', 'models', asked],
  ])('may not send with %s', async (_, bucket, headers) => {
    const refused = await preflight(bucket, headers);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('read the tag of what they have sent', async () => {
    const headers = { origin: 'https://admin.shop.example' };
    const response = await fetch(await signPut(), { method: 'PUT', headers, body });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(headers.origin);
    expect(response.headers.get('access-control-expose-headers')).toBe('ETag');
  });

  it('match origins with one star', () => {
    const allows = (origin: string) => corsHeaders([rule], { origin, method: 'PUT' }) !== undefined;
    expect(['https://a.shop.example', 'https://.shop.example'].map(allows)).toEqual([true, true]);
    expect(['https://shop.example', 'http://a.shop.example', 'https://a.shop.example.org'].map(allows)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
