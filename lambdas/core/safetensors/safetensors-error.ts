import { CodedError } from '../errors/coded-error.ts';

export type SafetensorsErrorCode =
  /** The file is shorter than the 8 bytes of the header's length. */
  | 'header-too-small'
  /** The header is longer than 100,000,000 bytes. */
  | 'header-too-large'
  /** The header's length exceeds the file. */
  | 'header-beyond-file'
  /** The header does not begin with `{`, or is not UTF-8. */
  | 'invalid-header-start'
  /** The header is not JSON of the right shape. */
  | 'invalid-header'
  /** A type that this reader does not support. */
  | 'unknown-dtype'
  /** Offsets are not in order, leave holes or overlap. */
  | 'invalid-offset'
  /** The number of bytes is not shape times type. */
  | 'wrong-size'
  /** The tensors do not end where the file ends. */
  | 'incomplete-buffer'
  /** Two tensors have one name, or one has the name of the metadata. */
  | 'invalid-name';

/** Thrown for a file that is incomplete or not in the safetensors format. */
export class SafetensorsError extends CodedError<SafetensorsErrorCode> {
  constructor(code: SafetensorsErrorCode, message: string, options?: ErrorOptions) {
    super(code, `safetensors: ${message}`, options);
  }
}
