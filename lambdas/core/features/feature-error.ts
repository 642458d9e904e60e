import { CodedError } from '../errors/coded-error.ts';

export type ModelInputErrorCode =
  /** A vector or `features` has another length than the model was trained on. */
  | 'wrong-dimension'
  /** A number is NaN or infinite. */
  | 'not-finite'
  /** The linear encoder needs `features`, and the product has none. */
  | 'no-features';

/** Thrown when a model cannot embed an input. */
export class ModelInputError extends CodedError<ModelInputErrorCode> {
  /** The input's place in the batch, from 0. */
  readonly index: number;
  readonly detail: string;
  /** Which part of the input, where it has several (a triplet's anchor, positive or negative). */
  readonly part: string | undefined;

  constructor(code: ModelInputErrorCode, index: number, detail: string, part?: string) {
    super(code, `model input ${index}: ${detail}`);
    this.index = index;
    this.detail = detail;
    this.part = part;
  }
}
