import { describe, expect, it } from 'vitest';
import { readJsonBody } from '../../lambdas/http/json-body.ts';
import { httpEvent } from '../support/api/http-event.ts';

const json = 'application/json';
const bodyOf = (body: string, more: object = {}) =>
  readJsonBody({ ...httpEvent('POST', '/v1/train'), body, ...more }, json);

describe('readJsonBody', () => {
  it('reads a body, plain or in base64, with or without a byte order mark', () => {
    const text = '\uFEFF{"title":"Käse"}';
    expect(bodyOf(text)).toEqual({ title: 'Käse' });
    expect(bodyOf(Buffer.from(text).toString('base64'), { isBase64Encoded: true })).toEqual({ title: 'Käse' });
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/merge-patch+json'])(
    'takes %s',
    (type) => {
      expect(readJsonBody({ ...httpEvent('POST', '/v1/train'), body: '1' }, type)).toBe(1);
    },
  );

  it.each([undefined, '', 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])(
    'refuses content type %s',
    (type) => {
      expect(() => readJsonBody({ ...httpEvent('POST', '/v1/train'), body: '1' }, type)).toThrow(
        expect.objectContaining({ code: 'unsupported-media-type' }),
      );
    },
  );

  it.each(['gzip', 'GZIP', 'br', 'gzip, identity', 'aws-chunked'])(
    'refuses content encoding %s by its name',
    (encoding) => {
      const compressed = { ...httpEvent('POST', '/v1/train'), body: 'H4sIAAAAAAAA', isBase64Encoded: true };
      expect(() => readJsonBody(compressed, json, encoding)).toThrow(
        expect.objectContaining({ code: 'unsupported-media-type', message: expect.stringContaining(`"${encoding}"`) }),
      );
    },
  );

  it.each([undefined, '', 'identity', ' Identity '])('takes content encoding %j', (encoding) => {
    expect(readJsonBody({ ...httpEvent('POST', '/v1/train'), body: '1' }, json, encoding)).toBe(1);
  });

  it('names line and column of the first place that is not JSON', () => {
    expect(() => bodyOf('{"a":\n oops}')).toThrow('line 2, column 2 of the body: expected a value');
    expect(() => bodyOf('')).toThrow('line 1, column 1');
  });

  it('rejects a body that is not UTF-8', () => {
    const latin1 = Buffer.from('"K\xe4se"', 'latin1').toString('base64');
    expect(() => bodyOf(latin1, { isBase64Encoded: true })).toThrow('not UTF-8');
  });

  it('accepts up to 1 MiB and recommends an upload for more', () => {
    const longest = `"${'a'.repeat(1024 ** 2 - 2)}"`;
    expect(bodyOf(longest)).toHaveLength(1024 ** 2 - 2);
    expect(() => bodyOf(`${longest} `)).toThrow(expect.objectContaining({ code: 'body-too-large' }));
    const bytes = Buffer.from(`${longest} `).toString('base64');
    expect(() => bodyOf(bytes, { isBase64Encoded: true })).toThrow('upload more as a file');
  });
});
