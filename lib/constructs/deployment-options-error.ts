import { CodedError } from '../../lambdas/core/errors/coded-error.ts';

export type DeploymentOptionsErrorCode =
  | 'unknown-stage'
  | 'incomplete-jwt'
  | 'invalid-training-config'
  | 'invalid-memory'
  | 'invalid-search'
  | 'unknown-choice'
  | 'not-text';

/** Thrown while the app is built when a context value cannot be used. */
export class DeploymentOptionsError extends CodedError<DeploymentOptionsErrorCode> {
  constructor(code: DeploymentOptionsErrorCode, message: string, options?: ErrorOptions) {
    super(code, `deployment options: ${message}`, options);
  }
}
