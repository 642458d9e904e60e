import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Metadata of the object that identifies the same bytes at the next start. */
const HASH_KEY = 'content-sha256';

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Whether the object exists with the bytes of the file. */
async function isUploaded(s3: S3Client, Bucket: string, Key: string, sha256: string): Promise<boolean> {
  try {
    const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return Metadata?.[HASH_KEY] === sha256;
  } catch {
    return false;
  }
}

/**
 * Uploads a file as a stream. Skips it if the object has the same bytes, unless `again` is set.
 * @returns whether it was uploaded
 */
export async function uploadOnce(
  s3: S3Client,
  bucket: string,
  key: string,
  file: string,
  again: boolean,
): Promise<boolean> {
  const sha256 = await sha256Of(file);
  if (!again && (await isUploaded(s3, bucket, key, sha256))) return false;
  const { size } = statSync(file);
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: size,
      Metadata: { [HASH_KEY]: sha256 },
    }),
  );
  return true;
}
