import type { Snapshot } from '../../ports/snapshot-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { WRITES_PER_REQUEST } from './request-compaction.ts';
import { type WriteSnapshotPorts, writeSnapshot } from './write-snapshot.ts';

export interface CompactSnapshotPorts extends WriteSnapshotPorts {
  readonly vectors: Pick<VectorStore, 'changes' | 'changePages'>;
  readonly snapshots: WriteSnapshotPorts['snapshots'] & { list(modelVersion: string): Promise<readonly Snapshot[]> };
}

export interface CompactSnapshotOptions {
  /** Of the asks that come after about every 1,000th write, which it is, by chance: on some of a large snapshot's only is it looked into. @default one of those */
  readonly ask?: number | undefined;
  /** Of the invocation. */
  readonly remaining: RemainingTime;
}

/** From so many changes on beside a tenth of the packed products, reading them costs every new environment more than it saves. */
const LEAST_CHANGES = 1000;
const DELTA_SHARE = 0.1;
/** Counting the changes costs reading them: so often, about, until there are enough. */
const LOOKS = 10;

/**
 * Writes a new snapshot of a version when what changed since the last one has grown beyond a tenth of it, and 1,000 changes.
 * @returns the new snapshot, or undefined when the last one will do
 * @throws DeadlineError, and what the stores throw
 */
export async function compactSnapshot(
  ports: CompactSnapshotPorts,
  modelVersion: string,
  { ask = 0, remaining }: CompactSnapshotOptions,
): Promise<Snapshot | undefined> {
  const newest = await newestOf(ports, modelVersion);
  const enough = Math.max(LEAST_CHANGES, (newest?.products ?? 0) * DELTA_SHARE);
  if (ask % Math.ceil(enough / LOOKS / WRITES_PER_REQUEST) !== 0) return undefined;
  let changes = 0;
  for await (const _ of ports.vectors.changes(modelVersion, newest?.takenAt)) {
    changes += 1;
    if (changes >= enough) return writeSnapshot(ports, modelVersion, remaining);
  }
  return undefined;
}

/** A manifest that cannot be read names nothing: it is written anew. */
async function newestOf({ snapshots }: CompactSnapshotPorts, modelVersion: string): Promise<Snapshot | undefined> {
  const [newest] = await snapshots.list(modelVersion).catch(() => []);
  return newest;
}
