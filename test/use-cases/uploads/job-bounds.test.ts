import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IgnoredTally, MAX_LISTED_FIELDS } from '../../../lambdas/use-cases/uploads/ignored-tally.ts';
import { boundFileReport, MAX_ENTRIES } from '../../../lambdas/use-cases/uploads/job-file-report.ts';

describe('IgnoredTally', () => {
  it('counts nothing as absent', () => {
    expect(new IgnoredTally().counts).toBeUndefined();
  });

  it('counts values by field and reason', () => {
    const tally = new IgnoredTally();
    for (const reason of ['nested', 'nested', 'too-long'] as const) tally.add({ field: 'title', reason });
    tally.add({ field: '__proto__', reason: 'nested' });
    expect(tally.counts).toEqual({
      values: 4,
      fields: [
        { field: 'title', reason: 'nested', values: 2 },
        { field: 'title', reason: 'too-long', values: 1 },
        { field: '__proto__', reason: 'nested', values: 1 },
      ],
    });
  });

  it('counts the same in one go as after any interruption, and lists a bounded number of fields', () => {
    const fields = fc.array(fc.nat(80), { maxLength: 300 });
    fc.assert(
      fc.property(fields, fc.nat(300), (numbers, cut) => {
        const ignored = numbers.map((number) => ({ field: `field ${number}`, reason: 'nested' as const }));
        const whole = new IgnoredTally();
        for (const one of ignored) whole.add(one);
        const first = new IgnoredTally();
        for (const one of ignored.slice(0, cut)) first.add(one);
        const resumed = new IgnoredTally(first.counts);
        for (const one of ignored.slice(cut)) resumed.add(one);
        expect(resumed.counts).toEqual(whole.counts);
        const listed = whole.counts?.fields ?? [];
        expect(listed.length).toBeLessThanOrEqual(MAX_LISTED_FIELDS);
        const sum = listed.reduce((total, { values }) => total + values, whole.counts?.otherValues ?? 0);
        expect(sum).toBe(ignored.length);
      }),
    );
  });
});

describe('boundFileReport', () => {
  it('leaves a usual report as it is', () => {
    const columns = [{ column: 'Handle', field: 'id', type: 'text', because: 'given by the mapping' }];
    const report = { format: 'csv', delimiter: ';', columns, notes: ['a blank line was skipped'] };
    expect(boundFileReport(report)).toEqual(report);
  });

  it('says how many columns and notes it does not show, and cuts long texts', () => {
    const long = 'ü'.repeat(10_000);
    const column = { column: long, field: long, type: long, because: long };
    const bounded = boundFileReport({
      format: 'csv',
      columns: Array(5000).fill(column),
      notes: Array(MAX_ENTRIES + 7).fill(long),
    });
    expect(bounded.columns).toHaveLength(MAX_ENTRIES);
    expect(bounded.notes.slice(-2)).toEqual(['7 more notes are not listed', '4940 more columns are not listed']);
    expect(Buffer.byteLength(JSON.stringify(bounded))).toBeLessThan(200_000);
  });
});
