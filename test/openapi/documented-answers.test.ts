import { describe, expect, it } from 'vitest';
import { checkDocumented } from '../support/api/documented-answers.ts';
import { httpEvent } from '../support/api/http-event.ts';

const event = httpEvent('GET', '/v1/health');
const headers = { 'content-type': 'application/json', 'x-request-id': 'r', 'cache-control': 'no-store' };
const health = { status: 'ok', live: null, head: null, stepsSinceLive: null, time: '2026-01-01T00:00:00.000Z' };
const response = (statusCode: number, body: object, more: Record<string, string> = {}) =>
  ({ statusCode, headers: { ...headers, ...more }, body: JSON.stringify(body), isBase64Encoded: false }) as const;

describe('checkDocumented', () => {
  it('accepts an answer as the document has it', () => {
    expect(() => checkDocumented(event, response(200, health))).not.toThrow();
  });

  it.each([
    ['a status that is not described', response(418, health), 'the status is not described'],
    ['a type that is not described', response(200, health, { 'content-type': 'text/html' }), 'text/html'],
    ['a field that is missing', response(200, { ...health, time: undefined }), "'time'"],
    ['a field that is not described', response(200, { ...health, extra: 1 }), 'extra'],
    ['a header with another value', response(200, health, { 'cache-control': 'public' }), 'expected no-store'],
    ['a time that is no time', response(200, { ...health, time: 'noon' }), 'date-time'],
  ])('refuses %s', (_what, answer, fault) => {
    expect(() => checkDocumented(event, answer)).toThrow(fault);
  });

  it('refuses a code that the operation does not have, and a missing header', () => {
    const problem = {
      type: '/x',
      title: 'x',
      status: 503,
      detail: 'x',
      code: 'not-live',
      instance: 'urn:x',
      cure: 'x',
    };
    const type = { 'content-type': 'application/problem+json' };
    expect(() => checkDocumented(event, response(503, problem, type))).toThrow('/code');
    const created = httpEvent('POST', '/v1/training-runs', { body: {} });
    expect(() => checkDocumented(created, response(202, {}))).toThrow('the header location is missing');
  });

  it('refuses anything but a problem for a request that no operation takes', () => {
    const unknown = httpEvent('POST', '/v1/models/m-1:burn', { body: {} });
    expect(() => checkDocumented(unknown, response(404, { code: 'route-not-found' }))).toThrow('otherwise');
  });
});
