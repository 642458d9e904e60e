import { CodedError } from '../errors/coded-error.ts';

export type SegmentErrorCode =
  /** The bytes end before the header does. */
  | 'too-short'
  /** The bytes are no segment. */
  | 'wrong-magic'
  /** A format that this code does not know. */
  | 'wrong-version'
  /** No numbers in a vector, or no rows. */
  | 'wrong-shape'
  /** The sections do not end where the bytes end. */
  | 'wrong-length'
  /** The table of columns is no JSON of its shape. */
  | 'wrong-table'
  /** The ids do not follow one another. */
  | 'wrong-ids'
  /** A code names no value of its column. */
  | 'wrong-column'
  /** What is to be packed does not fit together. */
  | 'unfit-rows';

/** Thrown for bytes that are no sound segment, and for rows that cannot be packed into one. */
export class SegmentError extends CodedError<SegmentErrorCode> {
  constructor(code: SegmentErrorCode, message: string, options?: ErrorOptions) {
    super(code, `segment: ${message}`, options);
  }
}
