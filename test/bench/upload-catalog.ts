import { once } from 'node:events';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Upload } from '../../lib/client/generated/schemas.ts';
import { ApiClient } from '../../lib/local/demo/api-client.ts';
import type { LocalStack } from '../../lib/local/stack/local-stack.ts';
import { catalogProducts } from './synthetic-catalog.ts';

const LOOK_MILLISECONDS = 200;

/** Writes so many synthetic products to a file, one a line, compressed where its name ends in `.gz`; returns its bytes. */
export async function writeCatalog(file: string, products: number): Promise<number> {
  const out = createWriteStream(file);
  const lines = file.endsWith('.gz') ? createGzip() : out;
  if (lines !== out) lines.pipe(out);
  let group: string[] = [];
  const flush = async () => {
    if (!lines.write(group.join(''))) await once(lines, 'drain');
    group = [];
  };
  for (const product of catalogProducts(products)) {
    if (group.push(`${JSON.stringify(product)}\n`) === 1000) await flush();
  }
  await flush();
  lines.end();
  await finished(out);
  return statSync(file).size;
}

/** Uploads a file, and waits until its job is done; returns the job and the seconds it took from the upload's end on. */
export async function ingestFile(
  { clients, uploadsBucket, url }: LocalStack,
  file: string,
  key: string,
  onLook: (job: Upload | undefined) => Promise<void> = async () => {},
): Promise<{ job: Upload; seconds: number }> {
  const Body = createReadStream(file);
  await clients.s3.send(
    new PutObjectCommand({ Bucket: uploadsBucket, Key: key, Body, ContentLength: statSync(file).size }),
  );
  const start = performance.now();
  const api = new ApiClient(url);
  for (;;) {
    const job = await api.upload(key);
    await onLook(job);
    if (job && job.state !== 'running') return { job, seconds: (performance.now() - start) / 1000 };
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
}
