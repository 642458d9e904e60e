import type { RunData } from '../core/training/config/run-data.ts';

/** What a run shall do. Plain JSON. */
export type RunRequest = TrainRequest | PublishRequest;

interface AnyRequest {
  /** The id of the job that reports on the run. */
  readonly runId: string;
  /** From 1. A failed run is restarted under the same id and resumes from its stored state. */
  readonly attempt: number;
}

/** Trains a model on the data and publishes it. */
export interface TrainRequest extends AnyRequest {
  readonly kind: 'train';
  /** Keys of the uploads that started the run; empty if a caller started it. */
  readonly trigger: readonly string[];
  /** Fields of the training configuration, over those of the deployment. */
  readonly config: Readonly<Record<string, unknown>>;
  /** @default 'all' */
  readonly data?: RunData;
  /** The time of the schedule that started the run, RFC 3339. */
  readonly scheduledFor?: string;
}

/** Publishes a version that exists, in place of the live version. */
export interface PublishRequest extends AnyRequest {
  readonly kind: 'publish';
  readonly version: string;
}

/** Starts runs; they work without the caller. */
export interface RunStarter {
  /** Starts a run under a name made of its id and attempt: a second start under one name does nothing. */
  start(request: RunRequest): Promise<void>;
}

/** Starts the check of the live version's snapshot, in a function that has time for it. */
export interface CompactionStarter {
  /**
   * Returns before the check begins.
   * @param draw A whole number in [0, 2^32). For a large snapshot only a random part of the requests is checked; this number
   * is their random number. 0 is always checked.
   */
  start(draw: number): Promise<void>;
}

/** Starts exports; they work without the caller. */
export interface ExportStarter {
  /** Starts the export of a job: a second start of one export does nothing. */
  start(exportId: string): Promise<void>;
}
