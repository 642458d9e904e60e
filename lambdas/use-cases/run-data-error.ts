export type RunDataErrorCode =
  /** Nothing is kept under the run's name. */
  | 'data-gone'
  /** The version that the run goes on from has no weights any more. */
  | 'weights-gone'
  /** What is kept was written by another version of the code. */
  | 'unknown-format';

/** Thrown when what a run has kept cannot be gone on from: another run has to be started. */
export class RunDataError extends Error {
  override readonly name = 'RunDataError';
  readonly code: RunDataErrorCode;

  constructor(code: RunDataErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
