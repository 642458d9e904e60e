import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import { S3Segments } from '../../../lambdas/stores/s3/segments.ts';

describe('a segment that is read into memory', () => {
  it('lets searches in another index go on after each chunk, also if all chunks are there at once', async () => {
    const client = new S3Client({ region: 'us-east-1' });
    const chunks = Array.from({ length: 50 }, (_, i) => Buffer.alloc(1000, i));
    const body = Readable.from(chunks) as unknown as NonNullable<GetObjectCommandOutput['Body']>;
    mockClient(client).on(GetObjectCommand).resolves({ Body: body });
    let turns = 0;
    let isOpen = false;
    const count = () => {
      turns += 1;
      if (!isOpen) setImmediate(count);
    };
    count();
    const name = sha256Hex(Buffer.concat(chunks));
    const file = await new S3Segments(client, 'models', '/nowhere').open('snapshots/m-1/', name, 'memory');
    isOpen = true;
    expect(file?.byteLength).toBe(50_000);
    expect(turns).toBeGreaterThan(chunks.length);
  });
});
