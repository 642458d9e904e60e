import { createMemoryFile, type SegmentFile } from '../../core/search/segment-file.ts';
import type {
  SegmentHead,
  SegmentHeadReference,
  SegmentReference,
  Snapshot,
  SnapshotStore,
  SnapshotVersion,
} from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { addNewest, type Manifest, openableSnapshots, snapshotVersion } from '../shared/snapshot-manifest.ts';

/** Snapshots in memory, for tests. */
export class MemorySnapshotStore implements SnapshotStore {
  /** `<version>/<name>` -> bytes. Tests change it to break a segment. */
  readonly segments = new Map<string, Uint8Array>();
  readonly #manifests = new Map<string, Manifest>();

  async saveSegment(modelVersion: string, bytes: Uint8Array): Promise<string> {
    const name = sha256Hex(bytes);
    this.segments.set(`${modelVersion}/${name}`, bytes.slice());
    return name;
  }

  async openSegment(modelVersion: string, { name }: SegmentReference): Promise<SegmentFile | undefined> {
    const bytes = this.segments.get(`${modelVersion}/${name}`);
    if (bytes === undefined) return undefined;
    if (sha256Hex(bytes) === name) return createMemoryFile(bytes);
    throw new StoreError(
      'corrupt-record',
      `The bytes of segment ${name} differ from the saved ones: write a new snapshot.`,
    );
  }

  async openHead(
    modelVersion: string,
    { name, head }: Pick<SegmentReference, 'name'> & { readonly head: SegmentHeadReference },
  ): Promise<SegmentHead | undefined> {
    const key = `${modelVersion}/${name}`;
    const bytes = this.segments.get(key);
    if (bytes === undefined) return undefined;
    if (sha256Hex(bytes.subarray(0, head.bytes)) !== head.sha256)
      throw new StoreError('corrupt-record', `The head of segment ${name} differs: write a new snapshot.`);
    const same = () => {
      const found = this.segments.get(key);
      if (found) return found;
      throw new StoreError(
        'object-missing',
        `Segment ${name} is gone, after its head was read: open a newer snapshot.`,
      );
    };
    return {
      file: { ...createMemoryFile(bytes.slice(0, head.bytes)), byteLength: bytes.length },
      readRanges: async (ranges) => ranges.map(({ at, bytes: length }) => same().slice(at, at + length)),
      readRest: async () => {
        const whole = same();
        if (sha256Hex(whole) === name) return createMemoryFile(whole);
        throw new StoreError('corrupt-record', `The bytes of segment ${name} differ: write a new snapshot.`);
      },
    };
  }

  async list(modelVersion: string): Promise<readonly Snapshot[]> {
    return openableSnapshots(this.#manifestOf(modelVersion));
  }

  async publish(modelVersion: string, snapshot: Snapshot): Promise<void> {
    const { snapshots, unneeded } = addNewest(this.#manifestOf(modelVersion), snapshot);
    this.#manifests.set(modelVersion, { snapshots });
    for (const name of unneeded) this.segments.delete(`${modelVersion}/${name}`);
  }

  async retire(modelVersion: string, removeAfter: string): Promise<void> {
    const { snapshots } = this.#manifestOf(modelVersion);
    this.#manifests.set(modelVersion, { snapshots, removeAfter });
  }

  async register(modelVersion: string): Promise<void> {
    if (!this.#manifests.has(modelVersion)) this.#manifests.set(modelVersion, { snapshots: [] });
  }

  async versions(): Promise<readonly SnapshotVersion[]> {
    return [...this.#manifests].map(([modelVersion, manifest]) => snapshotVersion(modelVersion, manifest));
  }

  async remove(modelVersion: string): Promise<void> {
    for (const key of this.segments.keys()) if (key.startsWith(`${modelVersion}/`)) this.segments.delete(key);
    this.#manifests.delete(modelVersion);
  }

  #manifestOf(modelVersion: string): Manifest {
    return this.#manifests.get(modelVersion) ?? { snapshots: [] };
  }
}
