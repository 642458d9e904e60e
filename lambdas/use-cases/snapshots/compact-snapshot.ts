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
  /**
   * A random whole number that came with the request. For large snapshots only a part of the requests is checked: those whose
   * number is a multiple of a step that grows with the snapshot. @default 0: always checked
   */
  readonly draw?: number | undefined;
  /** Time left in the invocation. */
  readonly remaining: RemainingTime;
}

/** A new snapshot is written from this share of changed products on: reading them then costs each new environment more than it saves. */
const MAX_DELTA_SHARE = 0.1;
/** Fewer changes than this never cause a new snapshot. */
const MIN_CHANGES = 1000;
/** Counting the changes means reading them: about this many checks are made before there are enough. */
const CHECKS_PER_SNAPSHOT = 10;

/**
 * Writes a new snapshot of a version if the changes since the last one exceed a tenth of its products, and 1,000 changes.
 * @returns the new snapshot; undefined if the last one suffices
 * @throws DeadlineError, and what the stores throw
 */
export async function compactSnapshot(
  ports: CompactSnapshotPorts,
  modelVersion: string,
  { draw = 0, remaining }: CompactSnapshotOptions,
): Promise<Snapshot | undefined> {
  const newest = await readNewest(ports, modelVersion);
  const enough = Math.max(MIN_CHANGES, (newest?.products ?? 0) * MAX_DELTA_SHARE);
  if (draw % Math.ceil(enough / CHECKS_PER_SNAPSHOT / WRITES_PER_REQUEST) !== 0) return undefined;
  let changes = 0;
  for await (const _ of ports.vectors.changes(modelVersion, newest?.takenAt)) {
    changes += 1;
    if (changes >= enough) return writeSnapshot(ports, modelVersion, remaining);
  }
  return undefined;
}

/** @returns undefined for a manifest that cannot be read: a new snapshot replaces it */
async function readNewest({ snapshots }: CompactSnapshotPorts, modelVersion: string): Promise<Snapshot | undefined> {
  const [newest] = await snapshots.list(modelVersion).catch(() => []);
  return newest;
}
