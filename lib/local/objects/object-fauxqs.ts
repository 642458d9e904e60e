import type { BuildAppOptions } from 'fauxqs';

type Stores = NonNullable<BuildAppOptions['stores']>;

export type S3Store = Stores['s3Store'];
export type S3Object = ReturnType<S3Store['putObject']>;
export type SqsStore = Stores['sqsStore'];
export type SnsStore = Stores['snsStore'];

/** The persistence of the stores: one SQLite file, `fauxqs.db`. */
export type Persistence = NonNullable<SqsStore['persistence']>;

/** An error that fauxqs answers as S3 does, in XML. */
interface S3Error extends Error {
  readonly code: string;
  readonly statusCode: number;
  toXml(): string;
}

/** The classes of fauxqs that are loaded from its files. */
export interface FauxqsParts {
  readonly S3Store: new () => S3Store;
  readonly SqsStore: new () => SqsStore;
  readonly SnsStore: new () => SnsStore;
  readonly PersistenceManager: new (dataDir: string) => Persistence;
  readonly S3Error: new (code: string, message: string, statusCode: number) => S3Error;
}

/**
 * Loads the stores of fauxqs, which `buildApp` accepts but the package does not export. `startFauxqs` is no
 * alternative: it listens on every network interface and has no hook for the guard. The package is pinned to an exact
 * version.
 */
export async function loadFauxqsParts(): Promise<FauxqsParts> {
  const distribution = import.meta.resolve('fauxqs');
  const files = ['s3/s3Store.js', 'sqs/sqsStore.js', 'sns/snsStore.js', 'persistence.js', 'common/errors.js'];
  const modules = await Promise.all(files.map((file) => import(new URL(file, distribution).href)));
  return Object.assign({}, ...modules) as FauxqsParts;
}

/** A prepared statement of SQLite. */
interface Statement {
  run(...values: string[]): unknown;
  get(...values: string[]): Record<string, unknown> | undefined;
}

/**
 * Opens the SQLite file in a folder, with two changes to fauxqs 2.4.1:
 *
 * - It writes NULL into the receive count (NOT NULL) of a message that becomes visible at once, so that
 *   `ChangeMessageVisibility` with 0 fails. Here the count stays unchanged.
 * - It copies the bytes of an object that SQLite has just copied. Here they are used as they are: a copy of 20 MB takes as long
 *   as reading it.
 */
export function openPersistence(parts: FauxqsParts, dataDir: string): Persistence {
  const persistence = new parts.PersistenceManager(dataDir);
  const db = Reflect.get(persistence, 'db') as { prepare(sql: string): Statement };
  const makeReady = db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId: string) => void makeReady.run(messageId);
  const readBody = db.prepare('SELECT body FROM s3_objects WHERE bucket = ? AND key = ?');
  persistence.readBody = (bucket: string, key: string) => {
    const body = readBody.get(bucket, key)?.body as Uint8Array | undefined;
    if (body === undefined) throw new Error(`the local S3 has no bytes of ${bucket}/${key}`);
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  };
  return persistence;
}
