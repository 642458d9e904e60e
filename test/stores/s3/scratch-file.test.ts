import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import { scratchFile } from '../../../lambdas/stores/s3/scratch-file.ts';
import { S3Segments } from '../../../lambdas/stores/s3/segments.ts';

afterEach(() => void vi.restoreAllMocks());

const content = Buffer.from('a segment of two parts');
const head = { bytes: 9, sha256: sha256Hex(content.subarray(0, 9)) };
const reference = { name: sha256Hex(content), bytes: content.length, head };

/** Segments of an S3 that answers with all bytes, or with those of the range. */
function segments(folder = tmpdir()) {
  const client = new S3Client({ region: 'us-east-1' });
  mockClient(client)
    .on(GetObjectCommand)
    .callsFake(({ Range }): Pick<GetObjectCommandOutput, 'Body' | 'ETag'> => {
      const [, from = 0, to = content.length - 1] = /bytes=(\d+)-(\d+)/.exec(Range)?.map(Number) ?? [];
      const body = Readable.from([content.subarray(from, to + 1)]);
      return { Body: body as unknown as NonNullable<GetObjectCommandOutput['Body']>, ETag: '"1"' };
    });
  return new S3Segments(client, 'models', folder);
}

/** Lets the disk refuse each write. */
async function refuseWrites(code: string) {
  const file = await open('/dev/null', 'r');
  const refusal = Object.assign(new Error(`${code}: refused, write`), { code });
  vi.spyOn(Object.getPrototypeOf(file), 'writeFile').mockRejectedValue(refusal);
  await file.close();
}

describe('a scratch disk that takes no more', () => {
  it.each([
    ['ENOSPC', 'similarScratchMegabytes'],
    ['EDQUOT', 'similarScratchMegabytes'],
    ['EROFS', 'EROFS'],
  ])('is misconfigured, and says what to do: %s', async (code, expected) => {
    await refuseWrites(code);
    const failure = await segments()
      .open('snapshots/m-1/', reference.name)
      .catch((cause: unknown) => cause);
    expect(failure).toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining(expected),
      cause: { code },
    });
    expect(failure).toMatchObject({ message: expect.stringContaining(tmpdir()) });
  });

  it('is misconfigured too if the vectors behind the head do not fit', async () => {
    const opened = (await segments().openHead('snapshots/m-1/', reference, 'disk'))!;
    await refuseWrites('ENOSPC');
    await expect(opened.readRest()).rejects.toMatchObject({ code: 'misconfigured' });
    vi.restoreAllMocks();
    const rest = await opened.readRest();
    const last = new Uint8Array(5);
    rest.read(content.length - 5, last);
    expect(Buffer.from(last).toString()).toBe('parts');
    rest.close();
    opened.file.close();
  });

  it('is misconfigured if there is no such folder', async () => {
    await expect(segments('/nowhere').open('snapshots/m-1/', reference.name)).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('/nowhere (ENOENT)'),
    });
  });

  it('is not blamed for a source that breaks off', async () => {
    const lost = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    const source = (async function* () {
      yield content;
      throw lost;
    })();
    await expect(scratchFile(tmpdir(), source, () => {})).rejects.toBe(lost);
  });
});
