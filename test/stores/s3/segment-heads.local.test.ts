import { tmpdir } from 'node:os';
import { CreateBucketCommand, type GetObjectCommandInput, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SegmentPlace } from '../../../lambdas/ports/snapshot-store.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import { S3SnapshotStore } from '../../../lambdas/stores/s3/snapshot-store.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';
import { whileStalling } from '../../support/stores/stalling-bodies.ts';

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
async function openedHead(version: string, place: SegmentPlace = 'memory') {
  const name = await store.saveSegment(version, bytes);
  const reference = {
    name,
    bytes: bytes.length,
    head: { bytes: headBytes, sha256: sha256Hex(bytes.subarray(0, headBytes)) },
  };
  const head = (await store.openHead(version, reference, place))!;
  const commands: string[] = [];
  server.s3.middlewareStack.add(
    (next) => (args) => {
      commands.push(String((args.input as GetObjectCommandInput).Range));
      return next(args);
    },
    { step: 'initialize', name: 'seen', override: true },
  );
  return { head, reference, key: `snapshots/${version}/${name}.segment`, commands };
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

describe('a body of S3 that stalls in the middle', () => {
  it('of a signed request is ended, and the range is read by a command', async () => {
    const { head } = await openedHead('m-4');
    const ended = await whileStalling(server.s3, 1, async () =>
      expect(await head.readRanges([range])).toEqual([bytes.slice(5001, 5008)]),
    );
    expect(ended).toBe(1);
  });

  it('of the command too is ended: S3 is unavailable', async () => {
    const { head } = await openedHead('m-5');
    const ended = await whileStalling(server.s3, 2, () =>
      expect(head.readRanges([range])).rejects.toMatchObject({ code: 'unavailable' }),
    );
    expect(ended).toBe(2);
  });

  it.each(['memory', 'disk'] as const)('of a head, a rest or a whole segment is ended: %s', async (place) => {
    const { head, reference } = await openedHead(`m-6-${place}`, place);
    const reads = [
      () => head.readRest(),
      () => store.openHead(`m-6-${place}`, reference, place),
      () => store.openSegment(`m-6-${place}`, { ...reference, products: 1 }, place),
    ];
    for (const read of reads) {
      const ended = await whileStalling(server.s3, 1, () =>
        expect(read()).rejects.toMatchObject({ code: 'unavailable' }),
      );
      expect(ended).toBe(1);
    }
    const rest = await head.readRest();
    const last = new Uint8Array(1);
    rest.read(9999, last);
    expect(last).toEqual(bytes.slice(9999));
    rest.close();
    head.file.close();
  });
});

describe('a reading of vectors that is ended', () => {
  it.each(['ranges', 'rest'] as const)('reads no more of its body, and asks for nothing: %s', async (kind) => {
    const { head, commands } = await openedHead(`m-7-${kind}`);
    const ending = new AbortController();
    const read = { ranges: () => head.readRanges([range], ending.signal), rest: () => head.readRest(ending.signal) }[
      kind
    ];
    const ended = await whileStalling(
      server.s3,
      1,
      () => expect(read()).rejects.toMatchObject({ name: 'AbortError' }),
      () => ending.abort(),
    );
    expect(ended).toBe(1);
    const before = commands.length;
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
    expect(commands.length).toBe(before);
  });
});
