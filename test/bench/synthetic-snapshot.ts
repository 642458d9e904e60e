import { tmpdir } from 'node:os';
import type { SegmentReference } from '../../lambdas/ports/snapshot-store.ts';
import { S3SnapshotStore } from '../../lambdas/stores/s3/snapshot-store.ts';
import { headOf } from '../../lambdas/use-cases/snapshots/write-snapshot.ts';
import type { LocalStack } from '../../lib/local/stack/local-stack.ts';
import { makeLive } from './local-bench.ts';
import { SEGMENT_PRODUCTS, syntheticSegments } from './synthetic-space.ts';

/** Serves so many synthetic products from a snapshot in the local S3; they are in no table. */
export async function serveSnapshot(stack: LocalStack, products: number, D: number): Promise<void> {
  await saveSnapshot(stack, 'm-1', products, D);
  await makeLive(stack, 'm-1');
}

/** Saves a snapshot of so many synthetic products under a version. */
export async function saveSnapshot(stack: LocalStack, version: string, products: number, D: number): Promise<void> {
  const snapshots = new S3SnapshotStore(stack.clients.s3, stack.modelsBucket, tmpdir());
  const segments: SegmentReference[] = [];
  for (const bytes of syntheticSegments(products, D, version)) {
    const packed = Math.min(SEGMENT_PRODUCTS, products - segments.length * SEGMENT_PRODUCTS);
    const name = await snapshots.saveSegment(version, bytes);
    segments.push({ name, bytes: bytes.length, products: packed, head: headOf(bytes) });
  }
  await snapshots.publish(version, { takenAt: new Date().toISOString(), products, segments });
}
