/** What was decided about a model version, by whom, and why. */
export interface Decision {
  readonly version: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** `passed` and `held`: by the gate. `override`: promoted by a caller, whatever the gate said. `rolled-back`: `live` was moved back to it. */
  readonly decision: 'passed' | 'held' | 'override' | 'rolled-back';
  /** `gate`, or the caller. */
  readonly by: string;
  readonly why: string;
  /** What the decision was made on: plain JSON. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Decisions about model versions, kept for good. */
export interface DecisionLog {
  /** Keeps a decision; the same one (version, time and decision) again changes nothing. */
  record(decision: Decision): Promise<void>;
  /** The decisions about a version, the first first. */
  of(version: string): Promise<readonly Decision[]>;
}
