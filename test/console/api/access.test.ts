import { describe, expect, it } from 'vitest';
import { problems } from '../../../lambdas/http/problems.ts';
import { ConnectionError, GatewayError, ProblemError, UploadError } from '../../../lib/client/errors.ts';
import { parseCredentials } from '../../../lib/console/api/credentials.ts';
import { explainError } from '../../../lib/console/api/explain-error.ts';

const request = { operation: 'querySimilar', attempts: 1 };

describe('credentials that are pasted', () => {
  it.each(['aa.bb.cc', '  Bearer aa.bb.cc\n', 'authorization: bearer aa.bb.cc'])('can be a token: %j', (text) => {
    expect(parseCredentials(text, 'jwt')).toEqual({ token: 'aa.bb.cc' });
  });

  it.each(['', 'secret', 'aa.bb', 'aa.bb.c c'])('are refused if they are no token: %j', (text) => {
    expect(parseCredentials(text, 'jwt')).toHaveProperty('fault');
  });

  it('can be the output of the AWS command line, with a session token or without', () => {
    const text = JSON.stringify({ Version: 1, AccessKeyId: 'id', SecretAccessKey: 'secret', SessionToken: 'session' });
    expect(parseCredentials(text, 'iam')).toEqual({
      aws: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'session' },
    });
    expect(parseCredentials('{"AccessKeyId":"id","SecretAccessKey":"s"}', 'iam')).toEqual({
      aws: { accessKeyId: 'id', secretAccessKey: 's' },
    });
  });

  it.each(['', '{', '[]', 'null', '{"AccessKeyId":"id"}'])('are refused if they are no AWS credentials: %j', (text) => {
    expect(parseCredentials(text, 'iam')).toHaveProperty('fault');
  });
});

describe('an error in words', () => {
  it('has the detail, the cure and the places of a problem', () => {
    const { status, title, cure } = problems['invalid-request'];
    const common = { type: '', title, status, cure, instance: '', code: 'invalid-request' } as const;
    const errors = [
      { pointer: '/limit', code: 'too-big', detail: 'is 500' },
      { code: 'other', detail: 'alone' },
    ];
    const error = new ProblemError(request, { ...common, detail: 'the body is wrong', errors });
    expect(explainError(error)).toMatchObject({
      detail: 'The body is wrong',
      cure,
      places: ['/limit: is 500', 'alone'],
      mayRetry: false,
      code: 'invalid-request',
    });
  });

  it.each([
    ['film-2 is not embedded yet', 'film-2 is not embedded yet'],
    ['no version is live', 'No version is live'],
  ])('that waits for something is no failure: %s', (detail, shown) => {
    const common = { type: '', title: '', status: 409, cure: '', instance: '', code: 'embedding-pending' } as const;
    const explained = explainError(new ProblemError(request, { ...common, detail }));
    expect(explained).toMatchObject({ detail: shown, isWaiting: true, mayRetry: true });
  });

  it.each([
    [new GatewayError(request, 401, ''), 'The credentials were refused'],
    [new GatewayError(request, 429, ''), 'Too many requests'],
    [new GatewayError(request, 502, ''), 'The service could not answer'],
    [new UploadError(request, 400, '<Code>BadDigest</Code>'), 'The store refused the file'],
    [new ConnectionError(request, new Error('refused')), 'No answer from the service'],
    [new TypeError('x is not a function'), 'The console made a mistake'],
    ['text', 'The console made a mistake'],
  ])('of %s begins with %j and says what to do', (error, title) => {
    const explained = explainError(error);
    expect(explained.title).toBe(title);
    expect(explained.cure).not.toBe('');
    expect(explained.mayRetry).toBe(true);
  });
});
