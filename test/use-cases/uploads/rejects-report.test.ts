import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryReportStore } from '../../../lambdas/stores/memory/report-store.ts';
import {
  MAX_EXCERPTS,
  MAX_REPORTED,
  type RejectedLine,
  RejectsReport,
} from '../../../lambdas/use-cases/uploads/rejects-report.ts';
import { gzipped } from '../../support/stores/byte-streams.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const rejected = (line: number, text = '{'): RejectedLine => ({
  line,
  code: 'malformed-json',
  detail: 'no JSON',
  text,
});

let reports: MemoryReportStore;
let report: RejectsReport;

const rows = async () =>
  (await reports.read(report.key))!
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row));

beforeEach(() => {
  reports = new MemoryReportStore();
  report = new RejectsReport(reports, 'catalog/a.jsonl');
});

describe('RejectsReport', () => {
  it('writes nothing if there is nothing to report', async () => {
    expect(await report.write()).toBeUndefined();
    expect(await reports.read(report.key)).toBeUndefined();
  });

  it('lists rejected lines and ignored fields in their order', async () => {
    report.add(rejected(1));
    report.addIgnored(2, { field: 'price', reason: 'not-a-number', example: 'cheap' });
    report.add(rejected(3));
    expect(await report.write()).toBe('rejects/catalog/a.jsonl.jsonl');
    expect(await rows()).toEqual([
      { line: 1, code: 'malformed-json', detail: 'no JSON', text: '{' },
      { line: 2, code: 'field-ignored', detail: 'price: not-a-number', text: 'cheap' },
      { line: 3, code: 'malformed-json', detail: 'no JSON', text: '{' },
    ]);
  });

  it('has short excerpts of the first rejected lines, for the job', () => {
    const long = 'x'.repeat(10_000);
    for (let line = 1; line <= 1000; line++) report.add({ ...rejected(line, long), detail: long });
    expect(report.excerpts.map(({ line }) => line)).toEqual(Array.from({ length: MAX_EXCERPTS }, (_, i) => i + 1));
    expect(JSON.stringify(report.excerpts).length).toBeLessThan(6000);
  });

  it('ends with the number of lines that it does not list', async () => {
    for (let line = 1; line <= MAX_REPORTED + 5; line++) report.add(rejected(line));
    await report.write();
    const all = await rows();
    expect(all).toHaveLength(MAX_REPORTED + 1);
    expect(all.at(-1)).toMatchObject({ code: 'not-listed', rejected: 5, ignored: 0 });
  });

  it('lists ten examples of a field and reason, and counts the others', async () => {
    for (let line = 1; line <= 50; line++) {
      report.addIgnored(line, { field: 'price', reason: 'not-a-number', example: 'cheap' });
      report.addIgnored(line, { field: 'price', reason: 'nested', example: '{}' });
    }
    await report.write();
    const all = await rows();
    expect(all).toHaveLength(21);
    expect(all.at(-1)).toMatchObject({ code: 'not-listed', rejected: 0, ignored: 80 });
  });

  it('lists at most 1,000 examples of any number of fields, each of bounded length', async () => {
    const long = 'x'.repeat(10_000);
    for (let line = 1; line <= 3000; line++)
      report.addIgnored(line, { field: `field ${line} ${long}`, reason: 'nested', example: long });
    await report.write();
    expect(await rows()).toHaveLength(MAX_REPORTED + 1);
    expect((await reports.read(report.key))!.length).toBeLessThan(2_000_000);
  });

  it('stays small for a small file that holds very many bad lines, which the job counts', async () => {
    const world = new JobWorld();
    const lines = 20_000;
    const event = world.uploadBytes('catalog/flood.jsonl.gz', gzipped('x\n'.repeat(lines)));
    await world.ingest(event);
    expect(await world.job('upload', event.key)).toMatchObject({
      state: 'failed',
      lines,
      rejected: lines,
      accepted: 0,
    });
    const { firstRejects } = (await world.job('upload', event.key)) as { firstRejects: readonly RejectedLine[] };
    expect(firstRejects.map(({ line }) => line)).toEqual(Array.from({ length: MAX_EXCERPTS }, (_, i) => i + 1));
    expect(firstRejects[0]).toMatchObject({ line: 1, code: 'malformed-json', text: 'x' });
    const text = (await world.reports.read('rejects/catalog/flood.jsonl.gz.jsonl'))!;
    expect(text.length).toBeLessThan(300_000);
    expect(JSON.parse(text.trim().split('\n').at(-1)!)).toMatchObject({ rejected: lines - MAX_REPORTED });
  });
});
