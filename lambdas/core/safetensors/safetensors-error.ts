import { CodedError } from '../errors/coded-error.ts';

export type SafetensorsErrorCode =
  /** Fewer than the 8 bytes of the header's length. */
  | 'header-too-small'
  /** The header is longer than 100,000,000 bytes. */
  | 'header-too-large'
  /** The header's length points past the end of the file. */
  | 'header-beyond-file'
  /** The header does not begin with `{`, or is not UTF-8. */
  | 'invalid-header-start'
  /** The header is not JSON of the right shape. */
  | 'invalid-header'
  /** A type that this reader does not know. */
  | 'unknown-dtype'
  /** Offsets out of order, with holes or overlapping. */
  | 'invalid-offset'
  /** Shape times type is not the number of bytes. */
  | 'wrong-size'
  /** The tensors do not end where the file ends. */
  | 'incomplete-buffer'
  /** Two tensors of one name, or one named like the metadata. */
  | 'invalid-name';

/** Thrown for a file that is not whole, or not what the format says it must be. */
export class SafetensorsError extends CodedError<SafetensorsErrorCode> {
  constructor(code: SafetensorsErrorCode, message: string, options?: ErrorOptions) {
    super(code, `safetensors: ${message}`, options);
  }
}
