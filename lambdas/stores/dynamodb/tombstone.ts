import { EXPIRY_ATTRIBUTE } from '../../formats/table-layout.ts';
import type { Item } from './item.ts';

/** Longer than any message waits: a queue and its dead-letter queue hold a message for at most 14 days each. */
const TOMBSTONE_DAYS = 60;
const SECONDS_PER_DAY = 86_400;

/**
 * The attribute that lets DynamoDB delete a tombstone after 60 days.
 * @param updatedAt RFC 3339: when the product was removed.
 */
export function tombstoneExpiry(updatedAt: string): Item {
  const seconds = Math.floor(Date.parse(updatedAt) / 1000) + TOMBSTONE_DAYS * SECONDS_PER_DAY;
  return { [EXPIRY_ATTRIBUTE]: { N: String(seconds) } };
}
