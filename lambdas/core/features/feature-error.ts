export type ModelInputErrorCode =
  /** A vector or `features` has another length than the model was trained on. */
  | 'wrong-dimension'
  /** A number is NaN or infinite. */
  | 'not-finite'
  /** The linear encoder needs `features`, and the product has none. */
  | 'no-features';

/** Thrown when a model cannot embed an input; `index` is its place in the batch. */
export class ModelInputError extends Error {
  override readonly name = 'ModelInputError';
  readonly code: ModelInputErrorCode;
  readonly index: number;

  constructor(code: ModelInputErrorCode, index: number, message: string) {
    super(`model input ${index}: ${message}`);
    this.code = code;
    this.index = index;
  }
}
