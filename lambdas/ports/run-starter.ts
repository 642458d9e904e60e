/** What a run is to do. Plain JSON. */
export type RunRequest = TrainRequest | PublishRequest;

interface AnyRequest {
  /** The job that tells of it. */
  readonly runId: string;
  /** From 1: a run that failed is begun again under the same id, and goes on from what it kept. */
  readonly attempt: number;
}

/** From the data to a live model. */
export interface TrainRequest extends AnyRequest {
  readonly kind: 'train';
  /** Keys of the uploads that asked for it; none when a caller did. */
  readonly trigger: readonly string[];
  /** Fields of the training configuration over those of the deployment. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Makes a version live that is there already. */
export interface PublishRequest extends AnyRequest {
  readonly kind: 'publish';
  readonly version: string;
  readonly by: string;
  readonly why: string;
  /** Whether `live` may leave a version of later data, and whatever the gate said. */
  readonly override: boolean;
}

/** Starts runs that go on by themselves. */
export interface RunStarter {
  /** Starts a run by a name made of its id and attempt: the second start of one name starts nothing. */
  start(request: RunRequest): Promise<void>;
}
