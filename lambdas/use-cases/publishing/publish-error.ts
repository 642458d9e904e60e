import { CodedError } from '../../core/errors/coded-error.ts';

export type PublishErrorCode =
  /** Some products have no sound vector under the version after several tries. */
  | 'vectors-incomplete'
  /** No weights are stored under the version. */
  | 'no-weights'
  /** Other versions were announced each time while this version was being completed. */
  | 'superseded';

/** Thrown if a version cannot be published. `live` has not moved. */
export class PublishError extends CodedError<PublishErrorCode> {}

/** The error for a version without stored weights. */
export function noWeights(modelVersion: string): PublishError {
  return new PublishError('no-weights', `version ${modelVersion} has no stored weights: publish another version`);
}
