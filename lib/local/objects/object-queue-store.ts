import type { FauxqsParts, SqsStore } from './object-fauxqs.ts';

const ACCOUNT_ID = '000000000000';

/** Queues whose URLs lead to the server as it listens now. */
export type QueueStore = SqsStore & {
  /** Such as `http://127.0.0.1:4566`; set before the first queue is made. */
  origin: string;
};

/**
 * The SQS store of fauxqs, with queue URLs below the server's own endpoint: those of fauxqs name a host that not every
 * resolver knows, and keep the port of the run that created the queue.
 */
export function createQueueStore(parts: FauxqsParts): QueueStore {
  class LocalQueueStore extends parts.SqsStore {
    origin = '';

    override createQueue(...args: Parameters<SqsStore['createQueue']>): ReturnType<SqsStore['createQueue']> {
      const [name, , ...rest] = args;
      return super.createQueue(name, `${this.origin}/${ACCOUNT_ID}/${name}`, ...rest);
    }
  }
  return new LocalQueueStore();
}
