import { CodedError } from '../errors/coded-error.ts';

export type CheckpointErrorCode =
  /** The bytes are not a checkpoint, or have another format version. */
  | 'not-a-checkpoint'
  /** The checkpoint belongs to a run with another configuration, data set or number of steps. */
  | 'other-run'
  /** The names or lengths of the checkpoint's arrays differ from those of the run. */
  | 'other-state';

/** Thrown when a run cannot resume from a checkpoint. The caller can always restart the run without it. */
export class CheckpointError extends CodedError<CheckpointErrorCode> {
  constructor(code: CheckpointErrorCode, message: string) {
    super(code, `checkpoint: ${message}`);
  }
}
