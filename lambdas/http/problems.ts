import { CodedError } from '../core/errors/coded-error.ts';
import { cutText } from '../core/errors/cut-text.ts';

interface ProblemDefinition {
  readonly status: number;
  /** The same for all problems of a code. */
  readonly title: string;
  /** What the caller can do. */
  readonly cure: string;
  /** How long the caller should wait before another attempt. Absent if another attempt would not help. */
  readonly retryAfterSeconds?: number;
}

/** Every problem of the HTTP API (RFC 9457). Programs depend on the codes, so they never change. */
export const problems = {
  'malformed-json': { status: 400, title: 'The body is not JSON', cure: 'Send one JSON object in UTF-8.' },
  'malformed-path': {
    status: 400,
    title: 'A parameter of the path cannot be read',
    cure: 'Send what the operation describes, in at most 1,024 bytes. Ids and keys can also stand in the query, such as /v1/products?id=...',
  },
  'malformed-parameter': {
    status: 400,
    title: 'A query parameter cannot be read',
    cure: 'Send each parameter once, in the form that its operation describes.',
  },
  'invalid-cursor': { status: 400, title: 'The cursor is not of this listing', cure: 'Start again without a cursor.' },
  'invalid-idempotency-key': {
    status: 400,
    title: 'The idempotency key cannot be read',
    cure: 'Send a UUID, or 1 to 255 printable ASCII characters without spaces, quotes and backslashes.',
  },
  'route-not-found': { status: 404, title: 'There is no such route', cure: 'GET /v1/openapi.json lists the routes.' },
  'product-not-found': {
    status: 404,
    title: 'There is no such product',
    cure: 'Write it with PUT /v1/products/{id}, or upload a catalog.',
  },
  'model-not-found': { status: 404, title: 'There is no such model version', cure: 'GET /v1/models lists them.' },
  'map-not-found': {
    status: 404,
    title: 'There is no such map, or no such part of it',
    cure: 'A publication makes the map of its version: its job says how it went. GET /v1/map says how many parts there are.',
  },
  'card-not-found': {
    status: 404,
    title: 'The version has no model card',
    cure: 'Training runs write one for each of their versions; training steps write none. GET /v1/models says what made a version.',
  },
  'training-run-not-found': {
    status: 404,
    title: 'There is no such training run',
    cure: 'GET /v1/training-runs lists them.',
  },
  'upload-not-found': {
    status: 404,
    title: 'There is no such upload',
    cure: 'Check the key. A new upload appears some seconds after it is stored.',
  },
  'export-not-found': {
    status: 404,
    title: 'There is no such export',
    cure: 'GET /v1/exports lists them.',
  },
  'unfinished-upload-not-found': {
    status: 404,
    title: 'There is no such unfinished upload',
    cure: 'It was completed, aborted, or ended after 7 days: request the upload again with POST /v1/uploads.',
  },
  'problem-not-found': {
    status: 404,
    title: 'There is no such problem code',
    cure: 'GET /v1/openapi.json lists the codes of each operation.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The route does not take this method',
    cure: 'Use a method of the Allow header.',
  },
  'embedding-pending': {
    status: 409,
    title: 'The product has no vector yet',
    cure: 'Try again after Retry-After.',
    retryAfterSeconds: 2,
  },
  'weights-conflict': {
    status: 409,
    title: 'Other steps moved head during this step',
    cure: 'Send the request again: it starts from the new head.',
    retryAfterSeconds: 1,
  },
  'request-in-progress': {
    status: 409,
    title: 'The same request is being answered',
    cure: 'Send it again with the same key after Retry-After.',
    retryAfterSeconds: 2,
  },
  'write-conflict': {
    status: 409,
    title: 'Other requests wrote the product at the same time',
    cure: 'Read the product and write it again.',
    retryAfterSeconds: 1,
  },
  'run-not-running': {
    status: 409,
    title: 'The training run has ended',
    cure: 'GET /v1/training-runs/{id} gives the reason. POST /v1/training-runs {"resume": id} resumes a failed run.',
  },
  'export-not-running': {
    status: 409,
    title: 'The export has ended',
    cure: 'GET /v1/exports/{id} says how. POST /v1/exports starts another one.',
  },
  'too-many-exports': {
    status: 409,
    title: 'Too many exports are running',
    cure: 'Wait until one has ended, or cancel one: GET /v1/exports lists them.',
    retryAfterSeconds: 60,
  },
  'no-live-version': {
    status: 409,
    title: 'No version is live',
    cure: 'Upload a catalog to catalog/, or promote a version: POST /v1/models/{version}:promote.',
  },
  'version-not-stored': {
    status: 409,
    title: 'There are no vectors of the version',
    cure: 'Export the live version or the one before it, or promote the version first.',
  },
  'not-live': {
    status: 409,
    title: 'Another version is live',
    cure: 'GET /v1/health names the live version; roll back from that one.',
  },
  'nothing-to-roll-back-to': {
    status: 409,
    title: 'No version was live before',
    cure: 'Promote another version: POST /v1/models/{version}:promote.',
  },
  'held-by-gate': {
    status: 409,
    title: 'The gate holds the version',
    cure: 'Train a better version, or send {"override": true, "why": "..."}; the reason is recorded.',
  },
  'upload-exists': {
    status: 409,
    title: 'There is an upload of this key',
    cure: 'Choose another name, or replace the upload with {"overwrite": true}.',
  },
  'cursor-expired': {
    status: 410,
    title: 'The cursor is of a model version that is no longer served',
    cure: 'Start again without a cursor.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The product does not match If-Match or If-None-Match',
    cure: 'Read the product, and write with its new ETag.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    cure: 'Send less, or upload a file: catalogs to catalog/, training data to triplets/ in the uploads bucket.',
  },
  'product-too-large': {
    status: 413,
    title: 'The product is too large to store',
    cure: 'Shorten its description, attributes or vectors.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is not declared as plain JSON',
    cure: 'Send content-type: application/json, and a body that is not compressed.',
  },
  'invalid-request': {
    status: 422,
    title: 'The request is invalid',
    cure: 'Correct the places listed in errors.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The idempotency key belongs to another request',
    cure: 'Use a new key for a new request.',
  },
  'step-not-finite': {
    status: 422,
    title: 'The training step overflowed',
    cure: 'Lower learningRate, or scale the features.',
  },
  'step-too-long': {
    status: 422,
    title: 'The training step would move the weights too far',
    cure: 'Lower learningRate, or scale the features. Steps that were taken are undone by POST /v1/models/{version}:head.',
  },
  'step-too-large': {
    status: 422,
    title: 'The training step is too much work for one request',
    cure: 'Send fewer triplets or steps, or upload them to triplets/.',
  },
  'upload-parts-refused': {
    status: 422,
    title: 'The parts do not make the upload',
    cure: 'Send the parts that differ again, and complete the upload with their new etags and checksums.',
  },
  'answer-too-large': {
    status: 422,
    title: 'The answer would have more than 6 MB',
    cure: 'Ask for less at a time: a smaller limit, fewer queries or items, or an answer without include. A model card is in the models bucket too.',
  },
  'product-not-embeddable': {
    status: 422,
    title: 'The model cannot embed the product',
    cure: 'Add the fields that the model was trained on to the product.',
  },
  internal: { status: 500, title: 'The request failed', cure: 'Quote the x-request-id when you report it.' },
  'model-not-ready': {
    status: 503,
    title: 'There is no model yet',
    cure: 'Upload a catalog to catalog/ and training data to triplets/ or interactions/, or POST /v1/train.',
    retryAfterSeconds: 30,
  },
  'index-loading': {
    status: 503,
    title: 'The vectors of the live version are still being read',
    cure: 'Try again after Retry-After: reading continues with each request.',
    retryAfterSeconds: 1,
  },
  unavailable: {
    status: 503,
    title: 'A store does not answer',
    cure: 'Try again after Retry-After.',
    retryAfterSeconds: 1,
  },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof problems;

/** One invalid place of a request. */
export interface RequestFault {
  /** JSON Pointer (RFC 6901) into the body, such as `/triplets/3/anchor`; '' is the whole body. */
  readonly pointer?: string;
  /** The name of the query parameter, if the place is one. */
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
}

/** What some problems have besides their detail. */
export interface ProblemExtras {
  readonly errors?: readonly RequestFault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** @default that of the code */
  readonly retryAfterSeconds?: number;
}

/** Of a detail, a pointer or the name of a parameter at most so many characters are answered. */
export const MAX_SHOWN_CHARACTERS = 500;
/** Of the place of a fault, in the message. */
const MAX_PLACE_CHARACTERS = 150;

const shorten = (text: string) => cutText(text, MAX_SHOWN_CHARACTERS);

/**
 * Thrown to answer with a problem; the message becomes its `detail` and is shown to the caller. Texts of the request may
 * be in it, so all of it is cut: an answer must not grow with what was sent.
 */
export class HttpProblem extends CodedError<ProblemCode> {
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(code, shorten(detail));
    this.extras = extras.errors ? { ...extras, errors: extras.errors.map(shortenFault) } : extras;
  }

  get definition(): ProblemDefinition {
    return problems[this.code];
  }
}

