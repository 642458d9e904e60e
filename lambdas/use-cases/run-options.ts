import type { OpenRunOptions } from './open-run.ts';

/** How a run is run where it is run. */
export interface RunOptions extends OpenRunOptions {
  /** Fields of the training configuration of the deployment, parsed JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How long a slice of training may be. */
  readonly sliceMilliseconds: number;
  /** Of the function: what a second costs, and how much of a shop can be trained on. */
  readonly memoryMegabytes: number;
}

/** How a run ended. */
export interface RunOutcome {
  readonly state: 'succeeded' | 'failed' | 'canceled';
  readonly modelVersion?: string;
  readonly promoted?: boolean;
}
