import { describe, expect, it } from 'vitest';
import type { Upload } from '../../../lib/client/generated/schemas.ts';
import { describeUpload, describeUploading } from '../../../lib/local/demo/job-lines.ts';

/** The fields that the lines read. */
const job = (detail: object) => ({ id: 'run-1', state: 'running', ...detail }) as Upload;

describe('describeUploading', () => {
  it('counts the lines that are dealt with', () => {
    expect(describeUploading('catalog/a.csv', job({}))).toBe('catalog/a.csv: 0 lines so far');
    expect(describeUploading('catalog/a.csv', job({ taken: 12_345 }))).toBe('catalog/a.csv: 12,345 lines so far');
  });
});

describe('describeUpload', () => {
  it('says how many products a full upload removed', () => {
    const counts = { lines: 9, accepted: 9, unchanged: 9, rejected: 0, removed: 2 };
    expect(describeUpload('replace/catalog/a.csv', job(counts))).toBe(
      'replace/catalog/a.csv: 9 lines, 9 accepted (9 unchanged), 0 rejected, 2 products removed',
    );
  });

  it('says what became of the lines of a catalog, and what was left out of them', () => {
    const counts = {
      lines: 12,
      accepted: 11,
      rejected: 1,
      written: 4,
      added: 3,
      changed: 1,
      unchanged: 0,
      replaced: 7,
    };
    const fields = [
      { field: 'title', reason: 'too-long', values: 1 },
      { field: 'price', reason: 'not-a-number', values: 4 },
    ];
    const fieldsIgnored = { values: 5, fields };
    expect(describeUpload('catalog/a.csv', job({ ...counts, fieldsIgnored, rejectsKey: 'rejects/a' }))).toBe(
      'catalog/a.csv: 12 lines, 11 accepted (3 added, 1 changed, 7 replaced by a later line), 1 rejected, ' +
        '5 values left out (most in price: not-a-number), reasons in rejects/a',
    );
  });

  it('counts the lines, and names the file of reasons when lines were rejected', () => {
    expect(describeUpload('catalog/a.csv', job({}))).toBe('catalog/a.csv: 0 lines, 0 accepted, 0 rejected');
    const counts = { lines: 3, accepted: 2, rejected: 1, rejectsKey: 'rejects/a' };
    expect(describeUpload('catalog/a.csv', job(counts))).toBe(
      'catalog/a.csv: 3 lines, 2 accepted, 1 rejected, reasons in rejects/a',
    );
  });
});
