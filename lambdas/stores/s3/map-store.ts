import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ProductMap } from '../../core/map/product-map.ts';
import { CONTENT_TYPES, mapKey, mapPartKey } from '../../formats/object-layout.ts';
import type { MapPartKind, MapStore, StoredMap } from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { callAws } from '../aws/aws-failure.ts';
import { findObject } from './find-object.ts';
import { bytesOf } from './read-body.ts';

const FORMAT_VERSION = 1;

/** The object of a map: the map, and the names of its parts, which follow from their content. */
interface MapRecord {
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly map: ProductMap;
  readonly points: readonly string[];
  readonly names: readonly string[];
}

/**
 * Maps as objects: `snapshots/<version>/map.json`, and each part as `snapshots/<version>/<SHA-256>.points` or `.names`.
 * The first is written last, so that it always names whole parts. Those of the map before stay until the snapshots of
 * the version are removed: a reader may be at them. Every method throws StoreError `unavailable`.
 */
export class S3MapStore implements MapStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async save({ map, points, names }: StoredMap): Promise<void> {
    const { modelVersion } = map;
    const record: MapRecord = {
      formatVersion: FORMAT_VERSION,
      map,
      points: await this.#saveParts(modelVersion, 'points', points),
      names: await this.#saveParts(modelVersion, 'names', names),
    };
    const bytes = new TextEncoder().encode(JSON.stringify(record));
    await this.#put(mapKey(modelVersion), bytes, CONTENT_TYPES.json);
  }

  async read(modelVersion: string): Promise<ProductMap | undefined> {
    return (await this.#readRecord(modelVersion))?.map;
  }

  async readPart(modelVersion: string, kind: MapPartKind, part: number): Promise<Uint8Array | undefined> {
    const name = (await this.#readRecord(modelVersion))?.[kind][part];
    if (name === undefined) return undefined;
    const key = mapPartKey(modelVersion, kind, name);
    const bytes = await this.#get(key);
    if (bytes !== undefined && sha256Hex(bytes) === name) return bytes;
    const found = bytes === undefined ? 'is missing' : `has ${bytes.length} bytes that differ from the saved ones`;
    throw new StoreError('corrupt-record', `"${key}" ${found}: publish ${modelVersion} again to make a new map.`);
  }

  async #readRecord(modelVersion: string): Promise<MapRecord | undefined> {
    const key = mapKey(modelVersion);
    const bytes = await this.#get(key);
    if (bytes === undefined) return undefined;
    const record = parseRecord(new TextDecoder().decode(bytes));
    if (record?.formatVersion === FORMAT_VERSION && record.map?.modelVersion === modelVersion) return record;
    throw new StoreError(
      'corrupt-record',
      `"${key}" is not a map of format ${FORMAT_VERSION}: publish ${modelVersion} again to make a new map.`,
    );
  }

  async #saveParts(modelVersion: string, kind: MapPartKind, parts: readonly Uint8Array[]): Promise<string[]> {
    const names: string[] = [];
    for (const bytes of parts) {
      const name = sha256Hex(bytes);
      await this.#put(mapPartKey(modelVersion, kind, name), bytes, CONTENT_TYPES.binary);
      names.push(name);
    }
    return names;
  }

  async #get(key: string): Promise<Uint8Array | undefined> {
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: key });
    const { Body: body } = object ?? {};
    return body && callAws(`the read of "${key}"`, () => bytesOf(body));
  }

  async #put(Key: string, Body: Uint8Array, ContentType: string): Promise<void> {
    const command = new PutObjectCommand({ Bucket: this.#bucket, Key, Body, ContentType, ContentLength: Body.length });
    await callAws(`the write of "${Key}"`, () => this.#client.send(command));
  }
}

/** The record of a text; undefined if it is no JSON object. Its parts are checked by their hashes when they are read. */
function parseRecord(text: string): MapRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // What was written is checked by its format and version.
    return typeof value === 'object' && value !== null ? (value as MapRecord) : undefined;
  } catch {
    return undefined;
  }
}
