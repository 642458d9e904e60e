/** Longer than any message lives: a queue and its dead-letter queue keep one for at most 14 days each. */
const TOMBSTONE_DAYS = 60;
const SECONDS_PER_DAY = 86_400;

/**
 * When DynamoDB may delete what a removal left, in seconds since 1970.
 * @param updatedAt RFC 3339: when the removal happened.
 */
export function expiresAtOf(updatedAt: string): number {
  return Math.floor(Date.parse(updatedAt) / 1000) + TOMBSTONE_DAYS * SECONDS_PER_DAY;
}
