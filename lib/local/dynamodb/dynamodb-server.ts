import { mkdirSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite, { type DynaliteOptions } from 'dynalite';
import database from 'dynalite/db/index.js';
import { closeStreams, type StreamStore } from './dynamodb-streams.ts';
import { type CallbackStore, writeInGroups } from './dynamodb-writes.ts';

/** How long tables take to come, go and change: AWS needs seconds, nobody here wants to wait for that. */
const TABLE_CHANGE_MS = 1;

export interface DynamoDbOptions {
  /** Folder that keeps the tables between starts; created when missing. In memory when absent. */
  readonly dataDir?: string;
  /** @default 0 (any free port) */
  readonly port?: number;
}

/** A DynamoDB of this machine. */
export interface DynamoDbServer {
  /** Such as `http://127.0.0.1:4567`: what SDK clients take as their endpoint. */
  readonly endpoint: string;
  /** Answers the open requests, writes everything to disk and frees the port. Closing twice is closing once. */
  close(): Promise<void>;
}

/**
 * Starts dynalite on loopback. It knows no transactions, streams, TTL or PartiQL, and ignores
 * `ReturnValuesOnConditionCheckFailure`; everything else that the stores use behaves as in AWS.
 * @throws Error when the port is taken, or the folder by another server.
 */
export async function startDynamoDb(options: DynamoDbOptions = {}): Promise<DynamoDbServer> {
  const { dataDir, port = 0 } = options;
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const { server, store } = made({
    ...(dataDir !== undefined && { path: dataDir }),
    createTableMs: TABLE_CHANGE_MS,
    deleteTableMs: TABLE_CHANGE_MS,
    updateTableMs: TABLE_CHANGE_MS,
  });
  await store.open();
  closeStreams(store);
  writeInGroups(store);
  const answered = followRequests(server);
  await listening(server, port);
  let closed: Promise<void> | undefined;
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      closed ??= answered().then(() => closing(server));
      return closed;
    },
  };
}

/** A server and its store, which the package makes itself and shows to nobody; it is pinned exactly. */
function made(options: DynaliteOptions): { server: Server; store: CallbackStore & StreamStore } {
  const { create } = database;
  let store: (CallbackStore & StreamStore) | undefined;
  database.create = (given) => {
    const stores = create(given);
    store = stores.db;
    return stores;
  };
  try {
    return { server: dynalite(options), store: store! };
  } finally {
    database.create = create;
  }
}

/** Longer than any request takes; what has not ended by then never will. */
const LONGEST_REQUEST_MS = 2000;

/**
 * Counts the requests under way, also those whose client has gone: dynalite works on, and would throw out of nowhere if its
 * database were closed under it.
 * @returns what waits until all are answered.
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
    // A request that never came whole is never worked on.
    request.once('close', () => request.complete || settle(response));
  });
  return async () => {
    if (open.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      whenNoneOpen = resolve;
      timer = setTimeout(resolve, LONGEST_REQUEST_MS);
    });
    clearTimeout(timer);
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closing(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((cause) => (cause ? reject(cause) : resolve()));
    // Idle keep-alive connections of SDK clients would hold the server open for good.
    server.closeIdleConnections();
  });
}
