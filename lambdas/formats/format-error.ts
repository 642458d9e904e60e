export type FormatErrorCode =
  /** The key does not end in one of the known endings. */
  | 'unknown-ending'
  /** The gzip stream is broken or cut off. */
  | 'broken-gzip'
  /** More bytes after decompression than allowed. */
  | 'too-large';

/** Thrown for what makes a whole file unreadable; the lines before were good. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly code: FormatErrorCode;

  constructor(code: FormatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
