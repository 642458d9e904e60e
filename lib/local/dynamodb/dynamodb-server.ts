import { mkdirSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import dynalite, { type DynaliteOptions } from 'dynalite';
import database from 'dynalite/db/index.js';
import { injectFaults } from '../limits/faulty-server.ts';
import { LocalLimits } from '../limits/local-limits.ts';
import { listenOnLoopback } from '../shared/loopback-server.ts';
import { keepLimits } from './dynamodb-limits.ts';
import { closeStreams } from './dynamodb-streams.ts';
import { writeInGroups } from './dynamodb-writes.ts';

/** How long creating, deleting and changing a table takes; AWS needs seconds. */
const TABLE_CHANGE_MS = 1;

export interface DynamoDbOptions {
  /** Folder of the tables; created if missing. @default the tables are in memory */
  readonly dataDir?: string;
  /** @default 0 (any free port) */
  readonly port?: number;
  /** @default those that cost nothing, and no faults */
  readonly limits?: LocalLimits;
}

/** The local DynamoDB. */
export interface DynamoDbServer {
  /** The endpoint for SDK clients, such as `http://127.0.0.1:4567`. */
  readonly endpoint: string;
  /** Answers the open requests, writes everything to disk and frees the port. A second call has no effect. */
  close(): Promise<void>;
}

/**
 * Starts dynalite on loopback. It has no transactions, streams, TTL or PartiQL, and ignores
 * `ReturnValuesOnConditionCheckFailure`. Everything else that the stores use behaves as in AWS.
 * @throws Error when the port or the folder is in use
 */
export async function startDynamoDb(options: DynamoDbOptions = {}): Promise<DynamoDbServer> {
  const { dataDir, port = 0, limits = new LocalLimits() } = options;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const { server, stores } = createServer({
    ...(dataDir !== undefined && { path: dataDir }),
    createTableMs: TABLE_CHANGE_MS,
    deleteTableMs: TABLE_CHANGE_MS,
    updateTableMs: TABLE_CHANGE_MS,
  });
  await stores.db.open();
  closeStreams(stores.db);
  writeInGroups(stores.db);
  const answered = followRequests(server);
  keepLimits(server, stores, limits);
  injectFaults(server, limits.faults, () => 'dynamodb');
  const endpoint = await listenOnLoopback(server, port);
  let closed: Promise<void> | undefined;
  return {
    endpoint,
    close: () => {
      closed ??= answered().then(() => closeWhenAnswered(server));
      return closed;
    },
  };
}

/** The stores of a server: that of everything, and others that dynalite makes of it. */
type Stores = ReturnType<typeof database.create>;

/**
 * Creates a server and gets its stores, which the package does not export. The package is pinned to an exact version.
 */
function createServer(options: DynaliteOptions): { server: Server; stores: Stores } {
  const { create } = database;
  let stores: Stores | undefined;
  database.create = (given) => {
    stores = create(given);
    return stores;
  };
  try {
    return { server: dynalite(options), stores: stores! };
  } finally {
    database.create = create;
  }
}

/** Longer than any request takes, also on a busy machine; a request that is still open then will never end. */
const MAX_REQUEST_MS = 20_000;

/**
 * Counts the open requests, including those whose client has disconnected: dynalite continues with them, and would
 * throw an uncaught error if its database were closed meanwhile.
 * @returns a function that waits until all requests are answered
 */
function followRequests(server: Server): () => Promise<void> {
  const open = new Set<ServerResponse>();
  let whenNoneOpen = (): void => {};
  const settle = (response: ServerResponse): void => {
    open.delete(response);
    if (open.size === 0) whenNoneOpen();
  };
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    open.add(response);
    response.end = new Proxy(response.end, {
      apply(end, self, args) {
        settle(response);
        return Reflect.apply(end, self, args);
      },
    });
    // dynalite never handles a request that did not arrive completely.
    request.once('close', () => request.complete || settle(response));
  });
  return async () => {
    if (open.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      whenNoneOpen = resolve;
      timer = setTimeout(resolve, MAX_REQUEST_MS);
    });
    clearTimeout(timer);
  };
}

function closeWhenAnswered(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((cause) => (cause ? reject(cause) : resolve()));
    // Idle keep-alive connections of SDK clients would keep the server open forever.
    server.closeIdleConnections();
  });
}
