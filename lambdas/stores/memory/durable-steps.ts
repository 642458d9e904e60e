import {
  type DurableSteps,
  type EmbedShardRequest,
  type EmbedShardResult,
  FinalError,
  type MadeMap,
  type MakeMapRequest,
  type MapOutcome,
} from '../../ports/durable-steps.ts';

/**
 * Durable steps within one process, for tests. Results are stored as JSON text, so that interrupted work can resume with the
 * same object. A step has one attempt.
 */
export class MemoryDurableSteps implements DurableSteps {
  readonly #embedShard: (request: EmbedShardRequest) => Promise<EmbedShardResult>;
  readonly #makeMap: (request: MakeMapRequest) => Promise<MadeMap | null>;
  readonly #done = new Map<string, string>();
  /** Names of all finished steps, in the order of their ends. */
  readonly names: string[] = [];
  /** The seconds of each requested wait; none takes any time here. */
  readonly waits: number[] = [];

  /** @param makeMap By default no version has vectors to make a map of. */
  constructor(
    embedShard: (request: EmbedShardRequest) => Promise<EmbedShardResult>,
    makeMap: (request: MakeMapRequest) => Promise<MadeMap | null> = async () => null,
  ) {
    this.#embedShard = embedShard;
    this.#makeMap = makeMap;
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
    limits: { readonly tolerated: number },
  ): Promise<MapOutcome<EmbedShardResult>> {
    const results: EmbedShardResult[] = [];
    let failed = 0;
    for (const request of requests) {
      if (failed > limits.tolerated) break;
      try {
        results.push(await this.step(`shard ${request.segment}`, () => this.#embedShard(request)));
      } catch (cause) {
        if (cause instanceof FinalError) throw cause;
        failed += 1;
      }
    }
    return { results, failed };
  }

  async makeMap(request: MakeMapRequest): Promise<MadeMap | null> {
    return this.step('map', () => this.#makeMap(request));
  }

  async wait(_name: string, seconds = 1): Promise<void> {
    this.waits.push(seconds);
  }
}
