import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SentPart, SignedRequest, SignedUploads, UploadStore } from '../../lambdas/ports/upload-store.ts';
import { collect } from './samples.ts';

/** Signed uploads to an empty bucket, the store that reads the bucket, and a caller that has a signed request. */
export interface UploadsToSend {
  readonly signedUploads: SignedUploads;
  readonly uploadStore: UploadStore;
  /** Sends a request with these headers and this body. @returns the status, and the tag without quotes */
  send(
    request: Pick<SignedRequest, 'url' | 'headers'>,
    body: Uint8Array,
  ): Promise<{ readonly status: number; readonly etag?: string | undefined }>;
}

const bytes = Buffer.from('{"id":"a"}\n');
const key = 'catalog/a b+ü.jsonl';
/** S3 takes no smaller part before the last one. */
const firstPart = Buffer.alloc(5 * 1024 ** 2, 'a');
const lastPart = Buffer.from('the end');

function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('base64');
}

function now() {
  return { from: new Date(), seconds: 900 };
}

/** The tests that every implementation of signed uploads must pass. */
export function describeSignedUploads(name: string, make: () => Promise<UploadsToSend>): void {
  describe(`${name} as SignedUploads of one request`, () => {
    const object = { key, bytes: bytes.length, sha256: sha256Of(bytes), overwrite: true };

    it('take the bytes that were signed, once and again', async () => {
      const { signedUploads, uploadStore, send } = await make();
      expect(await signedUploads.exists(key)).toBe(false);
      const request = await signedUploads.signPut(object, now());
      expect(request.method).toBe('PUT');
      expect(await send(request, bytes)).toMatchObject({ status: 200, etag: expect.stringMatching(/^[0-9a-f]{32}$/) });
      expect((await send(request, bytes)).status).toBe(200);
      expect(await signedUploads.exists(key)).toBe(true);
      expect(await signedUploads.exists(key.slice(0, -1))).toBe(false);
      const found = await uploadStore.find(key);
      expect(Buffer.concat(await collect(await uploadStore.open(found!)))).toEqual(bytes);
    });

    it('say when a request expires, in whole seconds, and refuse it from then on', async () => {
      const { signedUploads, uploadStore, send } = await make();
      const request = await signedUploads.signPut(object, { from: new Date(Date.now() - 60_500), seconds: 60 });
      expect(request.expiresAt).toMatch(/:\d\d\.000Z$/);
      expect(Date.parse(request.expiresAt)).toBeLessThan(Date.now());
      expect((await send(request, bytes)).status).toBe(403);
      expect(await uploadStore.find(key)).toBeUndefined();
    });

    it('refuse another length, other bytes and another checksum, and store nothing', async () => {
      const { signedUploads, uploadStore, send } = await make();
      const { url, headers } = await signedUploads.signPut(object, now());
      const longer = Buffer.concat([bytes, bytes]);
      const other = Buffer.from('{"id":"b"}\n');
      const sha256 = sha256Of(other);
      expect((await send({ url, headers }, longer)).status).toBe(403);
      expect((await send({ url, headers }, other)).status).toBe(400);
      expect((await send({ url, headers: { ...headers, 'x-amz-checksum-sha256': sha256 } }, other)).status).toBe(403);
      expect(await uploadStore.find(key)).toBeUndefined();
    });

    it('refuse requests without one of the headers, or with another one', async () => {
      const { signedUploads, uploadStore, send } = await make();
      const { url, headers } = await signedUploads.signPut({ ...object, overwrite: false }, now());
      for (const left of Object.keys(headers).filter((header) => header !== 'content-length')) {
        const others = Object.fromEntries(Object.entries(headers).filter(([header]) => header !== left));
        expect((await send({ url, headers: others }, bytes)).status, left).toBe(403);
      }
      expect((await send({ url, headers: { ...headers, 'content-type': 'text/html' } }, bytes)).status).toBe(403);
      expect(await uploadStore.find(key)).toBeUndefined();
    });

    it('refuse another key and another signature', async () => {
      const { signedUploads, uploadStore, send } = await make();
      const { url, headers } = await signedUploads.signPut(object, now());
      expect((await send({ url: url.replace('/catalog/', '/replace/catalog/'), headers }, bytes)).status).toBe(403);
      const forged = url.replace(/X-Amz-Signature=[0-9a-f]{4}/, 'X-Amz-Signature=ffff');
      expect((await send({ url: forged, headers }, bytes)).status).toBe(403);
      expect(await collect(uploadStore.list(''))).toEqual([]);
    });

    it('replace an object only if they may', async () => {
      const { signedUploads, uploadStore, send } = await make();
      const guarded = await signedUploads.signPut({ ...object, overwrite: false }, now());
      expect((await send(guarded, bytes)).status).toBe(200);
      expect((await send(guarded, bytes)).status).toBe(412);
      const other = Buffer.from('other');
      const replacing = { key, bytes: other.length, sha256: sha256Of(other), overwrite: true };
      expect((await send(await signedUploads.signPut(replacing, now()), other)).status).toBe(200);
      expect((await uploadStore.find(key))?.bytes).toBe(other.length);
    });
  });

  describe(`${name} as SignedUploads of several parts`, () => {
    /** Begins an upload and sends its two parts. */
    async function sendParts({ signedUploads, send }: UploadsToSend) {
      const uploadId = await signedUploads.startParts(key);
      const parts: SentPart[] = [];
      for (const [i, content] of [firstPart, lastPart].entries()) {
        const sha256 = sha256Of(content);
        const part = { key, uploadId, partNumber: i + 1, bytes: content.length, sha256 };
        const { status, etag } = await send(await signedUploads.signPart(part, now()), content);
        expect(status).toBe(200);
        parts.push({ etag: etag!, sha256 });
      }
      return { key, uploadId, bytes: firstPart.length + lastPart.length, overwrite: true, parts };
    }

    it('make an object of the parts, which appears as a whole', async () => {
      const world = await make();
      const sent = await sendParts(world);
      expect(await world.uploadStore.find(key)).toBeUndefined();
      const stored = await world.signedUploads.completeParts(sent);
      expect(stored).toEqual({ state: 'stored', etag: expect.stringMatching(/^[0-9a-f]{32}-2$/) });
      const found = await world.uploadStore.find(key);
      expect(found).toMatchObject({ bytes: sent.bytes, etag: (stored as { etag: string }).etag });
      expect(Buffer.concat(await collect(await world.uploadStore.open(found!)))).toEqual(
        Buffer.concat([firstPart, lastPart]),
      );
    });

    it('give the same answer again if the first one is lost', async () => {
      const world = await make();
      const sent = await sendParts(world);
      const first = await world.signedUploads.completeParts(sent);
      expect(await world.signedUploads.completeParts(sent)).toEqual(first);
      expect(await world.signedUploads.completeParts({ ...sent, overwrite: false })).toEqual(first);
      const [part] = sent.parts;
      const others = { ...sent, parts: [part!, { ...part!, etag: '0'.repeat(32) }] };
      expect(await world.signedUploads.completeParts(others)).toEqual({ state: 'not-found' });
    });

    it('refuse parts of another length, with other bytes, or for another upload', async () => {
      const { signedUploads, send } = await make();
      const uploadId = await signedUploads.startParts(key);
      const sha256 = sha256Of(lastPart);
      const part = { key, uploadId, partNumber: 1, bytes: lastPart.length, sha256 };
      const { url, headers } = await signedUploads.signPart(part, now());
      expect((await send({ url, headers }, bytes)).status).toBe(403);
      expect((await send({ url, headers }, Buffer.from('THE END'))).status).toBe(400);
      expect((await send({ url: url.replace('partNumber=1', 'partNumber=2'), headers }, lastPart)).status).toBe(403);
      const lost = await signedUploads.signPart({ ...part, uploadId: 'nobody' }, now());
      expect((await send(lost, lastPart)).status).toBe(404);
    });

    it('refuse to make an object of other parts, of another length, or of too short ones', async () => {
      const world = await make();
      const sent = await sendParts(world);
      const [first, last] = sent.parts;
      const refused = { state: 'refused', reason: expect.stringMatching(/\w/) };
      for (const parts of [
        [last!, first!],
        [first!, { ...last!, etag: first!.etag }],
        [first!, { ...last!, sha256: first!.sha256 }],
        [first!, last!, last!],
      ])
        expect(await world.signedUploads.completeParts({ ...sent, parts })).toEqual(refused);
      expect(await world.signedUploads.completeParts({ ...sent, bytes: sent.bytes - 1 })).toEqual(refused);
      const again = { key, uploadId: sent.uploadId, partNumber: 1, bytes: lastPart.length, sha256: last!.sha256 };
      expect((await world.send(await world.signedUploads.signPart(again, now()), lastPart)).status).toBe(200);
      const short = { ...sent, bytes: 2 * lastPart.length, parts: [last!, last!] };
      expect(await world.signedUploads.completeParts(short)).toEqual(refused);
      expect(await world.uploadStore.find(key)).toBeUndefined();
    });

    it('replace an object only if they may, and keep the parts if they may not', async () => {
      const world = await make();
      const put = { key, bytes: bytes.length, sha256: sha256Of(bytes), overwrite: true };
      await world.send(await world.signedUploads.signPut(put, now()), bytes);
      const sent = await sendParts(world);
      expect(await world.signedUploads.completeParts({ ...sent, overwrite: false })).toEqual({ state: 'exists' });
      expect((await world.uploadStore.find(key))?.bytes).toBe(bytes.length);
      expect((await world.signedUploads.completeParts(sent)).state).toBe('stored');
    });

    it('discard the parts of an upload that is aborted', async () => {
      const world = await make();
      const sent = await sendParts(world);
      expect(await world.signedUploads.abortParts('catalog/other.jsonl', sent.uploadId)).toBe(false);
      expect(await world.signedUploads.abortParts(key, sent.uploadId)).toBe(true);
      expect(await world.signedUploads.abortParts(key, sent.uploadId)).toBe(false);
      expect(await world.signedUploads.completeParts(sent)).toEqual({ state: 'not-found' });
    });
  });
}
