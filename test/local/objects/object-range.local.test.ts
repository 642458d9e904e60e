import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeptBodies } from '../../../lib/local/objects/object-range.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';

const Bucket = 'models';

let server: Awaited<ReturnType<typeof objectServerForTests>>;
beforeAll(async () => {
  server = await objectServerForTests();
  await server.s3.send(new CreateBucketCommand({ Bucket }));
  await put('digits', '0123456789');
  await put('empty', '');
});
afterAll(() => server.close());

function put(Key: string, Body: string) {
  return server.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

/** The status of a read of a range, its text or the code of its refusal, and the range that it describes. */
async function read(Key: string, range: string, more: Record<string, string> = {}) {
  const answer = await fetch(`${server.endpoint}/${Bucket}/${Key}`, { headers: { range, ...more } });
  const text = await answer.text();
  return [answer.status, /<Code>(.*)<\/Code>/.exec(text)?.[1] ?? text, answer.headers.get('content-range')];
}

describe('a read of a range of an object', () => {
  it('gives the bytes of a range, as far as the object has them', async () => {
    expect(await read('digits', 'bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10']);
    expect(await read('digits', 'bytes=7-')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await read('digits', 'bytes=7-99')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await read('digits', 'bytes=-3')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await read('digits', 'bytes=-30')).toEqual([206, '0123456789', 'bytes 0-9/10']);
  });

  it('is refused with 416 if the object has none of its bytes', async () => {
    for (const range of ['bytes=10-', 'bytes=10-12', 'bytes=-0'])
      expect(await read('digits', range)).toEqual([416, 'InvalidRange', 'bytes */10']);
    expect((await read('empty', 'bytes=0-0')).slice(0, 2)).toEqual([416, 'InvalidRange']);
  });

  it('gives the whole object for what is no single range', async () => {
    for (const range of ['bytes=5-2', 'bytes=0-1,4-5', 'bytes=-', 'lines=0-1', 'bytes=a-b'])
      expect(await read('digits', range)).toEqual([200, '0123456789', null]);
  });

  it('is of the object that the tag names, also after it was replaced', async () => {
    await put('changing', 'abcdef');
    const before = (await fetch(`${server.endpoint}/${Bucket}/changing`)).headers.get('etag')!;
    expect((await read('changing', 'bytes=1-2', { 'if-match': before }))[1]).toBe('bc');
    await put('changing', 'uvwxyz');
    expect((await read('changing', 'bytes=1-2', { 'if-match': before })).slice(0, 2)).toEqual([
      412,
      'PreconditionFailed',
    ]);
    expect((await read('changing', 'bytes=1-2'))[1]).toBe('vw');
    expect((await read('no-object', 'bytes=1-2')).slice(0, 2)).toEqual([404, 'NoSuchKey']);
  });
});

describe('bodies that are kept for ranges', () => {
  it('are read once while they fit into 64 MiB, and those used last stay', () => {
    const kept = new KeptBodies();
    const reads: string[] = [];
    const get = (name: string) => {
      const body = kept.get(name, () => {
        reads.push(name);
        return Buffer.alloc(30 * 2 ** 20, name);
      });
      expect(body[0]).toBe(name.charCodeAt(0));
    };
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) get(name);
    expect(reads).toEqual(['a', 'b', 'c', 'b']);
  });
});
