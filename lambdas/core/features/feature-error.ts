import { CodedError } from '../errors/coded-error.ts';

export type ModelInputErrorCode =
  /** A vector or `features` has another length than in training. */
  | 'wrong-dimension'
  /** A number is NaN or infinite. */
  | 'not-finite'
  /** The linear encoder needs `features`, and the product has none. */
  | 'no-features'
  /** The input has no token and no number that the model reads. */
  | 'nothing-read'
  /** The embedding is zero. */
  | 'no-direction';

/** Thrown if a model cannot embed an input. */
export class ModelInputError extends CodedError<ModelInputErrorCode> {
  /** The input's place in the batch, from 0. */
  readonly index: number;
  readonly detail: string;
  /** The part of the input, if it has several: anchor, positive or negative of a triplet. */
  readonly part: string | undefined;

  constructor(code: ModelInputErrorCode, index: number, detail: string, part?: string) {
    super(code, `model input ${index}: ${detail}`);
    this.index = index;
    this.detail = detail;
    this.part = part;
  }
}

/** Whether an input is well-formed, but holds nothing to embed: one such input must not cost the others their answer. */
export function isNothingToEmbed({ code }: ModelInputError): boolean {
  return code === 'nothing-read' || code === 'no-direction';
}
