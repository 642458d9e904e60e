import { Readable } from 'node:stream';

/** Values that are read from an iterator at once, and at most so many more than are asked for. */
const READ_AT_ONCE = 64;

/** As much as streams need of an iterator of LevelDB. */
export interface StoreIterator {
  /** The next values, fewer than asked for near the end, none at it. */
  nextv(size: number): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** As much of dynalite's store as its listings go through: LevelDB, and streams that dynalite makes of it. */
export interface StreamStore {
  keys(options?: object): StoreIterator;
  values(options?: object): StoreIterator;
  createKeyStream(options?: object): Readable;
  createValueStream(options?: object): Readable;
}

/**
 * Makes a store close the iterators of its streams. dynalite's own are closed by a method that LevelDB's iterators do not have, and
 * stay open: each holds on to the files as they were, so that a store that is queried while it is written to grows by gigabytes, on disk and in
 * memory, and slows down.
 */
export function closeStreams(store: StreamStore): void {
  store.createKeyStream = (options) => streamOf(store.keys(options));
  store.createValueStream = (options) => streamOf(store.values(options));
}

function streamOf(iterator: StoreIterator): Readable {
  return new Readable({
    objectMode: true,
    highWaterMark: READ_AT_ONCE,
    read() {
      iterator.nextv(READ_AT_ONCE).then(
        (values) => {
          for (const value of values) this.push(value);
          if (values.length === 0) this.push(null);
        },
        (cause: Error) => this.destroy(cause),
      );
    },
    destroy(cause, done) {
      const closed = () => done(cause);
      iterator.close().then(closed, closed);
    },
  });
}
