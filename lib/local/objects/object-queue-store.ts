import { randomUUID } from 'node:crypto';
import type { FaultInjector } from '../limits/fault-injector.ts';
import { MESSAGE_FAULTS } from '../limits/fault-kinds.ts';
import { LOCAL_ACCOUNT } from '../template/intrinsic-functions.ts';
import type { FauxqsParts, SqsStore } from './object-fauxqs.ts';

/** Queues whose URLs point to the running server. */
export type QueueStore = SqsStore & {
  /** Such as `http://127.0.0.1:4566`; set before the first queue is created. */
  origin: string;
};

/** The longest delay of a message that is to come after later ones. */
const DELAY_MILLISECONDS = 5000;

/**
 * The SQS store of fauxqs, with queue URLs under the server's endpoint. The URLs of fauxqs have a host name that not
 * every resolver knows, and the port of the run that created the queue. Messages are delivered at least once, in any order.
 */
export function createQueueStore(parts: FauxqsParts, faults: FaultInjector): QueueStore {
  class LocalQueueStore extends parts.SqsStore {
    origin = '';

    override createQueue(...args: Parameters<SqsStore['createQueue']>): ReturnType<SqsStore['createQueue']> {
      const [name, , ...rest] = args;
      const queue = super.createQueue(name, `${this.origin}/${LOCAL_ACCOUNT}/${name}`, ...rest);
      deliverFaultily(queue, faults);
      return queue;
    }
  }
  return new LocalQueueStore();
}

/** Makes a queue repeat and delay some of the messages that are sent to it, but none that were received before. */
function deliverFaultily(queue: ReturnType<SqsStore['createQueue']>, faults: FaultInjector): void {
  const enqueue = queue.enqueue.bind(queue);
  queue.enqueue = (message) => {
    const fault = message.approximateReceiveCount === 0 ? faults.draw('sqs', MESSAGE_FAULTS) : undefined;
    if (fault === undefined) return enqueue(message);
    faults.count('sqs', fault);
    if (fault === 'duplicateMessage') enqueue({ ...message, messageId: randomUUID() });
    else message.delayUntil = Date.now() + faults.drawMilliseconds('sqs', DELAY_MILLISECONDS);
    enqueue(message);
  };
}
