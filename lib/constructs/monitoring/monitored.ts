import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FunctionQueue } from '../function-queue.ts';
import type { KindredHttpApi } from '../http-api.ts';
import type { KindredFunction } from '../kindred-function.ts';
import type { Storage } from '../storage.ts';

/** The parts of the stack that the alarms and the dashboard look at. */
export interface Monitored {
  readonly stage: string;
  /** The scope of alarms on Kindred's own metrics. */
  readonly service: Construct;
  readonly api: KindredHttpApi;
  /** All functions, by the names of their handlers. */
  readonly functions: ReadonlyMap<string, KindredFunction>;
  readonly storage: Storage;
  /** Of uploads and of events. */
  readonly queues: readonly FunctionQueue[];
  /** The queue of starts that failed for good. */
  readonly failures: Queue;
  /** Whether searches use DynamoDB's vector index. */
  readonly hasVectorIndex: boolean;
  /** Whether a model of Bedrock embeds the texts of products. */
  readonly hasTextModel: boolean;
}
