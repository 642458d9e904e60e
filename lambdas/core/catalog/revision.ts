/*
 * A revision is a text that orders the writes of one product: the time, then the position of the write within that
 * moment.
 *
 * S3 compares sequencers after padding the shorter one on the right with zeros. Comparing them as text without trailing
 * zeros gives the same order, so they are stored without them.
 */

const LINE_DIGITS = 9;

/**
 * The revision of a write by request.
 * @param at RFC 3339 UTC with milliseconds, such as `2026-11-24T10:00:00.000Z`, so that text order is time order.
 */
export function formatRequestRevision(at: string): string {
  return `${at}#`;
}

/**
 * The revision of a write by upload.
 * @param at As in formatRequestRevision: the time of the upload.
 * @param line Number of the line in the upload, from 1. The last line of a product wins.
 */
export function formatUploadRevision(at: string, sequencer: string, line: number): string {
  return `${at}#${sequencer.replace(/0+$/, '')}#${String(line).padStart(LINE_DIGITS, '0')}`;
}

/** The upload of a revision, and the line; undefined for the revision of a request. */
export function parseUploadRevision(revision: string): { readonly upload: string; readonly line: number } | undefined {
  const [at, sequencer, line] = revision.split('#');
  return line === undefined ? undefined : { upload: `${at}#${sequencer}`, line: Number(line) };
}
