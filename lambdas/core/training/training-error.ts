export type TrainingErrorCode =
  /** There is nothing to learn from: no products, or no pair of two different products. */
  | 'nothing-to-learn'
  /** A loss, gradient or weight is NaN or infinite. */
  | 'not-finite';

/** Thrown when training cannot go on; what to do is in the message. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
  readonly code: TrainingErrorCode;

  constructor(code: TrainingErrorCode, message: string) {
    super(`training: ${message}`);
    this.code = code;
  }
}

export type TrainingConfigErrorCode =
  | 'unknown-field'
  | 'wrong-type'
  | 'out-of-range'
  /** Good by itself, but not together with another setting. */
  | 'unfit-combination';

/** Thrown for a configuration that cannot be used; `pointer` is the place in it (RFC 6901). */
export class TrainingConfigError extends Error {
  override readonly name = 'TrainingConfigError';
  readonly code: TrainingConfigErrorCode;
  readonly pointer: string;

  constructor(code: TrainingConfigErrorCode, pointer: string, value: unknown, expected: string) {
    super(`training configuration: ${pointer || 'the whole'} is ${JSON.stringify(value)}, expected ${expected}`);
    this.code = code;
    this.pointer = pointer;
  }
}
