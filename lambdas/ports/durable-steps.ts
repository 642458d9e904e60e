import { CodedError } from '../core/errors/coded-error.ts';

/** One of the catalog's parts, to be embedded by itself. */
export interface EmbedShardRequest {
  readonly modelVersion: string;
  /** In [0, segments). */
  readonly segment: number;
  readonly segments: number;
}

export interface EmbedShardResult {
  readonly embedded: number;
  readonly notEmbeddable: number;
  readonly milliseconds: number;
  /** Memory of the function that embedded the part. Absent in results stored by older code. */
  readonly memoryMegabytes?: number;
}

/** What came of the parts of a catalog. */
export interface MapOutcome<Result> {
  readonly results: readonly Result[];
  /** Parts that failed to the end of their tries. */
  readonly failed: number;
}

/**
 * Work that outlives any process. Whoever goes on with it calls the same steps in the same order: those that are done give
 * what they gave. All results are plain JSON, and small: what is large is kept in a store, and its key returned.
 */
export interface DurableSteps {
  /**
   * Does a piece of work, tried again when it fails; it may be cut off anywhere, and done more than once.
   * @throws FinalError as the work threw it: trying again would not help. Anything else after the last try.
   */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Embeds parts of the catalog elsewhere, some at a time. @throws when more than `tolerated` of them fail. */
  embedShards(
    requests: readonly EmbedShardRequest[],
    limits: { readonly concurrency: number; readonly tolerated: number },
  ): Promise<MapOutcome<EmbedShardResult>>;
  /**
   * Lets this process end; the work goes on in a new one, which has its whole time again.
   * @param seconds Not before they are over, at least 1 (default 1).
   */
  rest(name: string, seconds?: number): Promise<void>;
}

/** Thrown by a step for what trying again does not change. */
export class FinalError extends CodedError<'for-the-shop' | 'canceled'> {}
