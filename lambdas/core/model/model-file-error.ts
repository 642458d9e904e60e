import { CodedError } from '../errors/coded-error.ts';

export type ModelFileErrorCode =
  /** The file has a format version that this code cannot read. */
  | 'unknown-format'
  /** A value of the metadata is missing or invalid. */
  | 'invalid-metadata'
  /** A tensor is missing. */
  | 'missing-tensor'
  /** A tensor has another type or shape than the configuration requires. */
  | 'wrong-shape'
  /** The vocabulary differs from the one that the parameters were trained with. */
  | 'wrong-vocabulary'
  /** A parameter is NaN or infinite. */
  | 'not-finite';

/** Thrown for a safetensors file that is not a usable model of this format version. */
export class ModelFileError extends CodedError<ModelFileErrorCode> {
  constructor(code: ModelFileErrorCode, message: string, options?: ErrorOptions) {
    super(code, `model file: ${message}`, options);
  }
}
