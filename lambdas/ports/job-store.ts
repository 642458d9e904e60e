import type { ExportDetail, TrainingRunDetail, UploadDetail } from './job-detail.ts';
import type { Page, PageRequest } from './page.ts';

/**
 * `upload`: one object of the uploads bucket. `training-run`: from training data to a live model. `export`: vectors or
 * neighbours as files.
 */
export type JobKind = 'upload' | 'training-run' | 'export';
export const JOB_STATES = ['running', 'succeeded', 'failed', 'canceled'] as const;
export type JobState = (typeof JOB_STATES)[number];

interface AnyJob {
  /** Unique within the kind, and derived from what started the job, so that a repeated event finds the same job. */
  readonly id: string;
  readonly state: JobState;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly updatedAt: string;
  /** The last request to cancel the job, if any. Updates do not change it. */
  readonly cancel?: CancelRequest;
}

export interface UploadJob extends AnyJob {
  readonly kind: 'upload';
  readonly detail: UploadDetail;
}

export interface TrainingRunJob extends AnyJob {
  readonly kind: 'training-run';
  readonly detail: TrainingRunDetail;
}

export interface ExportJob extends AnyJob {
  readonly kind: 'export';
  readonly detail: ExportDetail;
}

/** Work that outlives a request, and its state. */
export type Job = UploadJob | TrainingRunJob | ExportJob;

/** The jobs of one kind. */
export type JobOf<Kind extends JobKind> = Extract<Job, { readonly kind: Kind }>;

export interface CancelRequest {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly by: string;
  readonly why?: string;
  /** The attempt to cancel: a run that is restarted is another attempt. */
  readonly attempt: number;
}

export interface JobStore {
  /** `exists`: there is such a job already, and it does not change. */
  create(job: Job): Promise<'created' | 'exists'>;
  /**
   * Replaces state, updatedAt and detail. `superseded`: the job of an upload is that of a newer event of its key by now
   * (`detail.order`), or has ended and is not running again, and does not change.
   */
  update(job: Job): Promise<'updated' | 'superseded'>;
  /** Lets the job of an upload run again that has failed. `superseded`: it is that of another event, or has not failed. */
  reopen(job: UploadJob): Promise<'updated' | 'superseded'>;
  /** Requests that a running job ends; `not-running`: there is no such job, or it has ended. */
  requestCancel(kind: JobKind, id: string, request: CancelRequest): Promise<'requested' | 'not-running'>;
  get<Kind extends JobKind>(kind: Kind, id: string): Promise<JobOf<Kind> | undefined>;
  /** Newest first. */
  list<Kind extends JobKind>(kind: Kind, page: PageRequest): Promise<Page<JobOf<Kind>>>;
}
