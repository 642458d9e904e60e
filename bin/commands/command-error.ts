import { CodedError } from '../../lambdas/core/errors/coded-error.ts';

type UsageErrorCode =
  | 'unknown-command'
  /** An option that is not known, or lacks its value. */
  | 'unknown-option'
  | 'missing-option'
  /** A value that an option does not take. */
  | 'wrong-value'
  /** Options that exclude each other. */
  | 'exclusive-options'
  /** A file or folder that is not there. */
  | 'missing-input'
  /** A file that is not what its name says. */
  | 'unreadable-input'
  /** A file without a row that can be used. */
  | 'empty-input';

/** Bad usage or input: the place and the cure are in the message; the process ends with 2. */
export class UsageError extends CodedError<UsageErrorCode> {}
