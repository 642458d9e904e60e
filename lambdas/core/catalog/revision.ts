/**
 * The order of the writes of one product, as text: time first, then the position within the moment.
 *
 * S3 sequencers are compared after padding the shorter one on the right with zeros. Text comparison of sequencers
 * without their trailing zeros gives the same order, so they are stored that way.
 */

const LINE_DIGITS = 9;

/** @param at RFC 3339 UTC with milliseconds, such as `2026-11-24T10:00:00.000Z`, so that text order is time order. */
export function formatRequestRevision(at: string): string {
  return `${at}#`;
}

/** @param line Number of the line in the upload, from 1: the later line of one upload wins. */
export function formatUploadRevision(at: string, sequencer: string, line: number): string {
  return `${at}#${sequencer.replace(/0+$/, '')}#${String(line).padStart(LINE_DIGITS, '0')}`;
}
