import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { planParts, MAX_PUT_BYTES as SERVER_LIMIT } from '../../lambdas/formats/upload-rules.ts';
import { createClient } from '../../lib/client/client.ts';
import { UploadError } from '../../lib/client/errors.ts';
import { MAX_PUT_BYTES } from '../../lib/client/upload.ts';
import { memoryApi } from '../support/api/memory-api.ts';

afterAll(() => vi.resetModules());

const text = '{"id":"a"}\n';
const bytes = new TextEncoder().encode(text);
const file = { prefix: 'catalog/', name: 'a b.jsonl' } as const;
const largeBytes = MAX_PUT_BYTES + 3;

/** A stream of this many bytes, in pieces that fit no part. */
function streamOf(length: number, pieceBytes = 7_000_001): ReadableStream<Uint8Array> {
  let left = length;
  return new ReadableStream({
    pull: (controller) => {
      const piece = new Uint8Array(Math.min(pieceBytes, left)).fill(left % 251);
      left -= piece.length;
      controller.enqueue(piece);
      if (left === 0) controller.close();
    },
  });
}

it('the client sends as much in one request as the API takes', () => {
  expect(MAX_PUT_BYTES).toBe(SERVER_LIMIT);
});

describe('the upload of the client', () => {
  let api: Awaited<ReturnType<typeof memoryApi>>;
  /** What S3 answers instead of taking a request, one after the other. */
  let refusals: (() => Response)[];
  let paths: string[];
  let waits: number;

  beforeEach(async () => {
    api = await memoryApi();
    refusals = [];
    paths = [];
    waits = 0;
  });

  const fetchIt: typeof fetch = async (input, init = {}) => {
    const url = new URL(String(input));
    const body = init.body ?? undefined;
    if (url.origin === 'http://api.test') {
      paths.push(url.pathname);
      const { status, json } = await api.request(init.method!, url.pathname + url.search, { body: body as string });
      if (status < 400) return json === undefined ? new Response(null, { status }) : Response.json(json, { status });
      return Response.json(json, { status, headers: { 'content-type': 'application/problem+json' } });
    }
    const refusal = refusals.shift();
    if (refusal) return refusal();
    const sent = body as Uint8Array;
    // What `fetch` adds.
    const headers = { ...(init.headers as Record<string, string>), 'content-length': String(sent.length) };
    const { status, etag } = await api.signedUploads.send({ url: String(input), headers }, sent);
    return new Response('', { status, headers: etag === undefined ? {} : { etag: `"${etag}"` } });
  };
  const client = () =>
    createClient({
      url: 'http://api.test',
      fetch: fetchIt,
      clock: { wait: async () => void waits++, random: () => 0, now: () => 0 },
    });
  const stored = () => api.uploadStore.find('catalog/a b.jsonl');
  const xml = (status: number, code: string) => () => new Response(`<Error><Code>${code}</Code></Error>`, { status });
  const broken = () => {
    throw new TypeError('socket closed');
  };

  it.each([
    ['bytes', () => bytes],
    ['a part of other bytes', () => new TextEncoder().encode(`x${text}x`).subarray(1, 12)],
    ['a blob', () => new Blob([text], { type: 'text/html' })],
    ['a stream', () => ({ stream: new Blob([text]).stream(), contentLength: bytes.length })],
  ])('takes %s', async (_, content) => {
    const progress: number[] = [];
    const onProgress = ({ sentBytes }: { sentBytes: number }) => void progress.push(sentBytes);
    const uploaded = await client().upload({ ...file, content: content() }, { onProgress });
    expect(uploaded).toEqual({
      key: 'catalog/a b.jsonl',
      job: '/v1/uploads?key=catalog%2Fa%20b.jsonl',
      replaces: false,
    });
    expect(progress).toEqual([bytes.length]);
    expect((await stored())?.bytes).toBe(bytes.length);
  });

  it('is sent again with a new signature, until S3 takes it', async () => {
    refusals = [broken, xml(503, 'SlowDown'), xml(403, 'ExpiredToken')];
    expect((await client().upload({ ...file, content: bytes })).replaces).toBe(false);
    expect([paths.length, waits]).toEqual([4, 3]);
  });

  it('is not sent again if S3 refuses it, or after four attempts', async () => {
    refusals = [xml(400, 'BadDigest')];
    const refused = client().upload({ ...file, content: bytes });
    await expect(refused).rejects.toThrow(UploadError);
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'BadDigest', operation: 'upload', attempts: 1 });
    refusals = Array(4).fill(xml(500, 'InternalError'));
    await expect(client().upload({ ...file, content: bytes })).rejects.toMatchObject({ status: 500, attempts: 4 });
  });

  it('is not sent again without an answer if it must not replace another one', async () => {
    refusals = [broken];
    const upload = client().upload({ ...file, content: bytes, overwrite: false });
    await expect(upload).rejects.toMatchObject({ name: 'ConnectionError', attempts: 1 });
    api.uploadStore.put('catalog/a b.jsonl', bytes);
    const second = client().upload({ ...file, content: bytes, overwrite: false });
    await expect(second).rejects.toMatchObject({ code: 'upload-exists' });
  });

  it('is refused with its place if the API refuses it', async () => {
    const upload = client().upload({ ...file, name: 'a.exe', content: bytes });
    await expect(upload).rejects.toMatchObject({ code: 'invalid-request', message: expect.stringContaining('/name') });
  });

  it('is refused if a stream has another length than it says', async () => {
    const upload = (length: number, contentLength: number) =>
      client().upload({ ...file, content: { stream: streamOf(length, 4), contentLength } });
    await expect(upload(10, 11)).rejects.toThrow('ended after 10 bytes, but its contentLength is 11');
    await expect(upload(11, 10)).rejects.toThrow('goes on, but its contentLength is 10');
    await expect(upload(12, 8)).rejects.toThrow('goes on');
    expect(await stored()).toBeUndefined();
  });

  it('sends a large file in parts, of which each is sent again by itself, and completes it', async () => {
    refusals = [broken, xml(500, 'InternalError')];
    const { partCount } = planParts(largeBytes);
    const progress: number[] = [];
    const uploaded = await client().upload(
      { ...file, content: { stream: streamOf(largeBytes), contentLength: largeBytes } },
      { onProgress: ({ sentBytes }) => void progress.push(sentBytes) },
    );
    expect(uploaded).toMatchObject({ key: 'catalog/a b.jsonl', replaces: false });
    expect(paths.filter((path) => path === '/v1/uploads:parts')).toHaveLength(partCount + 2);
    expect(progress.at(-1)).toBe(largeBytes);
    expect(progress).toHaveLength(partCount);
    const found = await stored();
    expect(found).toMatchObject({ bytes: largeBytes, etag: expect.stringMatching(/-7$/) });
  });

  it('discards the parts if one of them cannot be sent, and tells the first failure', async () => {
    refusals = [xml(400, 'BadDigest')];
    const upload = client().upload({ ...file, content: { stream: streamOf(largeBytes), contentLength: largeBytes } });
    await expect(upload).rejects.toMatchObject({ code: 'BadDigest' });
    expect(paths.at(-1)).toBe('/v1/uploads:abort');
    expect(await api.signedUploads.abortParts('catalog/a b.jsonl', 'upload-1')).toBe(false);
    expect(await stored()).toBeUndefined();
  });

  it('ends with the reason of a signal', async () => {
    const stop = new AbortController();
    const content = { stream: streamOf(largeBytes), contentLength: largeBytes };
    const onProgress = () => stop.abort(new Error('enough'));
    await expect(client().upload({ ...file, content }, { signal: stop.signal, onProgress })).rejects.toThrow('enough');
    expect(paths.at(-1)).toBe('/v1/uploads:abort');
  });
});
