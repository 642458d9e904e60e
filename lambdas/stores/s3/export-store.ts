import type { S3Client } from '@aws-sdk/client-s3';
import type { SegmentFile } from '../../core/search/segment-file.ts';
import { STORED_PREFIXES } from '../../formats/object-layout.ts';
import type { ExportStore } from '../../ports/exports.ts';
import type { SegmentReference } from '../../ports/snapshot-store.ts';
import { S3Segments } from './segments.ts';
import { uploadInParts } from './upload-in-parts.ts';

/** The files of exports as objects, and their sources as segments. Every method throws StoreError `unavailable`. */
export class S3ExportStore implements ExportStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #segments: S3Segments;

  /** @param scratchFolder A local folder with room for the open segments. */
  constructor(client: S3Client, bucket: string, scratchFolder: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#segments = new S3Segments(client, bucket, scratchFolder);
  }

  write(key: string, chunks: AsyncIterable<Uint8Array>, contentType: string): Promise<number> {
    return uploadInParts(this.#client, { bucket: this.#bucket, key, contentType }, chunks);
  }

  saveSegment(exportId: string, bytes: Uint8Array): Promise<string> {
    return this.#segments.save(folderOf(exportId), bytes);
  }

  openSegment(exportId: string, { name }: SegmentReference): Promise<SegmentFile | undefined> {
    return this.#segments.open(folderOf(exportId), name);
  }
}

function folderOf(exportId: string): string {
  return `${STORED_PREFIXES.exportSources}${exportId}/`;
}
