/**
 * `passed`, `held`: by the gate. `promoted`: requested by a caller, and allowed by the gate. `override`: requested by a
 * caller, although the gate holds the version. `rolled-back`: `live` was moved back to this version.
 * `head-set`: a caller set `head` to this version.
 */
export const DECISION_KINDS = ['passed', 'held', 'promoted', 'override', 'rolled-back', 'head-set'] as const;
type DecisionKind = (typeof DECISION_KINDS)[number];

/** A decision about a model version: what, by whom, and why. */
export interface Decision {
  readonly version: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly decision: DecisionKind;
  /** `gate`, or the caller. */
  readonly by: string;
  readonly why: string;
  /** The figures that the decision depends on: plain JSON. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Decisions about model versions. They are never deleted. */
export interface DecisionLog {
  /** Stores a decision; storing the same decision (version, time and kind) twice changes nothing. */
  record(decision: Decision): Promise<void>;
  /** The decisions about a version, the oldest first. */
  of(version: string): Promise<readonly Decision[]>;
}
