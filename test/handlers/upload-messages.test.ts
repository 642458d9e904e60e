import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { parseUploadMessage, UploadMessageError } from '../../lambdas/handlers/messages/upload-messages.ts';
import { FIRST_ATTEMPT, writeContinuation } from '../../lambdas/use-cases/uploads/continuation.ts';
import { notificationOf } from '../support/api/job-handlers.ts';

afterAll(() => vi.resetModules());

const upload = { key: 'catalog/a.jsonl', etag: 'e1', sequencer: '0A', eventTime: '2026-01-01T00:00:00.000Z' };

const continuation = FIRST_ATTEMPT;

const read = (body: unknown) =>
  parseUploadMessage({ messageId: 'm', body: typeof body === 'string' ? body : JSON.stringify(body) });

const recordOf = (changes: object, key = 'catalog/a.jsonl') => ({
  Records: [{ eventName: 'ObjectCreated:Put', eventTime: upload.eventTime, s3: { object: { key } }, ...changes }],
});

describe('parseUploadMessage', () => {
  it.each(['catalog/a b.jsonl', 'catalog/a+b.jsonl', 'catalog/100%25.jsonl', 'catalog/ü/ö ß.csv.gz', 'catalog/../x'])(
    'decodes the key %s once',
    (key) => {
      expect(read(notificationOf({ ...upload, key }))).toEqual({
        uploads: [{ ...upload, key }],
        ignored: [],
        continuation,
      });
    },
  );

  it('completes the time to milliseconds, and removes the quotes of the tag', () => {
    const body = {
      Records: [
        {
          eventName: 'ObjectCreated:CompleteMultipartUpload',
          eventTime: '2026-01-01T00:00:00Z',
          s3: { object: { key: 'catalog/a.jsonl', eTag: '"e1"', sequencer: '0A' } },
        },
      ],
    };
    expect(read(body).uploads).toEqual([upload]);
  });

  it('ignores a test event, and any other JSON without records', () => {
    for (const body of [{ Event: 's3:TestEvent' }, {}, [], null, 7, { Records: {} }]) {
      expect(read(body)).toEqual({ uploads: [], ignored: [expect.stringContaining('s3:TestEvent')], continuation });
    }
  });

  it('ignores a key that is not percent-encoded, and reads the other records of the message', () => {
    const good = JSON.parse(notificationOf(upload)).Records[0];
    const body = { Records: [recordOf({}, 'catalog/%zz.jsonl').Records[0], good] };
    expect(read(body)).toEqual({ uploads: [upload], ignored: [expect.stringContaining('%zz')], continuation });
  });

  it.each([
    ['a removal', { eventName: 'ObjectRemoved:Delete' }],
    ['a record without a name', { eventName: undefined }],
    ['a record without an object', { s3: {} }],
    ['a record whose time is not RFC 3339', { eventTime: 'yesterday' }],
  ])('ignores %s', (_what, changes) => {
    const { uploads, ignored } = read(recordOf(changes));
    expect({ uploads, count: ignored.length }).toEqual({ uploads: [], count: 1 });
  });

  it('throws for a message that is not JSON', () => {
    expect(() => read('poison')).toThrow(UploadMessageError);
    expect(() => read('poison')).toThrow(
      expect.objectContaining({ code: 'not-json', message: expect.stringContaining('"poison"') }),
    );
  });

  it('reads a message that continues an upload as it was written, for any key', () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1 }).map((name) => `catalog/${name}`);
    const written = fc.record({ count: fc.nat(), progress: fc.string() });
    fc.assert(
      fc.property(key, written, (name, one) => {
        const event = { ...upload, key: name };
        expect(read(writeContinuation(event, one))).toEqual({ uploads: [event], ignored: [], continuation: one });
      }),
    );
  });

  it.each([null, 1, {}, { count: -1, progress: '' }, { count: 1 }])(
    'throws for the continuation %j, which the stack does not write',
    (one) => {
      expect(() => read({ ...recordOf({}), continuation: one })).toThrow(
        expect.objectContaining({ code: 'bad-continuation', message: expect.stringContaining('expected count') }),
      );
    },
  );
});
