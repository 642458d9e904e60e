import { TrainingError, type WatchdogErrorCode } from '../training/config/training-error.ts';

/** What a warning can report: a failure with little evidence, or a sign that is not a failure by itself. */
type FindingCode = WatchdogErrorCode | 'few-active-triplets' | 'no-progress' | 'low-rank' | 'dead-dimensions';

/** What the watchdog found: the sign, its most likely cause, and the one thing to change. Plain JSON. */
export interface Finding {
  readonly code: FindingCode;
  /** The step after which it was found; 0 is before the first step. */
  readonly step: number;
  readonly sign: string;
  readonly cause: string;
  readonly change: string;
}

/** A finding that further training cannot repair. */
export interface Failure extends Finding {
  readonly code: WatchdogErrorCode;
}

/**
 * Thrown when the watchdog stops a run: a TrainingError with the code of the finding, and all of the finding in its
 * message.
 */
export class WatchdogError extends TrainingError {
  readonly finding: Failure;

  constructor(finding: Failure) {
    const { code, step, sign, cause, change } = finding;
    super(code, `stopped ${step === 0 ? 'before the first step' : `at step ${step}`}: ${sign}. ${cause}: ${change}`);
    this.finding = finding;
  }
}
