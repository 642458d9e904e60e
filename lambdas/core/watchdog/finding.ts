import { TrainingError, type WatchdogErrorCode } from '../training/config/training-error.ts';

/** What a warning may be about: a failure for which the evidence is thin, or a sign that is no failure by itself. */
type FindingCode = WatchdogErrorCode | 'few-active-triplets' | 'no-progress' | 'low-rank' | 'dead-dimensions';

/** Something that the watchdog saw: the sign, what most likely causes it, and the one thing to change. Plain JSON. */
export interface Finding {
  readonly code: FindingCode;
  /** The step after which it was seen; 0 is before the first. */
  readonly step: number;
  readonly sign: string;
  readonly cause: string;
  readonly change: string;
}

/** A finding that no training can get over. */
export interface Failure extends Finding {
  readonly code: WatchdogErrorCode;
}

/** Thrown when the watchdog stops a run: a TrainingError of the finding's code, that tells all of it in its message. */
export class WatchdogError extends TrainingError {
  readonly finding: Failure;

  constructor(finding: Failure) {
    const { code, step, sign, cause, change } = finding;
    super(code, `stopped ${step === 0 ? 'before the first step' : `at step ${step}`}: ${sign}. ${cause}: ${change}`);
    this.finding = finding;
  }
}
