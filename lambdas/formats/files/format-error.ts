import { CodedError } from '../../core/errors/coded-error.ts';

export type FormatErrorCode =
  /** The name of the file has no known ending. */
  | 'unknown-ending'
  /** The gzip stream is damaged or cut off. */
  | 'broken-gzip'
  /** More bytes after decompression than allowed. */
  | 'too-large';

/** Thrown if a file cannot be read, or cannot be read further. The lines before are good. */
export class FormatError extends CodedError<FormatErrorCode> {}
