import { describe, expect, it } from 'vitest';
import { ModelFileError } from '../../lambdas/core/model/model-file-error.ts';
import { SafetensorsError } from '../../lambdas/core/safetensors/safetensors-error.ts';
import { toProblem } from '../../lambdas/handlers/answers/http-handler.ts';
import { HttpProblem } from '../../lambdas/http/problems.ts';
import { StoreError } from '../../lambdas/ports/store-error.ts';
import { UseCaseError } from '../../lambdas/use-cases/common/use-case-error.ts';

describe('HttpProblem', () => {
  it('cuts a text of the request, also of a use case, so that an answer does not grow with it', () => {
    const long = 'x'.repeat(1_000_000);
    expect(new HttpProblem('malformed-path', long).message).toHaveLength(500);
    expect(toProblem(new UseCaseError('upload-not-found', long)).message).toHaveLength(500);
    const whole = `${'x'.repeat(498)}👟`;
    expect(new HttpProblem('malformed-path', whole).message).toBe(whole);
    expect(new HttpProblem('malformed-path', `${whole}!`).message).toBe(`${'x'.repeat(498)}…`);
  });
});

describe('toProblem', () => {
  it.each([
    ['a problem', new HttpProblem('invalid-cursor', 'other listing'), 'invalid-cursor'],
    ['an error of a use case', new UseCaseError('model-not-ready', 'no model'), 'model-not-ready'],
    ['a store that does not answer', new StoreError('unavailable', 'no answer'), 'unavailable'],
    ['an index that is not ready', new StoreError('index-not-ready', 'backfilling'), 'unavailable'],
    ['a store that refuses the deployment', new StoreError('misconfigured', 'secret'), 'unavailable'],
    ['a cursor of another listing', new StoreError('invalid-cursor', 'other'), 'invalid-cursor'],
    ['a product that is too large', new StoreError('too-large', '500000 bytes'), 'product-too-large'],
    ['a corrupt record', new StoreError('corrupt-record', 'secret'), 'internal'],
    ['an unreadable model', new ModelFileError('wrong-shape', 'secret'), 'model-not-ready'],
    ['unreadable weights', new SafetensorsError('header-too-small', 'secret'), 'model-not-ready'],
    ['any other error', new TypeError('secret'), 'internal'],
  ])('answers %s with the fitting code', (_what, cause, code) => {
    expect(toProblem(cause)).toMatchObject({ code });
    expect(toProblem(cause).message).not.toContain('secret');
  });
});
