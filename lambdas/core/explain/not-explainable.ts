import { CodedError } from '../errors/coded-error.ts';

export type NotExplainableCode =
  /** The encoder is not linear, so its scores are no sums over pairs of features. */
  | 'hidden-layer'
  /** The features do not give the score: the product changed after its vector was computed. */
  | 'other-score';

/** Thrown for a score that cannot be split into pairs of features. */
export class NotExplainableError extends CodedError<NotExplainableCode> {}
