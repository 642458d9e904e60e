import { CodedError } from '../../core/errors/coded-error.ts';

export type PublishErrorCode =
  /** Vectors of the version do not get sound, try after try. */
  | 'vectors-incomplete'
  /** Nothing is saved under the version's name. */
  | 'no-weights'
  /** Other versions are announced, time after time, while this one is made complete. */
  | 'superseded';

/** Thrown when a version cannot be published; `live` is as it was. */
export class PublishError extends CodedError<PublishErrorCode> {}

/** Says that there is nothing to publish. */
export function noWeights(modelVersion: string): PublishError {
  return new PublishError(
    'no-weights',
    `version ${modelVersion} has no weights, expected saved ones: publish another version`,
  );
}
