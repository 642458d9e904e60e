/** The data with which an execution environment starts. */
export interface WorkerSetup {
  readonly functionName: string;
  readonly functionArn: string;
  readonly bundle: string;
  readonly memoryMegabytes: number;
  /** ARNs of the functions that a durable function may invoke; undefined if the function is not durable. */
  readonly invokes?: readonly string[];
}

/** One event for a function. */
export interface Invocation {
  readonly requestId: string;
  /** JSON, as Lambda passes it: nothing is shared with the caller. */
  readonly event: string;
  /** When the function times out, in milliseconds since the epoch. */
  readonly deadlineMs: number;
}

/** The outcome of an invocation: the result as JSON, or the error as Lambda reports it. */
export type InvocationOutcome =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };
