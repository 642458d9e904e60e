import { CodedError } from '../../core/errors/coded-error.ts';

export type UseCaseErrorCode =
  | 'product-not-found'
  | 'model-not-found'
  /** The version has no map of its products, or the map no such part. */
  | 'map-not-found'
  /** The version was not judged, or its file is gone. */
  | 'card-not-found'
  | 'training-run-not-found'
  | 'upload-not-found'
  | 'export-not-found'
  /** The product is stored, but has no vector under the live version. */
  | 'embedding-pending'
  /** The request needs a model, and there is none. */
  | 'model-not-ready'
  /** The vectors of the live version are still being read into memory. */
  | 'index-loading'
  /** Other writers moved `head` during every attempt of the step. */
  | 'weights-conflict'
  /** The idempotency key was used for another request. */
  | 'idempotency-key-reused'
  /** Another request with the same idempotency key is in progress. */
  | 'request-in-progress'
  /** The run has ended, or does not exist. */
  | 'run-not-running'
  /** The export has ended. */
  | 'export-not-running'
  /** As many exports are running as may. */
  | 'too-many-exports'
  /** No version is live, and the request names none. */
  | 'no-live-version'
  /** The store has no vectors of the version. */
  | 'version-not-stored'
  /** The version to roll back from is not live. */
  | 'not-live'
  | 'nothing-to-roll-back-to'
  /** The version did not pass the gate, and the request does not override it. */
  | 'held-by-gate'
  /** Other writers changed the product during every attempt. */
  | 'write-conflict'
  /** The stored product does not meet the caller's condition (If-Match). */
  | 'precondition-failed'
  /** The cursor does not come from this listing. */
  | 'invalid-cursor'
  /** The cursor belongs to a model version that is no longer served. */
  | 'cursor-expired'
  /** Parts of the request make no sense; `faults` lists them. */
  | 'invalid-request'
  /** There is an object of the key, which may not be replaced. */
  | 'upload-exists'
  /** The upload of several parts was completed or aborted, or never began. */
  | 'unfinished-upload-not-found'
  /** The parts that were sent do not make the object. */
  | 'upload-parts-refused'
  /** The step made weights that are not finite. */
  | 'step-not-finite'
  /** The step would move the weights too far to learn from them. */
  | 'step-too-long'
  /** The step costs more than one request may. */
  | 'step-too-large';

/** A part of a request that makes no sense. */
export interface UseCaseFault {
  /** Field names and indices that lead to the part. */
  readonly path: readonly (string | number)[];
  /** The query parameter, if the part is in one; `path` is empty then. */
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
}

/** Thrown if a use case cannot do what the caller requests. The message may be shown to the caller. */
export class UseCaseError extends CodedError<UseCaseErrorCode> {
  /** At least one for `invalid-request`, none otherwise. */
  readonly faults: readonly UseCaseFault[];
  /** When it is worth to try again, if the use case knows that. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: UseCaseErrorCode,
    message: string,
    faults: readonly UseCaseFault[] = [],
    { retryAfterSeconds, ...options }: ErrorOptions & { readonly retryAfterSeconds?: number } = {},
  ) {
    super(code, message, options);
    this.faults = faults;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The error for the parts of a request that make no sense. */
export function invalidRequestParts(faults: readonly UseCaseFault[]): UseCaseError {
  return new UseCaseError(
    'invalid-request',
    `${faults.length} parts of the request make no sense: see each of them`,
    faults,
  );
}
