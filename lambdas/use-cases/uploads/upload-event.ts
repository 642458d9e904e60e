/** The event that S3 sends for an uploaded object. */
export interface UploadEvent {
  readonly key: string;
  /** Hex, without quotes; empty if the event has none. */
  readonly etag: string;
  /** Orders the events of one key: compared as text without its trailing zeros. */
  readonly sequencer: string;
  /** RFC 3339, UTC, with milliseconds. */
  readonly eventTime: string;
}

/** One text that orders the events of one key. */
export function orderOf({ eventTime, sequencer }: Pick<UploadEvent, 'eventTime' | 'sequencer'>): string {
  return `${eventTime}#${sequencer.replace(/0+$/, '')}`;
}

/**
 * How the event of an upload was handled.
 * - `done`: every line was read.
 * - `failed`: the file cannot be read (to its end), or nothing of it can be taken; the job says why.
 * - `duplicate`: this event was handled before.
 * - `stale`: the object has been replaced; the newer object has an event of its own.
 * - `missing`: the object is gone.
 * - `ignored`: a folder marker.
 */
export type UploadOutcome = 'done' | 'failed' | 'duplicate' | 'stale' | 'missing' | 'ignored';
