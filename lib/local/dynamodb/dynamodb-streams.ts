import { Readable } from 'node:stream';

/** Values read from an iterator at once; at most this many are read ahead. */
const READ_AT_ONCE = 64;

/** What an iterator says after its store was closed. Nobody waits for the rest then, and an error would end the process. */
const CLOSED = 'LEVEL_ITERATOR_NOT_OPEN';

/** The part of a LevelDB iterator that streams need. */
export interface StoreIterator {
  /** The next values: fewer than `size` near the end, none at the end. */
  nextv(size: number): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** The part of dynalite's store that its listings use: LevelDB, and the streams that dynalite makes of it. */
export interface StreamStore {
  keys(options?: object): StoreIterator;
  values(options?: object): StoreIterator;
  createKeyStream(options?: object): Readable;
  createValueStream(options?: object): Readable;
}

/**
 * Makes a store close the iterators of its streams. dynalite closes them by a method that LevelDB's iterators do not
 * have, so they stay open and lock old files: a store that is queried while it is written grows by gigabytes and slows
 * down.
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
        (cause: Error & { code?: string }) => this.destroy(cause.code === CLOSED ? undefined : cause),
      );
    },
    destroy(cause, done) {
      const closed = () => done(cause);
      iterator.close().then(closed, closed);
    },
  });
}
