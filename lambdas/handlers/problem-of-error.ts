import { jsonPointer } from '../core/errors/json-pointer.ts';
import { ModelFileError } from '../core/model/model-file-error.ts';
import { SafetensorsError } from '../core/safetensors/safetensors-error.ts';
import { HttpProblem, invalidRequest } from '../http/problems.ts';
import { StoreError } from '../ports/store-error.ts';
import { UseCaseError, type UseCaseErrorCode } from '../use-cases/common/use-case-error.ts';

const retryAfterSeconds: Partial<Record<UseCaseErrorCode, number>> = {
  'embedding-pending': 2,
  'model-not-ready': 30,
  'request-in-progress': 2,
  'weights-conflict': 1,
  'write-conflict': 1,
};

/** The problem that an error is for the caller; what is not the caller's concern is `internal`, and says nothing of its cause. */
export function problemOfError(cause: unknown): HttpProblem {
  if (cause instanceof HttpProblem) return cause;
  if (cause instanceof UseCaseError) return ofUseCaseError(cause);
  if (cause instanceof StoreError) return ofStoreError(cause);
  if (cause instanceof ModelFileError || cause instanceof SafetensorsError) {
    return new HttpProblem('model-not-ready', 'the weights of the model cannot be read', { retryAfterSeconds: 30 });
  }
  return internal();
}

function ofUseCaseError(error: UseCaseError): HttpProblem {
  if (error.code === 'invalid-request') {
    return invalidRequest(error.faults.map(({ path, code, detail }) => ({ pointer: jsonPointer(path), code, detail })));
  }
  const seconds = retryAfterSeconds[error.code];
  return new HttpProblem(error.code, error.message, seconds === undefined ? {} : { retryAfterSeconds: seconds });
}

function ofStoreError(error: StoreError): HttpProblem {
  switch (error.code) {
    case 'unavailable':
    case 'index-not-ready':
      return new HttpProblem('unavailable', 'a store does not answer for now', { retryAfterSeconds: 1 });
    case 'invalid-cursor':
      return new HttpProblem('invalid-cursor', 'cursor is not one that this listing gave');
    case 'too-large':
      return new HttpProblem('product-too-large', error.message);
    default:
      return internal();
  }
}

function internal(): HttpProblem {
  return new HttpProblem('internal', 'the request failed; the cause is in the log under its x-request-id');
}
