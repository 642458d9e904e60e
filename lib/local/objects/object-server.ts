import type { IncomingHttpHeaders } from 'node:http';
import { buildApp } from 'fauxqs';
import { injectFaults } from '../limits/faulty-server.ts';
import { LocalLimits } from '../limits/local-limits.ts';
import { findForeignSource, isOwnOrigin } from '../shared/loopback-guard.ts';
import type { CorsRule } from '../template/stack-model.ts';
import { type WriteScope, writeScope } from './object-checked-store.ts';
import { readCompletion } from './object-checksums.ts';
import { corsHeaders } from './object-cors.ts';
import type { ObjectEvent } from './object-event.ts';
import {
  type FauxqsParts,
  loadFauxqsParts,
  openPersistence,
  type Persistence,
  type S3Store,
  type SnsStore,
  type SqsStore,
} from './object-fauxqs.ts';
import { createGuardedStore } from './object-guarded-store.ts';
import { findMessageLimit, ObjectLimits } from './object-limits.ts';
import { createQueueStore } from './object-queue-store.ts';
import { readableRange } from './object-range.ts';
import { unsupportedPart } from './object-refusal.ts';
import { findSignatureFault, isPresigned, type S3Fault, type SignatureRules } from './object-signature.ts';

/** A value of SQLite has at most 1,000,000,000 bytes. */
const MAX_REQUEST_BYTES = 999_000_000;
const OBJECT_ROUTE = '/:bucket/*';
const BUCKET_ROUTE = '/:bucket';

type App = ReturnType<typeof buildApp>;
type BodyRequest = { readonly url: string; readonly headers: IncomingHttpHeaders };
type Listener = (event: ObjectEvent) => void | Promise<void>;

export interface ObjectServerOptions {
  /** Folder of buckets, objects, queues and messages; created if missing. @default all of them are in memory */
  readonly dataDir?: string;
  /** @default 0 (any free port) */
  readonly port?: number;
  /**
   * Called for every created object before the uploader gets the answer. If it throws, the answer is 500 and the object
   * stays.
   */
  readonly onObjectEvent?: Listener;
  /** Whose presigned URLs are valid. @default `local`, `local` in us-east-1 */
  readonly signatures?: SignatureRules;
  /** The CORS rules of a bucket. @default none */
  readonly corsOf?: (bucket: string) => readonly CorsRule[];
  /** @default those that cost nothing, and no faults */
  readonly limits?: LocalLimits;
}

const localSignatures: SignatureRules = { accessKeyId: 'local', secretAccessKey: 'local', region: 'us-east-1' };

/** The local S3 and SQS. */
export interface ObjectServer {
  /** The endpoint of both S3 (path style) and SQS, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /**
   * Waits for the current events and frees the port. Answered writes are already on disk. A second call has no effect.
   */
  close(): Promise<void>;
}

/**
 * Starts fauxqs on loopback with a guard. Requests that fauxqs does not support are answered 501, conditional writes
 * are checked, listings have the order of S3, and created objects are reported. Presigned URLs are checked as S3 does, and
 * so are checksums. Signatures in headers are not checked, there are no versions, and an object has at most 999 MB.
 * @throws Error when the port is in use
 */
export async function startObjectServer(options: ObjectServerOptions = {}): Promise<ObjectServer> {
  const { dataDir, port = 0, onObjectEvent = () => {}, signatures = localSignatures, corsOf = () => [] } = options;
  const { limits = new LocalLimits() } = options;
  const parts = await loadFauxqsParts();
  const stores = {
    s3Store: createGuardedStore(parts),
    sqsStore: createQueueStore(parts, limits.faults),
    snsStore: new parts.SnsStore(),
  };
  const app = buildApp({ logger: false, stores });
  takeRawBodies(app);
  const { notify, settled } = notifierOf(onObjectEvent);
  answerPages(app, parts, corsOf);
  keepLimits(app, parts, limits);
  guard(app, parts, stores.s3Store, signatures, notify);
  answerFaults(app, parts);
  injectFaults(app.server, limits.faults, ({ url }) => (url === '/' ? 'sqs' : 's3'));
  const persistence = dataDir === undefined ? undefined : openPersistence(parts, dataDir);
  app.addHook('onClose', async () => persistence?.close());
  const endpoint = await app.listen({ port, host: '127.0.0.1' }).catch(async (cause) => {
    await app.close();
    throw cause;
  });
  stores.sqsStore.origin = endpoint;
  if (persistence) restore(persistence, stores);
  let closed: Promise<void> | undefined;
  return {
    endpoint,
    close: () => {
      closed ??= settled().then(() => app.close());
      return closed;
    },
  };
}

