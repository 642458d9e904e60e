import type { Page } from './model-registry.ts';

/** `upload`: one object going through ingest. `training-run`: from training data to a live model. */
export type JobKind = 'upload' | 'training-run';
export type JobState = 'running' | 'succeeded' | 'failed' | 'canceled';

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
  /** Who asked for its end, where somebody did. Updates leave it as it is. */
  readonly cancel?: CancelRequest;
}

export interface CancelRequest {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly by: string;
  /** The attempt that is to end: a run that is begun again is another. */
  readonly attempt: number;
}

export interface JobStore {
  /** `exists` when there is such a job already; it is left as it is. */
  create(job: Job): Promise<'created' | 'exists'>;
  /** Replaces state, updatedAt and detail. */
  update(job: Job): Promise<void>;
  /** Asks a running job to end; `not-running` when there is none, or it has ended. */
  requestCancel(kind: JobKind, id: string, request: CancelRequest): Promise<'requested' | 'not-running'>;
  get(kind: JobKind, id: string): Promise<Job | undefined>;
  /** Newest first. `limit` is 1 to 100. */
  list(kind: JobKind, page: { limit: number; cursor?: string }): Promise<Page<Job>>;
}
