/** What an execution environment is given when it begins. */
export interface WorkerSetup {
  readonly functionName: string;
  readonly bundle: string;
  readonly memoryMegabytes: number;
  /** ARNs of the functions that a durable function may invoke; undefined for one that is not durable. */
  readonly invokes?: readonly string[];
}

/** One event for a function. */
export interface Invocation {
  readonly requestId: string;
  /** JSON, as Lambda hands it over: nothing is shared with the caller. */
  readonly event: string;
  /** Milliseconds since the epoch at which the function's time is over. */
  readonly deadlineMs: number;
}

/** What became of it: the result as JSON, or the error as Lambda reports it. */
export type InvocationOutcome =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };
