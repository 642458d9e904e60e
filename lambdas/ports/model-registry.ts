/** What is known of one model version. Immutable once created. */
export interface ModelRecord {
  readonly version: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** The version whose weights training went on from, when there was one. */
  readonly parent?: string;
  /** What made it: a whole training run or a step from `head`. */
  readonly origin: 'training-run' | 'train-step';
  /** Hex SHA-256 of the weights object. */
  readonly weightsSha256: string;
  readonly weightsBytes: number;
  readonly dim: number;
  /** Configuration, metrics, baselines, loss curve: plain JSON. */
  readonly report: Readonly<Record<string, unknown>>;
}

/**
 * `head`: the newest weights, training goes on from here. `live`: the version whose vectors are complete and served.
 * `next`: the version that is being published; what is written meanwhile is embedded under it too. `previous`: the one that was
 * live before, whose vectors are kept to roll back to.
 */
export type PointerName = 'head' | 'live' | 'next' | 'previous';

export interface Pointer {
  readonly version: string;
  /** RFC 3339, UTC: when the pointer was moved here. */
  readonly movedAt: string;
}

/** One page of a listing; `cursor` is absent on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/** The model versions. */
export interface ModelRegistry {
  /** Records a version; `exists` when it was recorded before (the first record stays). */
  create(record: ModelRecord): Promise<'created' | 'exists'>;
  get(version: string): Promise<ModelRecord | undefined>;
  /** Newest first. `limit` is 1 to 100. */
  list(page: { limit: number; cursor?: string }): Promise<Page<ModelRecord>>;
}

/** The pointers. */
export interface ModelPointers {
  /** Strongly consistent. */
  read(name: PointerName): Promise<Pointer | undefined>;
  /**
   * Compare-and-swap: moves the pointer to `to` only while it names `from` (undefined: while it names nothing).
   * @returns `moved`, or `conflict` when it names something else. Moving to where it already stands is `moved`.
   */
  move(name: PointerName, change: { from: string | undefined; to: string; at: string }): Promise<'moved' | 'conflict'>;
}
