import { createHash } from 'node:crypto';
import { DeleteObjectsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SegmentFile } from '../core/search/segment-file.ts';
import type { SegmentReference, Snapshot, SnapshotStore } from '../ports/snapshot-store.ts';
import { StoreError } from '../ports/store-error.ts';
import { answered } from './aws-failure.ts';
import { findObject } from './s3-read.ts';
import { scratchFile } from './scratch-file.ts';
import { manifestText, readManifest, withNewest } from './snapshot-manifest.ts';

/** What one request removes at most. */
const REMOVED_AT_ONCE = 1000;

/**
 * Snapshots as objects: `snapshots/<version>/<SHA-256>.segment`, and `snapshots/<version>/manifest.json`. An opened segment is
 * a file without a name in `scratchFolder`. Every method throws StoreError `unavailable`.
 */
export class S3SnapshotStore implements SnapshotStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #scratchFolder: string;

  /** @param scratchFolder Where opened segments lie; with room for them. */
  constructor(client: S3Client, bucket: string, scratchFolder: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#scratchFolder = scratchFolder;
  }

  async saveSegment(modelVersion: string, bytes: Uint8Array): Promise<string> {
    const name = createHash('sha256').update(bytes).digest('hex');
    await this.#put(segmentKey(modelVersion, name), bytes, 'application/octet-stream');
    return name;
  }

  async openSegment(modelVersion: string, { name }: SegmentReference): Promise<SegmentFile | undefined> {
    const key = segmentKey(modelVersion, name);
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: key });
    if (object?.Body === undefined) return undefined;
    const body = object.Body as AsyncIterable<Uint8Array>;
    const hash = createHash('sha256');
    const file = await answered(`the read of "${key}"`, () =>
      scratchFile(this.#scratchFolder, body, (chunk) => hash.update(chunk)),
    );
    const sha256 = hash.digest('hex');
    if (sha256 === name) return file;
    file.close();
    throw new StoreError(
      'corrupt-record',
      `The ${file.byteLength} bytes of "${key}" have SHA-256 ${sha256}: write a snapshot anew.`,
    );
  }

  async list(modelVersion: string): Promise<readonly Snapshot[]> {
    const key = manifestKey(modelVersion);
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: key });
    const { Body: body } = object ?? {};
    const text = body && (await answered(`the read of "${key}"`, () => body.transformToString('utf-8')));
    return text === undefined ? [] : readManifest(text, modelVersion);
  }

  async publish(modelVersion: string, snapshot: Snapshot): Promise<void> {
    const { kept, unneeded } = withNewest(await this.#listed(modelVersion), snapshot);
    await this.#put(manifestKey(modelVersion), new TextEncoder().encode(manifestText(kept)), 'application/json');
    for (let at = 0; at < unneeded.length; at += REMOVED_AT_ONCE) {
      const names = unneeded.slice(at, at + REMOVED_AT_ONCE);
      const Objects = names.map((name) => ({ Key: segmentKey(modelVersion, name) }));
      const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } });
      await answered(`the removal of old segments of "${modelVersion}"`, () => this.#client.send(command));
    }
  }

  /** A manifest that cannot be read is replaced. */
  async #listed(modelVersion: string): Promise<readonly Snapshot[]> {
    try {
      return await this.list(modelVersion);
    } catch (cause) {
      if (cause instanceof StoreError && cause.code === 'corrupt-record') return [];
      throw cause;
    }
  }

  async #put(Key: string, Body: Uint8Array, ContentType: string): Promise<void> {
    const command = new PutObjectCommand({ Bucket: this.#bucket, Key, Body, ContentType, ContentLength: Body.length });
    await answered(`the write of "${Key}"`, () => this.#client.send(command));
  }
}

function segmentKey(modelVersion: string, name: string): string {
  return `snapshots/${modelVersion}/${name}.segment`;
}

function manifestKey(modelVersion: string): string {
  return `snapshots/${modelVersion}/manifest.json`;
}
