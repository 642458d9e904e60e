import { CodedError } from '../errors/coded-error.ts';

export type CheckpointErrorCode =
  /** Not a checkpoint, or of another format version. */
  | 'not-a-checkpoint'
  /** Of a run with another configuration, other data or other steps. */
  | 'other-run'
  /** Its arrays are not those of the run. */
  | 'other-state';

/** Thrown when a run cannot go on from a checkpoint; it can always begin anew. */
export class CheckpointError extends CodedError<CheckpointErrorCode> {
  constructor(code: CheckpointErrorCode, message: string) {
    super(code, `checkpoint: ${message}`);
  }
}
