/** Bad usage or input: the place and the cure are in the message; the process ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
