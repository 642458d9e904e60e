import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';
import { errorText, toError } from '../../../lambdas/core/errors/error-text.ts';
import { jsonPointer } from '../../../lambdas/core/errors/json-pointer.ts';

class SampleError extends CodedError<'broken' | 'missing'> {}

describe('CodedError', () => {
  it('has the code, the message, the cause and the name of its class', () => {
    const cause = new Error('the disk is full');
    const error = new SampleError('broken', 'the file is broken: write it again', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'SampleError', code: 'broken', cause });
    expect(String(error)).toBe('SampleError: the file is broken: write it again');
    expect(error.stack).toMatch(/^(SampleError|Error): the file is broken/);
  });
});

describe('errorText', () => {
  it('gives the message of an error and the text of any other value', () => {
    expect([errorText(new SampleError('missing', 'no file')), errorText('no'), errorText(undefined)]).toEqual([
      'no file',
      'no',
      'undefined',
    ]);
  });
});

describe('toError', () => {
  it('returns an error unchanged and wraps any other value', () => {
    const error = new SampleError('broken', 'no');
    expect(toError(error)).toBe(error);
    expect(toError('no').message).toBe('thrown: no');
  });
});

describe('jsonPointer', () => {
  it('escapes as RFC 6901 says', () => {
    expect(jsonPointer([])).toBe('');
    expect(jsonPointer(['a/b', 0, 'm~n', ''])).toBe('/a~1b/0/m~0n/');
  });
});
