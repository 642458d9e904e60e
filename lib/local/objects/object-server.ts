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

/** SQLite holds at most 1,000,000,000 bytes in one value. */
const MAX_REQUEST_BYTES = 999_000_000;
const OBJECT_ROUTE = '/:bucket/*';
const BUCKET_ROUTE = '/:bucket';

type App = ReturnType<typeof buildApp>;
type BodyRequest = { readonly url: string; readonly headers: IncomingHttpHeaders };
type Listener = (event: ObjectEvent) => void | Promise<void>;

export interface ObjectServerOptions {
  /** Folder that keeps buckets, objects, queues and messages between starts; created when missing. In memory when absent. */
  readonly dataDir?: string;
  /** @default 0 (any free port) */
  readonly port?: number;
  /** Told of every created object before the uploader gets the answer. When it throws, the answer is 500 and the object stays. */
  readonly onObjectEvent?: Listener;
}

/** S3 and SQS of this machine. */
export interface ObjectServer {
  /** Such as `http://127.0.0.1:4566`, for S3 (path style) and SQS alike. */
  readonly endpoint: string;
  /** Waits for the events under way and frees the port; what was answered is on disk already. Closing twice is closing once. */
  close(): Promise<void>;
}

/**
 * Starts fauxqs on loopback, guarded: what it does not support is answered 501 instead of doing harm, conditional
 * writes hold, listings are ordered as S3 orders them, and created objects are told of.
 * Signatures and checksums are not checked, there are no versions, and one object is at most 999 MB.
 * @throws Error when the port is taken.
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
  const { tell, settled } = tellerOf(onObjectEvent);
  guard(app, parts, tell);
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

/** Loads what is stored, and only then lets the stores write through: writing while loading would cascade deletes. */
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
 * Object bytes stay as sent, whatever their content type says (curl calls everything a form), and may be long:
 * fauxqs itself reads forms as text and stops at 11 MiB. Only requests to `/` (SQS) carry JSON and forms.
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

/** Refuses what fauxqs cannot do, and runs the rest within a scope of its own. */
function guard(app: App, parts: FauxqsParts, tell: (events: readonly ObjectEvent[]) => Promise<void>): void {
  app.addHook('preHandler', (request, reply, done) => {
    const route = request.routeOptions.url;
    if (route !== OBJECT_ROUTE && route !== BUCKET_ROUTE) return done();
    const { method, headers } = request;
    const hasKey = Boolean((request.params as Record<string, string>)['*']);
    const query = request.query as Record<string, unknown>;
    const unsupported = unsupportedPart({ method, hasKey, query, headers });
    if (unsupported !== undefined) {
      const error = new parts.S3Error('NotImplemented', `This machine's S3 does not support the ${unsupported}.`, 501);
      return void reply.code(error.statusCode).type('application/xml').send(error.toXml());
    }
    request.body ??= Buffer.alloc(0);
    const scope: WriteScope = { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'], created: [] };
    answerAfter(reply, () => (scope.created.length === 0 ? undefined : tell(scope.created)));
    writeScope.run(scope, done);
  });
}

interface Reply {
  send(payload?: unknown): this;
}

/**
 * Makes a reply wait for something before it is sent; when that fails, the failure is the answer.
 * An asynchronous `onSend` hook would not do: the handlers of fauxqs neither return nor await their reply, so that
 * Fastify would answer a second time, with nothing, while the hook runs.
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
      // Fastify's error handler sends once more, through this reply.
      reply.send = send;
      send(given);
    };
    waited.then(() => answer(payload), answer);
    return reply;
  };
}

/** A teller of events one by one, and a wait for what it has still to tell. */
function tellerOf(listener: Listener) {
  const busy = new Set<Promise<void>>();
  const tellAll = async (events: readonly ObjectEvent[]) => {
    for (const event of events) await listener(event);
  };
  const tell = (events: readonly ObjectEvent[]): Promise<void> => {
    const telling = tellAll(events).finally(() => busy.delete(telling));
    busy.add(telling);
    return telling;
  };
  return { tell, settled: async () => void (await Promise.allSettled(busy)) };
}
