/** An object came to be: what S3 tells about in an `ObjectCreated` notification. */
export interface ObjectEvent {
  readonly eventName: 'ObjectCreated:Put' | 'ObjectCreated:CompleteMultipartUpload';
  readonly bucket: string;
  /** As uploaded, not URL-encoded. */
  readonly key: string;
  readonly bytes: number;
  /** Hex, without quotes. */
  readonly etag: string;
  /** Hex, 16 digits: of two events, the later has the greater one, also after a restart. */
  readonly sequencer: string;
  /** RFC 3339, UTC, with milliseconds. */
  readonly eventTime: string;
}

/** Room for this many events within one millisecond before the sequencer runs ahead of the clock. */
const EVENTS_PER_MS = 65_536n;
const SEQUENCER_DIGITS = 16;

/** Sequencers from the time, so that they go on rising after a restart; two of one moment differ. */
export class ObjectSequencer {
  #last = 0n;

  next(nowMs: number): string {
    const fromTime = BigInt(nowMs) * EVENTS_PER_MS;
    this.#last = fromTime > this.#last ? fromTime : this.#last + 1n;
    return this.#last.toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0');
  }
}