/**
 * Loads the stored data, and only then connects the stores to the file: writing while loading would cascade deletes.
 */
function restore(
  persistence: Persistence,
  { s3Store, sqsStore, snsStore }: { s3Store: S3Store; sqsStore: SqsStore; snsStore: SnsStore },
): void {
  persistence.load(sqsStore, snsStore, s3Store);
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;
  Object.assign(s3Store, { persistence });
  Object.assign(sqsStore, { persistence });
  Object.assign(snsStore, { persistence });
}

/**
 * Takes the bytes of objects unchanged, for any content type (curl sends every body as a form) and any length: fauxqs
 * parses forms as text and stops at 11 MiB. Only requests to `/` (SQS) are parsed as JSON or forms.
 */
function takeRawBodies(app: App): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: MAX_REQUEST_BYTES } as const;
  app.addContentTypeParser('*', options, async (request: BodyRequest, body: Buffer) =>
    request.url === '/' ? parsedBody(body.toString(), request.headers['content-type']) : body,
  );
}

function parsedBody(text: string, contentType = ''): unknown {
  return contentType.includes('x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(text))
    : parsedJson(text);
}

/** @throws an error that Fastify answers with 400 */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new Error('the body is not JSON', { cause }), { statusCode: 400 });
  }
}

/** Refuses what AWS would refuse for its size or its rate: before the body of an object is read. */
function keepLimits(app: App, parts: FauxqsParts, limits: LocalLimits): void {
  const objects = new ObjectLimits(limits);
  app.addHook('onRequest', (request, reply, done) => {
    const { method, url, headers } = request;
    if (url === '/') return done();
    const { bucket = '', '*': key = '' } = request.params as Record<string, string>;
    const fault = objects.find({ method, bucket, key, bodyBytes: Number(headers['content-length'] ?? 0) });
    if (fault) return sendFault(reply, parts, fault);
    done();
  });
  app.addHook('preHandler', (request, reply, done) => {
    const answer = request.url === '/' ? findMessageLimit(request.body ?? {}, limits) : undefined;
    if (answer === undefined) return done();
    reply.code(answer.status).type(answer.contentType).send(answer.body);
  });
}

/** Refuses requests that fauxqs does not support, and runs every other one in its own scope. */
function guard(
  app: App,
  parts: FauxqsParts,
  store: S3Store,
  signatures: SignatureRules,
  notify: (events: readonly ObjectEvent[]) => Promise<void>,
): void {
  app.addHook('preHandler', (request, reply, done) => {
    const route = request.routeOptions.url;
    if (route !== OBJECT_ROUTE && route !== BUCKET_ROUTE) return done();
    const { method, headers, url: target } = request;
    const { bucket = '', '*': key = '' } = request.params as Record<string, string>;
    const query = request.query as Record<string, unknown>;
    const unsupported = unsupportedPart({ method, hasKey: key !== '', query, headers });
    const fault =
      unsupported === undefined
        ? isPresigned(target) && findSignatureFault({ method, target, headers }, signatures)
        : { code: 'NotImplemented', message: `The local S3 does not support the ${unsupported}.`, status: 501 };
    if (fault) return sendFault(reply, parts, fault);
    request.body ??= Buffer.alloc(0);
    if (method === 'GET') keepReadableRange(headers, () => store.headObject(bucket, key).contentLength);
    const scope: WriteScope = {
      bucket,
      key,
      ifMatch: headers['if-match'],
      ifNoneMatch: headers['if-none-match'],
      ...(method === 'POST' &&
        'uploadId' in query && { completion: readCompletion(String(request.body), sizeOf(headers)) }),
      isRange: headers.range !== undefined,
      created: [],
    };
    answerAfter(reply, () => (scope.created.length === 0 ? undefined : notify(scope.created)));
    writeScope.run(scope, done);
  });
}

