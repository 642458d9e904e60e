import { CodedError } from '../errors/coded-error.ts';

export type ModelFileErrorCode =
  /** Written by another version of the format. */
  | 'unknown-format'
  | 'invalid-metadata'
  | 'missing-tensor'
  /** A tensor has another type or shape than the configuration says. */
  | 'wrong-shape'
  /** The vocabulary is not the one that the parameters were trained with. */
  | 'wrong-vocabulary'
  /** A parameter is NaN or infinite. */
  | 'not-finite';

/** Thrown for a safetensors file that is not a model that this version can use. */
export class ModelFileError extends CodedError<ModelFileErrorCode> {
  constructor(code: ModelFileErrorCode, message: string, options?: ErrorOptions) {
    super(code, `model file: ${message}`, options);
  }
}
