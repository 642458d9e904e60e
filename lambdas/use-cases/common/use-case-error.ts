import { CodedError } from '../../core/errors/coded-error.ts';

export type UseCaseErrorCode =
  | 'product-not-found'
  | 'model-not-found'
  | 'training-run-not-found'
  | 'upload-not-found'
  /** The product is stored, but has no vector under the live version. */
  | 'embedding-pending'
  /** There is no model, and what is asked for needs one. */
  | 'model-not-ready'
  /** `head` moved, try after try, while the step was taken. */
  | 'weights-conflict'
  /** The idempotency key came with another request before. */
  | 'idempotency-key-reused'
  /** Another request of the same idempotency key is not answered yet. */
  | 'request-in-progress'
  /** The run has ended, or never was. */
  | 'run-not-running'
  /** The version that is to be left is not live. */
  | 'not-live'
  | 'nothing-to-roll-back-to'
  /** The version did not beat what it has to beat, and nobody overrides that. */
  | 'held-by-gate'
  /** Others wrote the product, try after try. */
  | 'write-conflict'
  /** The stored product is not the one that the caller expects. */
  | 'precondition-failed'
  /** The cursor is not one that the listing gave. */
  | 'invalid-cursor'
  /** The cursor goes on in a model version that is no longer served. */
  | 'cursor-expired'
  /** Places of the request do not make sense; they are in `faults`. */
  | 'invalid-request'
  | 'step-not-finite'
  | 'step-too-large';

/** A place of a request that does not make sense. */
export interface UseCaseFault {
  /** Field names and indices from the whole request to the place. */
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly detail: string;
}

/** Thrown when a use case cannot do what it is asked; the message may be shown to the caller. */
export class UseCaseError extends CodedError<UseCaseErrorCode> {
  /** At least one for `invalid-request`, none otherwise. */
  readonly faults: readonly UseCaseFault[];

  constructor(code: UseCaseErrorCode, message: string, faults: readonly UseCaseFault[] = [], options?: ErrorOptions) {
    super(code, message, options);
    this.faults = faults;
  }
}

/** Says which places of a request do not make sense. */
export function invalidPlaces(faults: readonly UseCaseFault[]): UseCaseError {
  return new UseCaseError('invalid-request', `${faults.length} places of the request do not make sense`, faults);
}
