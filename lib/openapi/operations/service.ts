import { UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import { readUploadsRequest } from '../../../lambdas/http/query-parameters.ts';
import type { Operations } from './operation.ts';
import { pageParameters } from './shared.ts';

/** The key of the upload in the examples. */
const UPLOAD = `${UPLOAD_PREFIXES.catalog}2026/spring.jsonl.gz`;

const cached = { 'cache-control': 'How long the answer may be kept.' };

export const serviceOperations: Operations = {
  getUpload: {
    route: 'getUpload',
    tag: 'Uploads',
    description:
      'Reads the job of an upload: how many of its records were taken, and what became of them. An upload of training data ' +
      'also has the step or the run that it led to. The slashes of the key may stand as they are.',
    path: { key: 'The key of the file in the uploads bucket.' },
    answers: { 200: { description: 'The job.', schema: 'Upload' } },
    problems: ['upload-not-found'],
    examples: [{ name: 'catalog', path: { key: UPLOAD } }],
  },
  listUploads: {
    route: 'listUploads',
    tag: 'Uploads',
    description: 'Lists the uploads, newest first. With `key` it reads this upload, as `GET /v1/uploads/{key}` does.',
    query: {
      read: readUploadsRequest,
      parameters: { key: 'Read this upload. No other parameter matters then.', ...pageParameters },
    },
    answers: { 200: { description: 'A page of uploads, or one upload.', schema: 'UploadPage' } },
    problems: ['invalid-cursor', 'upload-not-found'],
    examples: [
      { name: 'first page', query: { limit: '1' } },
      { name: 'one upload', query: { key: UPLOAD } },
    ],
  },
  getHealth: {
    route: 'getHealth',
    tag: 'Service',
    description: 'Checks that the service can read its registry. This route also answers HEAD.',
    isKept: false,
    answers: { 200: { description: 'The service works.', schema: 'Health' } },
    problems: [],
    examples: [{ name: 'health' }],
  },
  getOpenApi: {
    route: 'getOpenApi',
    tag: 'Service',
    description: 'This document, in OpenAPI 3.1.',
    answers: { 200: { description: 'The document.', schema: 'OpenApiDocument', headers: cached } },
    problems: [],
    examples: [{ name: 'document', isShown: false }],
  },
  getDocs: {
    route: 'getDocs',
    tag: 'Service',
    description: 'This document as a page of HTML that loads nothing else.',
    headers: { 'accept-encoding': 'With `gzip` the page is sent compressed.' },
    answers: {
      200: {
        description: 'The page.',
        content: 'text/html',
        headers: { ...cached, vary: 'The header that chooses the encoding.', 'content-encoding?': '`gzip`.' },
      },
    },
    problems: [],
    examples: [{ name: 'page', headers: { 'accept-encoding': 'gzip' }, isShown: false }],
  },
  getProblem: {
    route: 'getProblem',
    tag: 'Service',
    description: 'What a problem code means. The `type` of every problem is the address of its description.',
    path: { code: 'The code of a problem.' },
    answers: { 200: { description: 'The description.', schema: 'ProblemType', headers: cached } },
    problems: ['problem-not-found'],
    examples: [{ name: 'pending', path: { code: 'embedding-pending' } }],
  },
};
