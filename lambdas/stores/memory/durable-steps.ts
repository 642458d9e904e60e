import {
  type DurableSteps,
  type EmbedShardRequest,
  type EmbedShardResult,
  FinalError,
  type MapOutcome,
} from '../../ports/durable-steps.ts';

/**
 * Durable steps within one process, for tests: what is done is remembered as JSON text, so that work that is cut off can go on
 * with the same object. Steps are tried once.
 */
export class MemoryDurableSteps implements DurableSteps {
  readonly #embedShard: (request: EmbedShardRequest) => Promise<EmbedShardResult>;
  readonly #done = new Map<string, string>();
  /** Names of all steps, in the order of their ends. */
  readonly names: string[] = [];
  /** Seconds of each rest that was asked for: none takes any time here. */
  readonly rests: number[] = [];

  constructor(embedShard: (request: EmbedShardRequest) => Promise<EmbedShardResult>) {
    this.#embedShard = embedShard;
  }

  async step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const known = this.#done.get(name);
    if (known !== undefined) return JSON.parse(known) as Result;
    const result = await work();
    this.#done.set(name, JSON.stringify(result ?? null));
    this.names.push(name);
    return result;
  }

  async embedShards(
    requests: readonly EmbedShardRequest[],
    limits: { readonly concurrency: number; readonly tolerated: number },
  ): Promise<MapOutcome<EmbedShardResult>> {
    const results: EmbedShardResult[] = [];
    const failures: unknown[] = [];
    for (const request of requests) {
      try {
        results.push(await this.step(`shard ${request.segment}`, () => this.#embedShard(request)));
      } catch (cause) {
        if (cause instanceof FinalError) throw cause;
        failures.push(cause);
      }
    }
    if (failures.length > limits.tolerated) throw failures[0];
    return { results, failed: failures.length };
  }

  async rest(_name: string, seconds = 1): Promise<void> {
    this.rests.push(seconds);
  }
}
