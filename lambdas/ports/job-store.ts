import type { Page } from './model-registry.ts';

/** `upload`: one object going through ingest. `training-run`: from training data to a live model. */
export type JobKind = 'upload' | 'training-run';
export type JobState = 'running' | 'succeeded' | 'failed';

/** Work that outlives a request, and how it stands. */
export interface Job {
  readonly kind: JobKind;
  /** Unique within the kind, and derived from what started it, so that a repeated event finds the same job. */
  readonly id: string;
  readonly state: JobState;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Counts, phase, metrics, cause of failure: plain JSON. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface JobStore {
  /** `exists` when there is such a job already; it is left as it is. */
  create(job: Job): Promise<'created' | 'exists'>;
  /** Replaces state, updatedAt and detail. */
  update(job: Job): Promise<void>;
  get(kind: JobKind, id: string): Promise<Job | undefined>;
  /** Newest first. `limit` is 1 to 100. */
  list(kind: JobKind, page: { limit: number; cursor?: string }): Promise<Page<Job>>;
}
