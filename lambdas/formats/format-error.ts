import { CodedError } from '../core/errors/coded-error.ts';

export type FormatErrorCode =
  /** The key does not end in one of the known endings. */
  | 'unknown-ending'
  /** The gzip stream is broken or cut off. */
  | 'broken-gzip'
  /** More bytes after decompression than allowed. */
  | 'too-large';

/** Thrown for what makes a whole file unreadable; the lines before were good. */
export class FormatError extends CodedError<FormatErrorCode> {}
