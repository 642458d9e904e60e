/** One request that is answered once, however often it is sent. */
export interface IdempotencyRecord {
  /** Names the operation and the key that the caller chose. */
  readonly id: string;
  /** Hex SHA-256 of the request: a key belongs to one request. */
  readonly requestSha256: string;
  /** Names the attempt that works on the request, or worked on it. */
  readonly claim: string;
  /** RFC 3339. Until then no other attempt may work on the request, unless it is answered. */
  readonly claimedUntil: string;
  /** RFC 3339. From then on the record counts as deleted. */
  readonly expiresAt: string;
  /** The answer: plain JSON. Absent until it is known. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

/** Requests with an idempotency key. */
export interface IdempotencyStore {
  /** Strongly consistent. May return a record that has expired. */
  get(id: string): Promise<IdempotencyRecord | undefined>;
  /**
   * Compare-and-swap: writes the record only if the stored one has the claim `over` (undefined: only if none is stored).
   * A repeated write returns `written`.
   */
  put(record: IdempotencyRecord, over: string | undefined): Promise<'written' | 'conflict'>;
}
