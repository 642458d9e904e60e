import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { decodePath } from '../../../lib/local/http/decoded-path.ts';
import { buildHttpEvent } from '../../../lib/local/http/http-event.ts';
import { RouteMatcher } from '../../../lib/local/http/route-matcher.ts';
import { buildNotification, findQueue } from '../../../lib/local/triggers/upload-notifications.ts';

const routes = [
  'GET /v1/things',
  'GET /v1/things/{id}',
  'GET /v1/things/mine',
  'GET /v1/files/{key+}',
  'ANY /v1/any',
  'GET /',
  '$default',
];
const matcher = new RouteMatcher(routes.map((routeKey) => ({ routeKey, functionName: routeKey })));

describe('RouteMatcher', () => {
  it.each([
    ['GET', '/v1/things', 'GET /v1/things', {}],
    ['GET', '/v1/things/mine', 'GET /v1/things/mine', {}],
    ['GET', '/v1/things/a b%2Fc', 'GET /v1/things/{id}', { id: 'a b%2Fc' }],
    ['GET', '/v1/things/a/b', '$default', {}],
    ['GET', '/v1/things//', '$default', {}],
    ['GET', '/v1/files/a/b/c.gz', 'GET /v1/files/{key+}', { key: 'a/b/c.gz' }],
    ['PATCH', '/v1/any', 'ANY /v1/any', {}],
    ['POST', '/v1/things', '$default', {}],
    ['GET', '/v1/things/', '$default', {}],
    ['GET', '/', 'GET /', {}],
    ['POST', '/', '$default', {}],
  ])('matches %s %s to %s', (method, path, routeKey, pathParameters) => {
    expect(matcher.match(method, path)).toMatchObject({ route: { routeKey }, pathParameters });
  });

  it('returns undefined without a matching route and without $default', () => {
    expect(new RouteMatcher([]).match('GET', '/')).toBeUndefined();
  });
});

describe('decodePath', () => {
  it.each([
    ['/v1/things/a?x=1', '/v1/things/a'],
    ['/v1/things/shoe%2F1', '/v1/things/shoe/1'],
    ['/v1/things/100%25%20cotton', '/v1/things/100% cotton'],
    ['/v1/things/sku%2541', '/v1/things/sku%41'],
    ['/v1/things/a%3Fb?x=1', '/v1/things/a'],
    ['/v1/things/a+b', '/v1/things/a+b'],
    ['/v1/things/%F0%9F%91%9F', '/v1/things/\u{1f45f}'],
    ['/v1/things/100%', undefined],
    ['/v1/things/%E0%A4%A', undefined],
  ])('decodes %s once, and cuts at a question mark', (target, path) => {
    expect(decodePath(target)).toBe(path);
  });
});

describe('buildHttpEvent', () => {
  const request = (headers: Record<string, string>, url = '/v1/things/a?x=1&x=2&y=%20') =>
    ({
      method: 'GET',
      url,
      headers,
      httpVersion: '1.1',
      socket: { remoteAddress: '127.0.0.1' },
      // The event is built from these fields only.
    }) as unknown as IncomingMessage;
  const match = { ...matcher.match('GET', '/v1/things/a')!, path: '/v1/things/a' };

  it('has the form of payload 2.0', () => {
    const event = buildHttpEvent(request({ host: 'h', cookie: 'a=1; b=2' }), match, Buffer.from(''), new Date(0));
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/things/{id}',
      rawPath: '/v1/things/a',
      rawQueryString: 'x=1&x=2&y=%20',
      queryStringParameters: { x: '1,2', y: ' ' },
      pathParameters: { id: 'a' },
      cookies: ['a=1', 'b=2'],
      headers: { host: 'h' },
      isBase64Encoded: false,
      requestContext: { http: { method: 'GET' }, timeEpoch: 0 },
    });
    expect(event).not.toHaveProperty('body');
  });

  it('passes the query on as it was sent, also after an odd path', () => {
    const event = buildHttpEvent(request({}, "//[?a=%20+'&b=c?d"), match, Buffer.from(''), new Date(0));
    expect(event).toMatchObject({
      rawQueryString: "a=%20+'&b=c?d",
      queryStringParameters: { a: "  '", b: 'c?d' },
    });
  });

  it('encodes a binary body as base64', () => {
    const body = Buffer.from([0xff, 0x00]);
    expect(buildHttpEvent(request({ 'content-type': 'image/png' }), match, body, new Date(0))).toMatchObject({
      isBase64Encoded: true,
      body: '/wA=',
    });
    expect(
      buildHttpEvent(request({ 'content-type': 'application/json' }), match, Buffer.from('{}'), new Date(0)).body,
    ).toBe('{}');
  });
});

describe('findQueue and buildNotification', () => {
  const notifications = [
    { bucket: 'b', prefix: 'catalog/', suffix: '', queueName: 'ingest' },
    { bucket: 'b', prefix: 'triplets/', suffix: '.gz', queueName: 'training' },
  ];

  it.each([
    ['b', 'catalog/x', 'ingest'],
    ['b', 'triplets/x.gz', 'training'],
    ['b', 'triplets/x', undefined],
    ['other', 'catalog/x', undefined],
  ])('findQueue leads bucket %s and key %s to %s', (bucket, key, queue) => {
    expect(findQueue({ bucket, key }, notifications)).toBe(queue);
  });

  it('buildNotification encodes keys as S3 does', () => {
    const event = {
      eventName: 'ObjectCreated:Put',
      bucket: 'b',
      key: 'catalog/a b+ü.csv',
      bytes: 1,
      etag: 'e',
      sequencer: '01',
      eventTime: 't',
    } as const;
    expect(JSON.stringify(buildNotification(event))).toContain('catalog/a+b%2B%C3%BC.csv');
  });
});
