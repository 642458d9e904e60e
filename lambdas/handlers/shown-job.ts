import type { Job } from '../ports/job-store.ts';

/** A job as the API tells of it. */
export function shownJob({ id, state, startedAt, updatedAt, detail, cancel }: Job) {
  return { ...detail, id, state, startedAt, updatedAt, ...(cancel && { cancelRequested: cancel }) };
}
