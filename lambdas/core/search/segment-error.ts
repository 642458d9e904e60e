import { CodedError } from '../errors/coded-error.ts';

export type SegmentErrorCode =
  /** The bytes end within the header. */
  | 'too-short'
  /** The bytes are not a segment. */
  | 'wrong-magic'
  /** A format version that this code does not support. */
  | 'wrong-version'
  /** The segment has no rows, or vectors without numbers. */
  | 'wrong-shape'
  /** The sections do not end at the end of the bytes. */
  | 'wrong-length'
  /** The table of columns is not JSON of the right shape. */
  | 'wrong-table'
  /** The ids are not in ascending order without holes. */
  | 'wrong-ids'
  /** A code has no value in its column, or the columns have the wrong size. */
  | 'wrong-column'
  /** A vector does not have the codes of its row. */
  | 'wrong-vector'
  /** The rows to pack, or the segments of an index, do not match. */
  | 'unfit-rows';

/** Thrown for bytes that are not a valid segment, and for rows that cannot be packed into one. */
export class SegmentError extends CodedError<SegmentErrorCode> {
  constructor(code: SegmentErrorCode, message: string, options?: ErrorOptions) {
    super(code, `segment: ${message}`, options);
  }
}
