import { createRetryStrategy, type DurableContext, JitterStrategy } from '@aws/durable-execution-sdk-js';
import {
  type DurableSteps,
  type DurableWork,
  type EmbedShardRequest,
  type EmbedShardResult,
  FinalError,
  type MadeMap,
  type MakeMapRequest,
  type MapOutcome,
} from '../../ports/durable-steps.ts';
import { StoreError } from '../../ports/store-error.ts';

/** Doubling waits from 2 seconds up to 5 minutes. A run is the only caller of its steps, so they need no jitter. */
const waits = {
  initialDelay: { seconds: 2 },
  backoffRate: 2,
  maxDelay: { minutes: 5 },
  jitter: JitterStrategy.NONE,
} as const;
/** Ten attempts in 13 minutes: no one pays for the waits, and AWS may be away for some minutes. */
const retryOutage = createRetryStrategy({ ...waits, maxAttempts: 10 });
/** Four attempts in 14 seconds: a failure of the work itself mostly comes again, and each attempt may take minutes. */
const retryFailure = createRetryStrategy({ ...waits, maxAttempts: 4 });

const retryStrategy: typeof retryOutage = (cause, attemptsMade) => {
  const isOutage = cause instanceof StoreError && cause.code === 'unavailable';
  return (isOutage ? retryOutage : retryFailure)(cause, attemptsMade);
};

/** What a step stores: its result, or a final error. A thrown error would be retried, and would lose its code. */
type StepEnd<Result> =
  | { readonly result?: Result }
  | { readonly final: { readonly code: FinalError['code']; readonly message: string } };

/** The functions that do parts of a run, by their ARNs. */
export interface PartFunctions {
  readonly embedShard: string;
  readonly makeMap: string;
  /** Shards that are embedded at once, each in a function of its own. */
  readonly concurrentShards: number;
}

/** Steps of a durable execution of AWS Lambda. */
export class LambdaDurableWork implements DurableWork {
  protected readonly context: DurableContext;

  constructor(context: DurableContext) {
    this.context = context;
  }

  async step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const end = await this.context.step(name, () => endOf(work), { retryStrategy });
    if ('final' in end) throw new FinalError(end.final.code, end.final.message);
    // A step without a result stores none, because JSON has no undefined.
    return end.result as Result;
  }

  async wait(name: string, seconds = 1): Promise<void> {
    await this.context.wait(name, { seconds });
  }
}

/** Steps that also embed shards and make a map, in other functions. */
export class LambdaDurableSteps extends LambdaDurableWork implements DurableSteps {
  readonly #functions: PartFunctions;

  constructor(context: DurableContext, functions: PartFunctions) {
    super(context);
    this.#functions = functions;
  }

  async embedShards(
    requests: readonly EmbedShardRequest[],
    { tolerated }: { readonly tolerated: number },
  ): Promise<MapOutcome<EmbedShardResult>> {
    const batch = await this.context.map(
      'embed',
      [...requests],
      (context, request) =>
        context.invoke<EmbedShardRequest, EmbedShardResult>(
          `shard ${request.segment}`,
          this.#functions.embedShard,
          request,
        ),
      {
        maxConcurrency: this.#functions.concurrentShards,
        completionConfig: { toleratedFailureCount: tolerated },
        itemNamer: ({ segment }) => `shard ${segment}`,
      },
    );
    return { results: batch.getResults(), failed: batch.failureCount };
  }

  async makeMap(request: MakeMapRequest): Promise<MadeMap | null> {
    return this.context.invoke<MakeMapRequest, MadeMap | null>('map', this.#functions.makeMap, request);
  }
}

async function endOf<Result>(work: () => Promise<Result>): Promise<StepEnd<Result>> {
  try {
    return { result: await work() };
  } catch (cause) {
    if (cause instanceof FinalError) return { final: { code: cause.code, message: cause.message } };
    throw cause;
  }
}
