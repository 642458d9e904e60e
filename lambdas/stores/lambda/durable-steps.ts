import type { DurableContext } from '@aws/durable-execution-sdk-js';
import {
  type DurableSteps,
  type EmbedShardRequest,
  type EmbedShardResult,
  FinalError,
  type MapOutcome,
} from '../../ports/durable-steps.ts';

const MOST_TRIES = 4;
const FIRST_DELAY_SECONDS = 2;

/** What a step leaves: its result, or why trying again would not help. A thrown error would be tried again, and lose its code. */
type StepEnd<Result> =
  | { readonly result?: Result }
  | { readonly final: { readonly code: FinalError['code']; readonly message: string } };

/** Durable steps as AWS Lambda has them. */
export class LambdaDurableSteps implements DurableSteps {
  readonly #context: DurableContext;
  readonly #embedShardFunction: string;

  /** @param embedShardFunction ARN of the function that embeds a shard. */
  constructor(context: DurableContext, embedShardFunction: string) {
    this.#context = context;
    this.#embedShardFunction = embedShardFunction;
  }

  async step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const end = await this.#context.step(name, () => endOf(work), { retryStrategy });
    if ('final' in end) throw new FinalError(end.final.code, end.final.message);
    // A step without a result leaves none: JSON has no undefined.
    return end.result as Result;
  }

  async embedShards(
    requests: readonly EmbedShardRequest[],
    { concurrency, tolerated }: { readonly concurrency: number; readonly tolerated: number },
  ): Promise<MapOutcome<EmbedShardResult>> {
    const batch = await this.#context.map(
      'embed',
      [...requests],
      (context, request) =>
        context.invoke<EmbedShardRequest, EmbedShardResult>(
          `shard ${request.segment}`,
          this.#embedShardFunction,
          request,
        ),
      {
        maxConcurrency: concurrency,
        completionConfig: { toleratedFailureCount: tolerated },
        itemNamer: ({ segment }) => `shard ${segment}`,
      },
    );
    if (batch.failureCount > tolerated) batch.throwIfError();
    return { results: batch.getResults(), failed: batch.failureCount };
  }

  async rest(name: string, seconds = 1): Promise<void> {
    await this.#context.wait(name, { seconds });
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

function retryStrategy(_error: Error, attempt: number) {
  if (attempt >= MOST_TRIES) return { shouldRetry: false };
  return { shouldRetry: true, delay: { seconds: FIRST_DELAY_SECONDS ** attempt } };
}
