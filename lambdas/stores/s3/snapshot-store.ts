import { DeleteObjectsCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { SegmentFile } from '../../core/search/segment-file.ts';
import { CONTENT_TYPES, STORED_PREFIXES } from '../../formats/object-layout.ts';
import type {
  SegmentHead,
  SegmentPlace,
  SegmentReference,
  Snapshot,
  SnapshotStore,
  SnapshotVersion,
} from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { callAws, toStoreError } from '../aws/aws-failure.ts';
import {
  addNewest,
  type Manifest,
  manifestText,
  openableSnapshots,
  readManifest,
  snapshotVersion,
} from '../shared/snapshot-manifest.ts';
import { findObject } from './find-object.ts';
import { bytesOf, textOf } from './read-body.ts';
import { S3Segments, segmentKey } from './segments.ts';

/** What a segment's head is opened with, after the version. */
type OpenHeadArguments = Parameters<S3Segments['openHead']> extends [string, ...infer Rest] ? Rest : never;

/** The largest number of objects that one request of S3 removes. */
const MAX_REMOVALS = 1000;

/**
 * Snapshots as objects: `snapshots/<version>/<SHA-256>.segment` and `snapshots/<version>/manifest.json`. An open segment is
 * a file without a name in `scratchFolder`. Every method throws StoreError `unavailable`.
 */
export class S3SnapshotStore implements SnapshotStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #segments: S3Segments;

  /** @param scratchFolder A local folder with room for the open segments. */
  constructor(client: S3Client, bucket: string, scratchFolder: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#segments = new S3Segments(client, bucket, scratchFolder);
  }

  saveSegment(modelVersion: string, bytes: Uint8Array): Promise<string> {
    return this.#segments.save(folderOf(modelVersion), bytes);
  }

  openSegment(
    modelVersion: string,
    { name }: SegmentReference,
    place?: SegmentPlace,
  ): Promise<SegmentFile | undefined> {
    return this.#segments.open(folderOf(modelVersion), name, place);
  }

  openHead(modelVersion: string, ...given: OpenHeadArguments): Promise<SegmentHead | undefined> {
    return this.#segments.openHead(folderOf(modelVersion), ...given);
  }

  async list(modelVersion: string): Promise<readonly Snapshot[]> {
    return openableSnapshots(await this.#manifestOf(modelVersion));
  }

  async publish(modelVersion: string, snapshot: Snapshot): Promise<void> {
    const { snapshots, unneeded } = addNewest(await this.#readableManifestOf(modelVersion), snapshot);
    await this.#putManifest(modelVersion, { snapshots });
    await this.#removeAll(unneeded.map((name) => segmentKey(folderOf(modelVersion), name)));
  }

  async retire(modelVersion: string, removeAfter: string): Promise<void> {
    const { snapshots } = await this.#readableManifestOf(modelVersion);
    await this.#putManifest(modelVersion, { snapshots, removeAfter });
  }

  async register(modelVersion: string): Promise<void> {
    const Key = manifestKey(modelVersion);
    const found = await findObject(this.#client, { Bucket: this.#bucket, Key });
    if (found === undefined) return this.#putManifest(modelVersion, { snapshots: [] });
    const { Body: body } = found;
    if (body) await callAws(`the read of "${Key}"`, () => bytesOf(body));
  }

  async versions(): Promise<readonly SnapshotVersion[]> {
    const versions: SnapshotVersion[] = [];
    for await (const { CommonPrefixes = [] } of this.#pages(STORED_PREFIXES.snapshots, '/')) {
      for (const { Prefix = '' } of CommonPrefixes) {
        const modelVersion = Prefix.slice(STORED_PREFIXES.snapshots.length, -1);
        versions.push(snapshotVersion(modelVersion, await this.#readableManifestOf(modelVersion)));
      }
    }
    return versions;
  }

  /** The manifest is removed last: as long as data of the version exists, `versions` lists it. */
  async remove(modelVersion: string): Promise<void> {
    const manifest = manifestKey(modelVersion);
    const keys: string[] = [];
    for await (const page of this.#pages(folderOf(modelVersion))) {
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined || Key === manifest ? [] : [Key])));
    }
    await this.#removeAll(keys);
    await this.#removeAll([manifest]);
  }

  async #manifestOf(modelVersion: string): Promise<Manifest> {
    const key = manifestKey(modelVersion);
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: key });
    const { Body: body } = object ?? {};
    const text = body && (await callAws(`the read of "${key}"`, () => textOf(body)));
    return text === undefined ? { snapshots: [] } : readManifest(text, modelVersion);
  }

  /** The manifest, empty if it cannot be read: the caller replaces it. */
  async #readableManifestOf(modelVersion: string): Promise<Manifest> {
    try {
      return await this.#manifestOf(modelVersion);
    } catch (cause) {
      if (cause instanceof StoreError && cause.code === 'corrupt-record') return { snapshots: [] };
      throw cause;
    }
  }

  async *#pages(Prefix: string, Delimiter?: string) {
    const input = { Bucket: this.#bucket, Prefix, ...(Delimiter !== undefined && { Delimiter }) };
    try {
      yield* paginateListObjectsV2({ client: this.#client }, input);
    } catch (cause) {
      throw toStoreError(`the listing of "${Prefix}"`, cause);
    }
  }

  async #removeAll(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += MAX_REMOVALS) {
      const Objects = keys.slice(at, at + MAX_REMOVALS).map((Key) => ({ Key }));
      const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } });
      const what = `the removal of ${Objects.length} objects like "${Objects[0]?.Key}"`;
      const { Errors: [failure] = [] } = await callAws(what, () => this.#client.send(command));
      if (failure)
        throw new StoreError('unavailable', `S3 did not remove "${failure.Key}" (${failure.Code}): try again.`);
    }
  }

  #putManifest(modelVersion: string, manifest: Manifest): Promise<void> {
    const bytes = new TextEncoder().encode(manifestText(manifest));
    return this.#put(manifestKey(modelVersion), bytes, CONTENT_TYPES.json);
  }

  async #put(Key: string, Body: Uint8Array, ContentType: string): Promise<void> {
    const command = new PutObjectCommand({ Bucket: this.#bucket, Key, Body, ContentType, ContentLength: Body.length });
    await callAws(`the write of "${Key}"`, () => this.#client.send(command));
  }
}

function folderOf(modelVersion: string): string {
  return `${STORED_PREFIXES.snapshots}${modelVersion}/`;
}

function manifestKey(modelVersion: string): string {
  return `${folderOf(modelVersion)}manifest.json`;
}
