/** The creation of an object, as S3 describes it in an `ObjectCreated` notification. */
export interface ObjectEvent {
  readonly eventName: 'ObjectCreated:Put' | 'ObjectCreated:CompleteMultipartUpload';
  readonly bucket: string;
  /** As uploaded, not URL-encoded. */
  readonly key: string;
  readonly bytes: number;
  /** Hex, without quotes. */
  readonly etag: string;
  /** 16 hex digits. A later event has a greater one, also after a restart. */
  readonly sequencer: string;
  /** RFC 3339, UTC, with milliseconds. */
  readonly eventTime: string;
}

/** Sequencers per millisecond; more events in one millisecond make the sequencer run ahead of the clock. */
const EVENTS_PER_MS = 65_536n;
const SEQUENCER_DIGITS = 16;

/** Makes sequencers from the time, so that they keep rising after a restart. Two sequencers always differ. */
export class ObjectSequencer {
  #last = 0n;

  next(nowMs: number): string {
    const fromTime = BigInt(nowMs) * EVENTS_PER_MS;
    this.#last = fromTime > this.#last ? fromTime : this.#last + 1n;
    return this.#last.toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0');
  }
}
