import { tmpdir } from 'node:os';
import { CreateBucketCommand, type GetObjectCommandInput, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SegmentHead } from '../../../lambdas/ports/snapshot-store.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import { S3SnapshotStore } from '../../../lambdas/stores/s3/snapshot-store.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';

const Bucket = 'models';
const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i % 251);
const headBytes = 4000;
const range = { at: 5001, bytes: 7 };

let server: Awaited<ReturnType<typeof objectServerForTests>>;
let store: S3SnapshotStore;
beforeAll(async () => {
  server = await objectServerForTests();
  await server.s3.send(new CreateBucketCommand({ Bucket }));
  store = new S3SnapshotStore(server.s3, Bucket, tmpdir());
});
afterAll(() => server.close());

/** A head of a segment of a version, and what S3 was asked for by commands since. */
async function openedHead(version: string): Promise<{ head: SegmentHead; key: string; commands: string[] }> {
  const name = await store.saveSegment(version, bytes);
  const reference = {
    name,
    bytes: bytes.length,
    head: { bytes: headBytes, sha256: sha256Hex(bytes.subarray(0, headBytes)) },
  };
  const head = (await store.openHead(version, reference, 'memory'))!;
  const commands: string[] = [];
  server.s3.middlewareStack.add(
    (next) => (args) => {
      commands.push(String((args.input as GetObjectCommandInput).Range));
      return next(args);
    },
    { step: 'initialize', name: 'seen', override: true },
  );
  return { head, key: `snapshots/${version}/${name}.segment`, commands };
}

describe('ranges of a segment whose head is open', () => {
  it('are read by signed requests, without a command for each', async () => {
    const { head, commands } = await openedHead('m-1');
    expect(await head.readRanges([range, { at: 9999, bytes: 1 }])).toEqual([
      bytes.slice(5001, 5008),
      bytes.slice(9999),
    ]);
    // The signing of the URL, which sends nothing.
    expect(commands).toEqual(['undefined']);
  });

  it('are read by a command if a signed request fails', async () => {
    const { head, commands } = await openedHead('m-2');
    const { requestHandler } = server.s3.config;
    const handle = requestHandler.handle.bind(requestHandler);
    let fails = true;
    requestHandler.handle = (...given) => {
      if (!fails) return handle(...given);
      fails = false;
      return Promise.reject(new Error('the connection was lost'));
    };
    try {
      expect(await head.readRanges([range])).toEqual([bytes.slice(5001, 5008)]);
    } finally {
      requestHandler.handle = handle;
    }
    expect(commands).toEqual(['undefined', 'bytes=5001-5007']);
  });

  it('are never those of another object: a key with other bytes is refused', async () => {
    const { head, key } = await openedHead('m-3');
    await server.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: bytes.toReversed() }));
    await expect(head.readRanges([range])).rejects.toMatchObject({ code: 'object-changed' });
    await expect(head.readRest()).rejects.toMatchObject({ code: 'object-changed' });
  });
});
