import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EVENTS_PREFIX, keysUnder } from '../../lambdas/formats/object-layout.ts';
import type { FunctionFactory } from './function-factory.ts';
import { FunctionQueue } from './function-queue.ts';
import type { KindredFunction } from './kindred-function.ts';

/** The queue of events, and the function that collects them into objects under `interactions/events/`. */
export class EventFunctions extends Construct {
  readonly queue: FunctionQueue;

  constructor(scope: Construct, id: string, functions: FunctionFactory) {
    super(scope, id);
    const consumer = functions.add(this, 'CollectEvents', {
      handler: 'collect-events',
      description: 'Collects the events of some minutes into one object of training data',
      memoryMegabytes: 512,
      timeoutSeconds: 60,
      access: {
        uploads: {
          write: keysUnder(EVENTS_PREFIX),
          reason: 'Objects of events are named by their time and messages; those to come cannot be listed here.',
        },
      },
    });
    this.queue = new FunctionQueue(this, 'Queue', {
      consumer,
      // The largest of both: few large objects. Lambda invokes earlier once a batch has 6 MB.
      batchSize: 10_000,
      batchingWindow: Duration.minutes(5),
      maxConcurrency: 2,
    });
  }

  /** Allows a function to put events on the queue, and sets the variable with its address. */
  bindSend(fn: KindredFunction): void {
    this.queue.bindSend(fn, 'EVENTS_QUEUE_URL');
  }
}
