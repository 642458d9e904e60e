/** How a run ended. */
export interface RunOutcome {
  readonly state: 'succeeded' | 'failed' | 'canceled';
  readonly modelVersion?: string;
  readonly promoted?: boolean;
}
