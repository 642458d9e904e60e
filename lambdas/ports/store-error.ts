import { CodedError } from '../core/errors/coded-error.ts';

export type StoreErrorCode =
  /** Other bytes are stored under this version already. */
  | 'weights-conflict'
  /** The object has another tag than the one that was found. */
  | 'object-changed'
  /** The object is gone. */
  | 'object-missing'
  /** A stored record cannot be read (wrong length, unknown form). */
  | 'corrupt-record'
  /** More than the store can hold in one record. */
  | 'too-large'
  /** The cursor is not from this listing. */
  | 'invalid-cursor'
  /** The index is being built, or lacks what the query needs. */
  | 'index-not-ready'
  /** The store does not answer, or refuses for now: try again. */
  | 'unavailable'
  /** The store refuses this deployment, or does not exist: until someone mends that, no attempt succeeds. */
  | 'misconfigured';

/** Thrown by every store: the code says what is wrong, the message names the key. */
export class StoreError extends CodedError<StoreErrorCode> {}
