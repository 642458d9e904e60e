export type DeploymentOptionsErrorCode =
  | 'unknown-stage'
  | 'incomplete-jwt'
  | 'invalid-training-config'
  | 'invalid-memory'
  | 'invalid-search'
  | 'unknown-choice'
  | 'not-text';

/** Thrown while the app is built when a context value cannot be used. */
export class DeploymentOptionsError extends Error {
  override readonly name = 'DeploymentOptionsError';
  readonly code: DeploymentOptionsErrorCode;

  constructor(code: DeploymentOptionsErrorCode, message: string, options?: ErrorOptions) {
    super(`deployment options: ${message}`, options);
    this.code = code;
  }
}
