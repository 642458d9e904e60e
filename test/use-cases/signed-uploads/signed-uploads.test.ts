import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_PUT_BYTES, MAX_UPLOAD_BYTES } from '../../../lambdas/formats/upload-rules.ts';
import { ABORTED_UPLOAD, EXAMPLE_PARTS, EXAMPLE_UPLOAD } from '../../../lib/openapi/operations/uploads.ts';
import { memoryApi } from '../../support/api/memory-api.ts';
import { beginUploads } from '../../support/worlds/example-shop.ts';

afterAll(() => vi.resetModules());

const file = Buffer.from('{"id":"a"}\n');
const checksumSha256 = createHash('sha256').update(file).digest('base64');
const small = { prefix: 'catalog/', name: '2026/a b.jsonl', contentLength: file.length, checksumSha256 };
const large = { prefix: 'triplets/', name: 'a.csv', contentLength: MAX_PUT_BYTES + 1 };

describe('the handler of signed uploads', () => {
  let api: Awaited<ReturnType<typeof memoryApi>>;
  const post = (path: string, body: object) => api.request('POST', `/v1/uploads${path}`, { body });

  beforeEach(async () => {
    api = await memoryApi();
  });

  it('says what to send, and where to look', async () => {
    const { status, headers, json } = await post('', small);
    const job = '/v1/uploads?key=catalog%2F2026%2Fa%20b.jsonl';
    expect([status, headers.location]).toEqual([201, job]);
    expect(json).toMatchObject({ key: 'catalog/2026/a b.jsonl', replaces: false, method: 'PUT', job });
    expect(json.headers).toMatchObject({ 'content-length': '11', 'x-amz-checksum-sha256': checksumSha256 });
    expect(Date.parse(json.expiresAt) - api.clock.now().getTime()).toBe(900_000);
    expect(await api.signedUploads.send(json, file)).toMatchObject({ status: 200 });
    expect(await api.uploadStore.find('catalog/2026/a b.jsonl')).toMatchObject({ bytes: 11 });
  });

  it('refuses the file after 15 minutes', async () => {
    const { json } = await post('', small);
    api.clock.advance(900);
    expect(await api.signedUploads.send(json, file)).toEqual({ status: 403 });
  });

  it('says that an upload replaces another one, and refuses that on request', async () => {
    api.uploadStore.put('catalog/2026/a b.jsonl', file);
    expect((await post('', small)).json).toMatchObject({ replaces: true });
    expect(await post('', { ...small, overwrite: false })).toMatchObject({
      status: 409,
      json: { code: 'upload-exists', detail: 'there is an upload catalog/2026/a b.jsonl' },
    });
  });

  it('binds an upload that must not replace another one, so that a later one wins nothing', async () => {
    const { json } = await post('', { ...small, overwrite: false });
    api.uploadStore.put('catalog/2026/a b.jsonl', file);
    expect(await api.signedUploads.send(json, file)).toEqual({ status: 412 });
  });

  it('has no job for data that judges models', async () => {
    const { status, headers, json } = await post('', { ...small, prefix: 'judging/' });
    expect([status, headers.location, json.job]).toEqual([201, undefined, null]);
  });

  it.each([
    [{ ...small, prefix: 'models/' }, '/prefix', 'wrong-value'],
    [{ ...small, name: 'a.exe' }, '/name', 'wrong-value'],
    [{ ...small, name: '../a.csv' }, '/name', 'wrong-value'],
    [{ ...small, contentLength: 0 }, '/contentLength', 'too-small'],
    [{ ...small, contentLength: MAX_UPLOAD_BYTES + 1 }, '/contentLength', 'too-big'],
    [{ ...small, contentLength: 1.5 }, '/contentLength', 'wrong-type'],
    [{ ...small, checksumSha256: undefined }, '/checksumSha256', 'missing'],
    [{ ...small, checksumSha256: checksumSha256.slice(1) }, '/checksumSha256', 'wrong-format'],
    [{ ...small, checksumSha256: Buffer.alloc(32, 255).toString('hex') }, '/checksumSha256', 'wrong-format'],
    [{ ...large, checksumSha256 }, '/checksumSha256', 'wrong-value'],
    [{ ...small, filename: 'a.csv' }, '/filename', 'unknown-field'],
  ])('refuses %j at %s', async (body, pointer, code) => {
    const { status, json } = await post('', body);
    expect([status, json.code]).toEqual([422, 'invalid-request']);
    expect(json.errors).toContainEqual({ pointer, code, detail: expect.stringMatching(/\w/) });
  });

  it('says how to cut a large file, and signs each part for its length', async () => {
    const { status, json } = await post('', large);
    expect(status).toBe(201);
    expect(json).toMatchObject({ key: 'triplets/a.csv', partBytes: 16_777_216, partCount: 7, replaces: false });
    const { key, uploadId } = json;
    const parts = [1, 7].map((partNumber) => ({ partNumber, checksumSha256 }));
    const signed = await post(':parts', { key, uploadId, contentLength: large.contentLength, parts });
    expect(signed.status).toBe(200);
    expect(signed.json.parts.map((part: { headers: object }) => part.headers)).toMatchObject([
      { 'content-length': '16777216', 'x-amz-checksum-sha256': checksumSha256 },
      { 'content-length': String(MAX_PUT_BYTES + 1 - 6 * 16_777_216) },
    ]);
    expect(Date.parse(signed.json.parts[0].expiresAt) - api.clock.now().getTime()).toBe(3_600_000);
  });

  it('refuses to sign a part that the upload does not have, and any part under another prefix', async () => {
    const request = { uploadId: 'u', contentLength: large.contentLength };
    const parts = [1, 8].map((partNumber) => ({ partNumber, checksumSha256 }));
    expect((await post(':parts', { ...request, key: 'triplets/a.csv', parts })).json.errors).toEqual([
      { pointer: '/parts/1/partNumber', code: 'too-big', detail: expect.stringContaining('is 8, expected 1 to 7') },
    ]);
    const elsewhere = await post(':parts', { ...request, key: 'models/a.csv', parts: [parts[0]] });
    expect(elsewhere.json.errors).toMatchObject([{ pointer: '/key' }]);
    const short = await post(':parts', { uploadId: 'u', contentLength: 5, key: 'triplets/a.csv', parts: [parts[0]] });
    expect(short.json.errors).toMatchObject([{ pointer: '/contentLength', code: 'too-small' }]);
  });

  it('completes an upload of which all parts were sent, however often it is asked', async () => {
    await beginUploads(api.signedUploads);
    const quoted = EXAMPLE_PARTS.map(({ etag, ...part }) => ({ ...part, etag: `"${etag}"` }));
    const first = await post(':complete', { ...EXAMPLE_UPLOAD, parts: quoted });
    expect(first).toMatchObject({ status: 200, json: { key: EXAMPLE_UPLOAD.key, job: first.headers.location } });
    expect(first.json.etag).toMatch(/^[0-9a-f]{32}-7$/);
    expect((await post(':complete', { ...EXAMPLE_UPLOAD, parts: EXAMPLE_PARTS })).json).toEqual(first.json);
    expect((await api.uploadStore.find(EXAMPLE_UPLOAD.key))?.bytes).toBe(EXAMPLE_UPLOAD.contentLength);
  });

  it('refuses to complete an upload with missing, other or no parts', async () => {
    await beginUploads(api.signedUploads);
    const missing = await post(':complete', { ...EXAMPLE_UPLOAD, parts: EXAMPLE_PARTS.slice(1) });
    expect(missing.json.errors).toMatchObject([{ pointer: '/parts', code: 'too-small' }]);
    const [first] = EXAMPLE_PARTS;
    const others = { ...EXAMPLE_UPLOAD, parts: [...EXAMPLE_PARTS.slice(0, -1), first!] };
    expect(await post(':complete', others)).toMatchObject({ status: 422, json: { code: 'upload-parts-refused' } });
    const unknown = { ...EXAMPLE_UPLOAD, uploadId: 'nobody', parts: EXAMPLE_PARTS };
    expect((await post(':complete', unknown)).json.code).toBe('unfinished-upload-not-found');
    api.uploadStore.put(EXAMPLE_UPLOAD.key, file);
    const guarded = { ...EXAMPLE_UPLOAD, overwrite: false, parts: EXAMPLE_PARTS };
    expect((await post(':complete', guarded)).json.code).toBe('upload-exists');
  });

  it('aborts an upload once', async () => {
    await beginUploads(api.signedUploads);
    expect((await post(':abort', ABORTED_UPLOAD)).status).toBe(204);
    expect((await post(':abort', ABORTED_UPLOAD)).json.code).toBe('unfinished-upload-not-found');
  });
});
