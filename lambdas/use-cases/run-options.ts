import type { OpenRunOptions } from './open-run.ts';
import type { StepOptions } from './run-step.ts';

/** How a run is run where it is run. */
export interface RunOptions extends OpenRunOptions, StepOptions {
  /** Fields of the training configuration of the deployment, parsed JSON. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** How a run ended. */
export interface RunOutcome {
  readonly state: 'succeeded' | 'failed' | 'canceled';
  readonly modelVersion?: string;
  readonly promoted?: boolean;
}