function shortenFault({ pointer, parameter, code, detail }: RequestFault): RequestFault {
  return {
    ...(pointer !== undefined && { pointer: shorten(pointer) }),
    ...(parameter !== undefined && { parameter: shorten(parameter) }),
    code,
    detail: shorten(detail),
  };
}

/** So many invalid places of a request are listed. */
export const MAX_FAULTS = 20;

/**
 * The problem of invalid places in a request; it lists at most 20 of them.
 * @param faults At least one. @param count How many there are, if `faults` are only the first of them.
 */
export function invalidRequest(faults: readonly RequestFault[], count = faults.length): HttpProblem {
  const { pointer, parameter, detail } = faults[0]!;
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  const place = cutText(parameter ?? (pointer || 'the body'), MAX_PLACE_CHARACTERS);
  const what = cutText(detail, MAX_SHOWN_CHARACTERS - MAX_PLACE_CHARACTERS - more.length - 2);
  return new HttpProblem('invalid-request', `${place}: ${what}${more}`, {
    errors: faults.slice(0, MAX_FAULTS),
  });
}

/** The same problem for a value inside a larger body: the pointers of its places begin with this one. */
export function problemAt(problem: HttpProblem, pointer: string): HttpProblem {
  const { errors, ...extras } = problem.extras;
  if (errors === undefined) return problem;
  const moved = errors.map((fault) =>
    fault.pointer === undefined ? fault : { ...fault, pointer: `${pointer}${fault.pointer}` },
  );
  return new HttpProblem(problem.code, problem.message, { ...extras, errors: moved });
}
