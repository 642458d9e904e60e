import { createMemoryFile, type SegmentFile } from '../../core/search/segment-file.ts';
import type { ExportLinks, ExportStore } from '../../ports/exports.ts';
import type { SegmentReference } from '../../ports/snapshot-store.ts';
import type { ExportStarter } from '../../ports/starters.ts';
import { StoreError } from '../../ports/store-error.ts';
import { sha256Hex } from '../../shared/sha256.ts';

/** Notes the started exports, for tests: each once. */
export class MemoryExportStarter implements ExportStarter {
  readonly started = new Set<string>();

  async start(exportId: string): Promise<void> {
    this.started.add(exportId);
  }
}

/** The files of exports in memory, for tests. */
export class MemoryExportStore implements ExportStore, ExportLinks {
  /** Key -> bytes. */
  readonly files = new Map<string, Uint8Array>();
  /** `<export>/<name>` -> bytes. Tests change it to break a segment. */
  readonly segments = new Map<string, Uint8Array>();

  async write(key: string, chunks: AsyncIterable<Uint8Array>, _contentType: string): Promise<number> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk.slice());
    const bytes = Buffer.concat(parts);
    this.files.set(key, bytes);
    return bytes.length;
  }

  async saveSegment(exportId: string, bytes: Uint8Array): Promise<string> {
    const name = sha256Hex(bytes);
    this.segments.set(`${exportId}/${name}`, bytes.slice());
    return name;
  }

  async openSegment(exportId: string, { name }: SegmentReference): Promise<SegmentFile | undefined> {
    const bytes = this.segments.get(`${exportId}/${name}`);
    if (bytes === undefined) return undefined;
    if (sha256Hex(bytes) === name) return createMemoryFile(bytes);
    throw new StoreError('corrupt-record', `The bytes of segment ${name} differ from the saved ones.`);
  }

  async linkTo(key: string, seconds: number): Promise<string> {
    return `https://models.example/${key}?X-Amz-Expires=${seconds}`;
  }
}
