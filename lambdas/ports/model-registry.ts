import type { Page, PageRequest } from './page.ts';

/** The online steps between a version and the version that they started from. */
export interface Lineage {
  /** The version that the steps started from: of a training run, or of a first step that created new weights. */
  readonly base: string;
  /** Accepted steps from `base` to this version, along the parents; at least 1. */
  readonly steps: number;
}

/** When the weights of a version that no pointer names are removed. */
export interface WeightsExpiry {
  /** RFC 3339, UTC. From then on no pointer may be moved to the version. */
  readonly weightsExpireAt: string;
  /** Whether the weights are removed. */
  readonly weightsRemoved?: true;
}

/** The record of one model version. Only its expiry changes. */
export interface ModelRecord extends Partial<WeightsExpiry> {
  readonly version: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** The version whose weights training started from, if any. */
  readonly parent?: string;
  /** Of a version made by an online step; absent if the step created new weights. */
  readonly lineage?: Lineage;
  /** What made the version: a training run, or an online step from `head`. */
  readonly origin: 'training-run' | 'train-step';
  /** Hex SHA-256 of the weights object. */
  readonly weightsSha256: string;
  readonly weightsBytes: number;
  readonly dim: number;
  /** Configuration, metrics, baselines, loss curve: plain JSON. */
  readonly report: Readonly<Record<string, unknown>>;
}

/** The model versions. */
export interface ModelRegistry {
  /** Stores a record; `exists`: the version has a record already, which stays as it is. */
  create(record: ModelRecord): Promise<'created' | 'exists'>;
  get(version: string): Promise<ModelRecord | undefined>;
  /** Sets when the weights of a version expire; undefined: they do not. Nothing happens if there is no such record. */
  setExpiry(version: string, expiry: WeightsExpiry | undefined): Promise<void>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<ModelRecord>>;
}
