/** What S3 told of an uploaded object. */
export interface UploadEvent {
  readonly key: string;
  /** Hex, without quotes. */
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
