import type { IncomingHttpHeaders } from 'node:http';
import { buildApp } from 'fauxqs';
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
import { createGuardedStore, type WriteScope, writeScope } from './object-guarded-store.ts';
import { createQueueStore } from './object-queue-store.ts';
import { unsupportedPart } from './object-refusal.ts';

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
}

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
 * are checked, listings have the order of S3, and created objects are reported. Signatures and checksums are not
 * checked, there are no versions, and an object has at most 999 MB.
 * @throws Error when the port is in use
 */
export async function startObjectServer(options: ObjectServerOptions = {}): Promise<ObjectServer> {
  const { dataDir, port = 0, onObjectEvent = () => {} } = options;
  const parts = await loadFauxqsParts();
  const stores = {
    s3Store: createGuardedStore(parts),
    sqsStore: createQueueStore(parts),
    snsStore: new parts.SnsStore(),
  };
  const app = buildApp({ logger: false, stores });
  takeRawBodies(app);
  const { notify, settled } = notifierOf(onObjectEvent);
  guard(app, parts, notify);
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
    : JSON.parse(text);
}

/** Refuses requests that fauxqs does not support, and runs every other one in its own scope. */
function guard(app: App, parts: FauxqsParts, notify: (events: readonly ObjectEvent[]) => Promise<void>): void {
  app.addHook('preHandler', (request, reply, done) => {
    const route = request.routeOptions.url;
    if (route !== OBJECT_ROUTE && route !== BUCKET_ROUTE) return done();
    const { method, headers } = request;
    const hasKey = Boolean((request.params as Record<string, string>)['*']);
    const query = request.query as Record<string, unknown>;
    const unsupported = unsupportedPart({ method, hasKey, query, headers });
    if (unsupported !== undefined) {
      const error = new parts.S3Error('NotImplemented', `The local S3 does not support the ${unsupported}.`, 501);
      return void reply.code(error.statusCode).type('application/xml').send(error.toXml());
    }
    request.body ??= Buffer.alloc(0);
    const scope: WriteScope = { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'], created: [] };
    answerAfter(reply, () => (scope.created.length === 0 ? undefined : notify(scope.created)));
    writeScope.run(scope, done);
  });
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
