import { createHash } from 'node:crypto';
import { memoryFile, type SegmentFile } from '../core/search/segment-file.ts';
import type { SegmentReference, Snapshot, SnapshotStore } from '../ports/snapshot-store.ts';
import { StoreError } from '../ports/store-error.ts';
import { withNewest } from './snapshot-manifest.ts';

/** Snapshots in memory, for tests. */
export class MemorySnapshotStore implements SnapshotStore {
  /** `<version>/<name>` -> bytes. To be changed by tests that break a segment. */
  readonly segments = new Map<string, Uint8Array>();
  readonly #snapshots = new Map<string, readonly Snapshot[]>();

  async saveSegment(modelVersion: string, bytes: Uint8Array): Promise<string> {
    const name = sha256Of(bytes);
    this.segments.set(`${modelVersion}/${name}`, bytes.slice());
    return name;
  }

  async openSegment(modelVersion: string, { name }: SegmentReference): Promise<SegmentFile | undefined> {
    const bytes = this.segments.get(`${modelVersion}/${name}`);
    if (bytes === undefined) return undefined;
    if (sha256Of(bytes) === name) return memoryFile(bytes);
    throw new StoreError('corrupt-record', `The bytes of segment ${name} are others: write a snapshot anew.`);
  }

  async list(modelVersion: string): Promise<readonly Snapshot[]> {
    return this.#snapshots.get(modelVersion) ?? [];
  }

  async publish(modelVersion: string, snapshot: Snapshot): Promise<void> {
    const { kept, unneeded } = withNewest(await this.list(modelVersion), snapshot);
    this.#snapshots.set(modelVersion, kept);
    for (const name of unneeded) this.segments.delete(`${modelVersion}/${name}`);
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
