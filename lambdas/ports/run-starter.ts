/** What a run is to do. Plain JSON. */
export type RunRequest = TrainRequest | PublishRequest;

interface AnyRequest {
  /** The job that tells of it. */
  readonly runId: string;
  /** From 1: a run that failed is begun again under the same id, and goes on from what it kept. */
  readonly attempt: number;
}

/** What a run trains on: all data there is, or what the lineage of `head` was not trained on. */
export type RunData = 'all' | 'new';

/** From the data to a live model. */
export interface TrainRequest extends AnyRequest {
  readonly kind: 'train';
  /** Keys of the uploads that asked for it; none when a caller did. */
  readonly trigger: readonly string[];
  /** Fields of the training configuration over those of the deployment. */
  readonly config: Readonly<Record<string, unknown>>;
  /** @default 'all' */
  readonly data?: RunData;
}

/** Makes a version live that is there already, whatever is live. */
export interface PublishRequest extends AnyRequest {
  readonly kind: 'publish';
  readonly version: string;
}

/** Starts runs that go on by themselves. */
export interface RunStarter {
  /** Starts a run by a name made of its id and attempt: the second start of one name starts nothing. */
  start(request: RunRequest): Promise<void>;
}
