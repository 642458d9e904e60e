import type { CancelRequest, Job, JobKind } from '../ports/job-store.ts';
import { type Item, ItemReader } from './dynamodb-item.ts';
import { registryKey } from './dynamodb-registry-listing.ts';

/** `createdAt`, by which the index `recent` orders, is when the job started. */
export function jobItem(job: Job): Item {
  return {
    ...registryKey(job.kind, job.id),
    createdAt: { S: job.startedAt },
    state: { S: job.state },
    updatedAt: { S: job.updatedAt },
    detail: { S: JSON.stringify(job.detail) },
  };
}

/** @throws StoreError `corrupt-record`. */
export function readJobItem(kind: JobKind, item: Item): Job {
  const id = item.id?.S ?? '';
  const reader = new ItemReader(item, `${kind} "${id}"`);
  return {
    kind,
    id,
    state: reader.oneOf('state', ['running', 'succeeded', 'failed', 'canceled']),
    startedAt: reader.text('createdAt'),
    updatedAt: reader.text('updatedAt'),
    detail: reader.object('detail'),
    // Written by this store, of that shape.
    ...(item.cancel && { cancel: reader.object('cancel') as unknown as CancelRequest }),
  };
}
