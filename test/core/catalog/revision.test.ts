import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatRequestRevision,
  formatUploadRevision,
  parseUploadRevision,
} from '../../../lambdas/core/catalog/revision.ts';

const at = '2026-01-01T00:00:00.000Z';

/** As S3 compares sequencers: the shorter one is padded on the right with zeros. */
function compareAsS3(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const [left, right] = [a.padEnd(length, '0'), b.padEnd(length, '0')];
  return left < right ? -1 : left > right ? 1 : 0;
}

describe('the revisions of uploads', () => {
  it('have the order of S3 for sequencers of any length', () => {
    const sequencers = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), maxLength: 12 });
    fc.assert(
      fc.property(sequencers, sequencers, (a, b) => {
        const [left, right] = [a, b].map((one) => formatUploadRevision(at, one, 1));
        expect(left! < right! ? -1 : left! > right! ? 1 : 0).toBe(compareAsS3(a, b));
      }),
    );
  });

  it.each([
    ['0055', '0A', 'less'],
    ['0A', '0A00', 'equal'],
    ['0A0001', '0A', 'greater'],
  ])('of the sequencers %s and %s are %s', (a, b, expected) => {
    const [left, right] = [a, b].map((one) => formatUploadRevision(at, one, 7));
    expect(left! < right! ? 'less' : left === right ? 'equal' : 'greater').toBe(expected);
  });

  it('are later for later lines of an upload, and later than a request of the same time', () => {
    expect(formatUploadRevision(at, 'A', 9) < formatUploadRevision(at, 'A', 10)).toBe(true);
    expect(formatRequestRevision(at) < formatUploadRevision(at, '', 1)).toBe(true);
    expect(parseUploadRevision(formatUploadRevision(at, 'A00', 12))).toEqual({ upload: `${at}#A`, line: 12 });
    expect(parseUploadRevision(formatRequestRevision(at))).toBeUndefined();
  });
});
