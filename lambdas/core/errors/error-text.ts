/** The message of an error, or the text of any other value that was thrown. */
export function errorText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The error itself, or an error around any other value that was thrown; for logs, which show the stack. */
export function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(`thrown: ${String(cause)}`);
}
