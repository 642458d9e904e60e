import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { answered } from '../aws/aws-failure.ts';

export interface MultipartTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: string;
}

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

/**
 * Uploads an object part by part, one at a time. When a part, its source or the end fails, what was uploaded is
 * discarded and the failure is thrown.
 * @param parts Each 5 MiB at least, but for the last; 1 to 10,000.
 * @throws StoreError `unavailable`, and whatever the source throws.
 */
export async function uploadInParts(
  client: S3Client,
  target: MultipartTarget,
  parts: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { Bucket, Key } = target;
  const begin = new CreateMultipartUploadCommand(target);
  const { UploadId } = await answered(`the write of "${Key}"`, () => client.send(begin));
  const upload: Upload = { Bucket, Key, UploadId };
  try {
    const Parts = await uploadParts(client, upload, parts);
    const end = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
    await answered(`the write of "${Key}"`, () => client.send(end));
  } catch (cause) {
    // What cannot be discarded now expires by the bucket's lifecycle; the first failure is the one to tell.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
    throw cause;
  }
}

async function uploadParts(client: S3Client, upload: Upload, parts: AsyncIterable<Uint8Array>) {
  const uploaded: { PartNumber: number; ETag: string | undefined; ChecksumCRC32?: string }[] = [];
  for await (const Body of parts) {
    const PartNumber = uploaded.length + 1;
    const command = new UploadPartCommand({ ...upload, PartNumber, Body, ContentLength: Body.length });
    const { ETag, ChecksumCRC32 } = await answered(`part ${PartNumber} of "${upload.Key}"`, () => client.send(command));
    uploaded.push({ PartNumber, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) });
  }
  return uploaded;
}
