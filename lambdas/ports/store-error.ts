import { CodedError } from '../core/errors/coded-error.ts';

export type StoreErrorCode =
  /** Other bytes are stored under this version already. */
  | 'weights-conflict'
  /** The object is no longer the one that was found. */
  | 'object-changed'
  /** The object is gone. */
  | 'object-missing'
  /** A stored record cannot be read (wrong length, unknown shape). */
  | 'corrupt-record'
  /** Over what the store can hold in one record. */
  | 'too-large'
  /** The cursor is not one that a listing gave. */
  | 'invalid-cursor'
  /** The index is being built, or does not hold what is asked for. */
  | 'index-not-ready'
  /** The store does not answer, or refuses for now: try again. */
  | 'unavailable';

/** Thrown by every store; what is wrong is in `code`, the offending key in the message. */
export class StoreError extends CodedError<StoreErrorCode> {}
