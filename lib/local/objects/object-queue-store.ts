import { LOCAL_ACCOUNT } from '../template/intrinsic-functions.ts';
import type { FauxqsParts, SqsStore } from './object-fauxqs.ts';

/** Queues whose URLs point to the running server. */
export type QueueStore = SqsStore & {
  /** Such as `http://127.0.0.1:4566`; set before the first queue is created. */
  origin: string;
};

/**
 * The SQS store of fauxqs, with queue URLs under the server's endpoint. The URLs of fauxqs have a host name that not
 * every resolver knows, and the port of the run that created the queue.
 */
export function createQueueStore(parts: FauxqsParts): QueueStore {
  class LocalQueueStore extends parts.SqsStore {
    origin = '';

    override createQueue(...args: Parameters<SqsStore['createQueue']>): ReturnType<SqsStore['createQueue']> {
      const [name, , ...rest] = args;
      return super.createQueue(name, `${this.origin}/${LOCAL_ACCOUNT}/${name}`, ...rest);
    }
  }
  return new LocalQueueStore();
}
