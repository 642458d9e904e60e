import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';

type DemoErrorCode =
  /** No version is live at the end of the demo run. The message has the causes. */
  | 'nothing-live'
  /** The API has not answered for a long time. */
  | 'no-answer';

/** Thrown when the demo run cannot reach its end. */
export class DemoError extends CodedError<DemoErrorCode> {}
