import { jsonPointer } from '../core/errors/json-pointer.ts';
import { ModelFileError } from '../core/model/model-file-error.ts';
import { SafetensorsError } from '../core/safetensors/safetensors-error.ts';
import { HttpProblem, invalidRequest } from '../http/problems.ts';
import { StoreError } from '../ports/store-error.ts';
import { UseCaseError } from '../use-cases/common/use-case-error.ts';

/** The problem to answer with for an error. An error that does not concern the caller is `internal`, without its cause. */
export function toProblem(cause: unknown): HttpProblem {
  if (cause instanceof HttpProblem) return cause;
  if (cause instanceof UseCaseError) return fromUseCaseError(cause);
  if (cause instanceof StoreError) return fromStoreError(cause);
  if (cause instanceof ModelFileError || cause instanceof SafetensorsError) {
    return new HttpProblem('model-not-ready', 'the weights of the model cannot be read');
  }
  return internalProblem();
}

function fromUseCaseError(error: UseCaseError): HttpProblem {
  if (error.code !== 'invalid-request') return new HttpProblem(error.code, error.message);
  return invalidRequest(
    error.faults.map(({ path, parameter, code, detail }) =>
      parameter === undefined ? { pointer: jsonPointer(path), code, detail } : { parameter, code, detail },
    ),
  );
}

function fromStoreError(error: StoreError): HttpProblem {
  switch (error.code) {
    case 'unavailable':
    case 'index-not-ready':
      return new HttpProblem('unavailable', 'a store does not answer now');
    case 'invalid-cursor':
      return new HttpProblem('invalid-cursor', 'cursor is not of this listing');
    case 'too-large':
      return new HttpProblem('product-too-large', error.message);
    default:
      return internalProblem();
  }
}

function internalProblem(): HttpProblem {
  return new HttpProblem('internal', 'the request failed; the log has the cause under its x-request-id');
}
