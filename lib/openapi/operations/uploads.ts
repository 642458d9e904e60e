import { UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import { MAX_PUT_BYTES } from '../../../lambdas/formats/upload-rules.ts';
import type { Operations } from './operation.ts';

/** The text `{"id":"shoe-1"}` and a line end. */
const SMALL_FILE = { bytes: 16, sha256: 'GAMuAUAExH8U8lshOU/FoOawYBD2Npsf2BVkxjb7L+w=' };

const jobLocation = { 'location?': 'The path of the job of the upload.' };

/** The unfinished upload of the examples, whose parts were sent: 7 parts. */
export const EXAMPLE_UPLOAD = {
  key: `${UPLOAD_PREFIXES.catalog}2026/all.jsonl`,
  uploadId: 'upload-1',
  contentLength: MAX_PUT_BYTES + 16,
};

/** Another one, that is aborted. */
export const ABORTED_UPLOAD = { key: `${UPLOAD_PREFIXES.catalog}2026/old.jsonl`, uploadId: 'upload-2' };

/** The parts as the shop of the examples has sent them: zeros. */
const WHOLE_PART = {
  etag: '2c7ab85a893283e98c931e9511add182',
  checksumSha256: 'CArPNaUHrJhJz8ukfcKtg+AbdWY6UWJ5yLnSQ7cZZD4=',
};
const LAST_PART = {
  etag: 'c78210b24729e748a75cd6a27a01aecd',
  checksumSha256: 'LGXy+uRDAcoQ0W6EoCmO9HZ1RDF1K/oGltTn7Y1LZWM=',
};
export const EXAMPLE_PARTS = [...Array<typeof WHOLE_PART>(6).fill(WHOLE_PART), LAST_PART];

export const uploadOperations: Operations = {
  requestUpload: {
    route: 'requestUpload',
    tag: 'Uploads',
    description:
      'Prepares an upload for a caller without AWS credentials. Up to 100 MiB the answer is one request: send it with the ' +
      'bytes of the file. A larger file is sent in parts: the answer says how to cut it. An upload of a key that exists ' +
      'replaces it, and its job then shows the new file.',
    body: { schema: 'UploadRequest' },
    answers: {
      201: { description: 'What to send, and where to look.', schema: 'RequestedUpload', headers: jobLocation },
    },
    problems: ['upload-exists'],
    examples: [
      {
        name: 'a small file',
        body: {
          prefix: UPLOAD_PREFIXES.catalog,
          name: '2026/spring.jsonl',
          contentLength: SMALL_FILE.bytes,
          checksumSha256: SMALL_FILE.sha256,
        },
      },
      {
        name: 'a large file',
        body: { prefix: UPLOAD_PREFIXES.interactions, name: 'orders.csv.gz', contentLength: 5_000_000_000 },
      },
    ],
  },
  signUploadParts: {
    route: 'signUploadParts',
    tag: 'Uploads',
    description:
      'Gives a request for each part of an upload. Each is bound to the length and to the SHA-256 of its part. Keep the ' +
      'header `etag` of the answer to each part: the completion needs it. A part may be sent again, also after the hour ' +
      'that its request is valid for: ask for a new one.',
    body: { schema: 'UploadPartsRequest' },
    answers: { 200: { description: 'The requests.', schema: 'SignedParts' } },
    problems: [],
    examples: [
      {
        name: 'the first part',
        body: { ...EXAMPLE_UPLOAD, parts: [{ partNumber: 1, checksumSha256: WHOLE_PART.checksumSha256 }] },
      },
    ],
  },
  completeUpload: {
    route: 'completeUpload',
    tag: 'Uploads',
    description:
      'Puts the parts of an upload together. The file appears as a whole, and its job starts. It may be repeated if its ' +
      'answer is lost.',
    body: { schema: 'UploadCompletion' },
    answers: { 200: { description: 'The upload is stored.', schema: 'CompletedUpload', headers: jobLocation } },
    problems: ['unfinished-upload-not-found', 'upload-exists', 'upload-parts-refused'],
    examples: [{ name: 'seven parts', body: { ...EXAMPLE_UPLOAD, parts: EXAMPLE_PARTS } }],
  },
  abortUpload: {
    route: 'abortUpload',
    tag: 'Uploads',
    description: 'Discards the parts of an upload. Without this S3 keeps them for 7 days.',
    body: { schema: 'UploadAbortion' },
    answers: { 204: { description: 'The parts are gone.' } },
    problems: ['unfinished-upload-not-found'],
    examples: [{ name: 'an upload', body: ABORTED_UPLOAD }],
  },
};
