import { CodedError } from '../core/errors/coded-error.ts';
import type { ProductMap } from '../core/map/product-map.ts';
import type { FrozenCatalog } from './run-store.ts';

/** One part of the catalog, to be embedded by itself. */
export interface EmbedShardRequest {
  readonly modelVersion: string;
  /** In [0, segments). */
  readonly segment: number;
  readonly segments: number;
  /** Where the products are read. @default the table */
  readonly catalog?: FrozenCatalog;
}

export interface EmbedShardResult {
  readonly embedded: number;
  readonly notEmbeddable: number;
  readonly milliseconds: number;
  /** Memory of the function that embedded the part. Absent in results stored by older code. */
  readonly memoryMegabytes?: number;
}

/** A map of the products, to be made by itself. */
export interface MakeMapRequest {
  readonly modelVersion: string;
  /** Where the products are read. @default the table */
  readonly catalog?: FrozenCatalog;
}

/** What a map shows, and what it took. Plain JSON: it is the result of a durable step. */
export interface MadeMap {
  readonly method: ProductMap['method'];
  /** Products on the map. */
  readonly products: number;
  readonly clusters: number;
  /** Products of the catalog that are not on the map, because the snapshot has no vector of them. */
  readonly withoutVector: number;
  readonly milliseconds: number;
  /** Memory of the function that made the map. */
  readonly memoryMegabytes: number;
}

/** The results of the parts of a catalog. A part of which nothing is said was not started, or has not ended. */
export interface MapOutcome<Result> {
  readonly results: readonly Result[];
  /** Parts that failed. */
  readonly failed: number;
}

/**
 * Steps of work that outlives its process. A process that resumes the work calls the same steps in the same order; a step that is done
 * returns its stored result. Results are plain JSON and small: large data goes into a store, and its key is returned.
 */
export interface DurableWork {
  /**
   * Does a piece of work, with retries when it fails. The process may end at any point, so the work may run more than once.
   * @throws FinalError as the work threw it: another attempt would not help. Any other error after the last attempt.
   */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /**
   * Lets this process end; the work is resumed in a new process with its full time.
   * @param seconds The shortest wait, at least 1 (default 1).
   */
  wait(name: string, seconds?: number): Promise<void>;
}

/** The durable steps of a training run or a publication. */
export interface DurableSteps extends DurableWork {
  /** Makes the map of a version in another function. @returns null if the version has no vectors. @throws if it fails */
  makeMap(request: MakeMapRequest): Promise<MadeMap | null>;
  /**
   * Embeds parts of the catalog in other functions, as many at once as the deployment allows. Once more than `tolerated` of them have failed, no
   * further part starts.
   */
  embedShards(
    requests: readonly EmbedShardRequest[],
    limits: { readonly tolerated: number },
  ): Promise<MapOutcome<EmbedShardResult>>;
}

/** Thrown by a step when another attempt would not help: the shop has to correct its data, or the run was canceled. */
export class FinalError extends CodedError<'for-the-shop' | 'canceled'> {}
