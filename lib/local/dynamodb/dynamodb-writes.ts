type Done = (error: Error | null) => void;

/** A change of the store under a key. */
export type StoreOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

/** The part of dynalite's store that its reads and writes use: LevelDB, with callbacks. */
export interface CallbackStore {
  open(): Promise<void>;
  getSync(key: string): unknown;
  get(key: string, done: (error: Error | null, value?: unknown) => void): void;
  put(key: string, value: unknown, done: Done): void;
  del(key: string, done: Done): void;
  batch(operations: readonly StoreOperation[], done: Done): void;
}

/**
 * Makes an open store write in groups and read synchronously. Writes that arrive during a write are written together
 * with the next one, in their order, and confirmed when they are written. dynalite reads on a thread, where a read
 * waits for the lock that every write holds: with two cores and thirty writers that was half of the time. A synchronous
 * read comes from memory or the system's cache.
 *
 * dynalite throws an error that it cannot answer, which would end the process, such as one of a full disk. So a failure
 * becomes an answer: callers wait and try again, and go on when there is space.
 */
export function writeInGroups(store: CallbackStore): void {
  const write = store.batch.bind(store);
  let waiting: { operations: readonly StoreOperation[]; done: Done }[] = [];
  let isWriting = false;
  const writeNext = (): void => {
    const group = waiting;
    waiting = [];
    isWriting = group.length > 0;
    if (!isWriting) return;
    const operations = group.flatMap((one) => one.operations);
    write(operations, (error) => {
      const failure = error && toAnswer(error);
      for (const { done } of group) done(failure);
      writeNext();
    });
  };
  const add = (operations: readonly StoreOperation[], done: Done): void => {
    waiting.push({ operations, done });
    if (isWriting) return;
    isWriting = true;
    // Requests that arrived together are written together.
    setImmediate(writeNext);
  };
  store.put = (key, value, done) => add([{ type: 'put', key, value }], done);
  store.del = (key, done) => add([{ type: 'del', key }], done);
  store.batch = add;
  store.get = (key, done) => {
    let value: unknown;
    try {
      value = store.getSync(key);
    } catch (cause) {
      setImmediate(done, cause as Error);
      return;
    }
    setImmediate(done, null, value);
  };
}

/** A failure of LevelDB, as dynalite answers one of DynamoDB. */
function toAnswer(cause: Error): Error {
  console.error(`dynamodb: ${cause.message}: free some space, or check the folder`);
  const body = { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: cause.message };
  return Object.assign(new Error(cause.message, { cause }), { statusCode: 500, body });
}
