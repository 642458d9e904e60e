import type { UploadEvent } from './upload-event.ts';

/** How often the work on an upload was continued in another invocation, by messages that the function sends to itself. */
export interface Continuation {
  /** From 0. */
  readonly count: number;
  /** How far the upload was when the message was sent; empty before the first one. Only compared. */
  readonly progress: string;
}

/** What an event of S3 begins with. */
export const FIRST_ATTEMPT: Continuation = { count: 0, progress: '' };

/** The message that continues an upload: the notification of S3 once more, with one field in addition. */
export function writeContinuation(
  { key, etag, sequencer, eventTime }: UploadEvent,
  continuation: Continuation,
): string {
  const object = { key: encodeURIComponent(key), eTag: etag, sequencer };
  return JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', eventTime, s3: { object } }], continuation });
}

/** Reads that field. @returns undefined if it was not written by `writeContinuation` */
export function readContinuation(value: unknown): Continuation | undefined {
  if (value === undefined) return FIRST_ATTEMPT;
  const { count, progress } = (value ?? {}) as Partial<Record<keyof Continuation, unknown>>;
  if (!isCount(count) || typeof progress !== 'string') return undefined;
  return { count, progress };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}
