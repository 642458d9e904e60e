/** One request that must be answered once, however often it is sent. */
export interface IdempotencyRecord {
  /** Names the operation and the key that the caller chose. */
  readonly id: string;
  /** Hex SHA-256 of what was asked: one key is for one request. */
  readonly requestSha256: string;
  /** Names the attempt that works on it, or did. */
  readonly claim: string;
  /** RFC 3339: until then nobody else may work on it, unless it is answered. */
  readonly claimedUntil: string;
  /** RFC 3339: from then on the record is as good as gone. */
  readonly expiresAt: string;
  /** What was answered: plain JSON. Absent while it is not known. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

/** Requests that were sent with a key of their own. */
export interface IdempotencyStore {
  /** Strongly consistent. A record that has expired may still be there. */
  get(id: string): Promise<IdempotencyRecord | undefined>;
  /**
   * Compare-and-swap: writes the record only while the one that stands is of the claim `over` (undefined: while none stands).
   * A write that is repeated finds itself `written`.
   */
  put(record: IdempotencyRecord, over: string | undefined): Promise<'written' | 'conflict'>;
}
