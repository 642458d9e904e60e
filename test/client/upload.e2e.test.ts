import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient, type KindredClient } from '../../lib/client/client.ts';
import type { SignedUpload, Upload } from '../../lib/client/generated/schemas.ts';
import type { LocalStack } from '../../lib/local/stack/local-stack.ts';
import { startTestStack, temporaryFolder } from '../support/local/local-stack-fixture.ts';
import { sendSigned } from '../support/local/signed-requests.ts';

const lines = Buffer.from('{"id":"lamp-1","title":"Red lamp"}\n{"id":"lamp-2","title":"Blue lamp"}\n');
/** More than one request takes. A PDF document is refused by its first bytes, so that nothing of the rest is read. */
const largeBytes = 100 * 1024 ** 2 + 7;
const home = temporaryFolder();
let stack: LocalStack;
let api: KindredClient;

beforeAll(async () => {
  stack = await startTestStack(home, {});
  api = createClient({ url: stack.url });
});
afterAll(() => stack?.close());

/** The job of an upload when it has ended. */
function jobOf(key: string): Promise<Upload> {
  const ended = async () => {
    const job = (await api.listUploads({ key })) as Upload;
    expect(job.state).not.toBe('running');
    return job;
  };
  // With pauses: questions without end would take the processor from what they ask for.
  return vi.waitFor(ended, { timeout: 600_000, interval: 100 });
}

function signSmall(name: string): Promise<SignedUpload> {
  const checksumSha256 = createHash('sha256').update(lines).digest('base64');
  const body = { prefix: 'catalog/', name, contentLength: lines.length, checksumSha256 } as const;
  return api.requestUpload({ body }) as Promise<SignedUpload>;
}

describe('an upload to the local stack without AWS credentials', () => {
  it('becomes products', async () => {
    const { key, job } = await api.upload({ prefix: 'catalog/', name: 'a b ü.jsonl', content: lines });
    expect(job).toBe(`/v1/uploads?key=${encodeURIComponent(key)}`);
    expect(await jobOf(key)).toMatchObject({ state: 'succeeded', accepted: 2, rejected: 0 });
  });

  it('is refused with other bytes, another length, or for another prefix', async () => {
    const { url, headers } = await signSmall('refused.jsonl');
    const other = Buffer.from(lines.toString().replace('Red', 'Rad'));
    expect(await sendSigned({ url, headers }, other)).toMatchObject({ status: 400, code: 'BadDigest' });
    const longer = Buffer.concat([lines, lines]);
    expect(await sendSigned({ url, headers }, longer)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    const elsewhere = url.replace('/catalog/', '/triplets/');
    expect(await sendSigned({ url: elsewhere, headers }, lines)).toMatchObject({ status: 403 });
    expect(await sendSigned({ url: url.replace('Expires=900', 'Expires=9000'), headers }, lines)).toMatchObject({
      status: 403,
    });
    await expect(api.listUploads({ key: 'catalog/refused.jsonl' })).rejects.toMatchObject({ code: 'upload-not-found' });
  });

  it('may come from a page of the API, and from no other page', async () => {
    const { url } = await signSmall('page.jsonl');
    const ask = (origin: string) =>
      fetch(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } });
    expect((await ask(stack.url)).headers.get('access-control-allow-origin')).toBe(stack.url);
    expect((await ask('http://other.example')).status).toBe(403);
  });

  it('has parts if it is large, and its job starts when it is complete', async () => {
    const content = Buffer.alloc(largeBytes, ' ');
    content.write('%PDF-1.7\n');
    const { key } = await api.upload({ prefix: 'catalog/', name: 'large.jsonl', content });
    const job = await jobOf(key);
    expect(job).toMatchObject({ state: 'failed', cause: expect.stringContaining('PDF') });
  });
});