/** Removes the range of a request that S3 would ignore. @param readBytes The length of the object; throws if there is none. */
function keepReadableRange(headers: IncomingHttpHeaders, readBytes: () => number): void {
  const { range } = headers;
  if (range === undefined) return;
  delete headers.range;
  try {
    const readable = readableRange(range, readBytes());
    if (readable !== undefined) headers.range = readable;
  } catch {
    // fauxqs answers that there is no such object.
  }
}

/** Answers a fault of the local S3 as S3 does, such as a full disk: SDKs read XML, and try again. */
function answerFaults(app: App, parts: FauxqsParts): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const isOfObject = request.routeOptions.url === OBJECT_ROUTE || request.routeOptions.url === BUCKET_ROUTE;
    if (reply.statusCode !== 500 || !isOfObject || typeof payload !== 'string' || !payload.startsWith('{'))
      return done(null, payload);
    const { message = 'unknown' } = JSON.parse(payload) as { readonly message?: string };
    console.error(`s3: a request failed and is tried again: ${message}. If the disk is full, free some space.`);
    const xml = new parts.S3Error('InternalError', message, 500).toXml();
    reply.header('content-type', 'application/xml').header('content-length', Buffer.byteLength(xml));
    done(null, xml);
  });
}

function sizeOf(headers: IncomingHttpHeaders): string | undefined {
  const size = headers['x-amz-mp-object-size'];
  return typeof size === 'string' ? size : undefined;
}

/** Answers browsers: the preflight of a page, and the headers that let the page read an answer. Other pages are refused. */
function answerPages(app: App, parts: FauxqsParts, corsOf: NonNullable<ObjectServerOptions['corsOf']>): void {
  app.addHook('onRequest', (request, reply, done) => {
    const {
      origin,
      'access-control-request-method': wanted,
      'access-control-request-headers': names,
    } = request.headers;
    const foreign = findForeignSource({ host: request.headers.host });
    if (foreign) return sendFault(reply, parts, { code: 'AccessDenied', message: foreign, status: 403 });
    if (origin === undefined) return done();
    const bucket = decodeURIComponent(request.url.split(/[/?]/)[1] ?? '');
    const isPreflight = request.method === 'OPTIONS';
    const headers = corsHeaders(corsOf(bucket), {
      origin,
      method: isPreflight ? String(wanted) : request.method,
      headers: (isPreflight && names?.toLowerCase().split(/\s*,\s*/)) || [],
    });
    if (headers) reply.headers(headers);
    if (!isPreflight && (headers || isOwnOrigin(origin))) return done();
    if (isPreflight && headers) return void reply.code(200).send();
    sendFault(reply, parts, {
      code: 'AccessForbidden',
      message: `CORSResponse: no rule of the bucket allows this request of ${origin.slice(0, 100)}.`,
      status: 403,
    });
  });
}

interface FaultReply {
  code(status: number): FaultReply;
  type(mime: string): FaultReply;
  send(payload: string): unknown;
}

function sendFault(reply: FaultReply, parts: FauxqsParts, { code, message, status }: S3Fault): void {
  reply
    .code(status)
    .type('application/xml')
    .send(new parts.S3Error(code, message, status).toXml());
}

interface Reply {
  send(payload?: unknown): this;
}

/**
 * Delays a reply until `wait` is done; if that fails, the failure is the answer. An asynchronous `onSend` hook is no
 * alternative: the handlers of fauxqs neither return nor await their reply, so Fastify would send a second, empty
 * answer while the hook runs.
 */
function answerAfter(reply: Reply, wait: () => Promise<void> | undefined): void {
  const send = reply.send.bind(reply);
  let waiting = false;
  reply.send = (payload) => {
    if (waiting) return reply;
    const waited = wait();
    if (waited === undefined) return send(payload);
    waiting = true;
    const answer = (given: unknown) => {
      // Fastify's error handler sends again through this reply.
      reply.send = send;
      send(given);
    };
    waited.then(() => answer(payload), answer);
    return reply;
  };
}

/** Passes events to the listener one by one; `settled` waits for those that are not yet handled. */
function notifierOf(listener: Listener) {
  const busy = new Set<Promise<void>>();
  const notifyAll = async (events: readonly ObjectEvent[]) => {
    for (const event of events) await listener(event);
  };
  const notify = (events: readonly ObjectEvent[]): Promise<void> => {
    const notifying = notifyAll(events).finally(() => busy.delete(notifying));
    busy.add(notifying);
    return notifying;
  };
  return { notify, settled: async () => void (await Promise.allSettled(busy)) };
}
