import { describe, expect, it } from 'vitest';
import type { OpenedFile } from '../../../lambdas/formats/files/open-file.ts';
import { surveyFile } from '../../../lambdas/formats/files/survey-file.ts';

/** A file of so many records of one character, and how often they were read. */
function tinyRecords(count: number) {
  let readings = 0;
  async function* records() {
    readings += 1;
    for (let line = 1; line <= count; line++) yield { ok: true as const, line, value: line, text: 'x' };
  }
  const file: OpenedFile = { found: { format: 'json-lines', notes: [] }, records, readingNotes: () => [] };
  return { file, readings: () => readings };
}

describe('surveyFile', () => {
  it.each([
    ['keeps the records of a small file', 1000, 1],
    ['reads a file again whose records are many, though their texts are short', 50_000, 2],
  ])('%s', async (_what, count, expected) => {
    const { file, readings } = tinyRecords(count);
    let seen = 0;
    const again = await surveyFile(file, () => {
      seen += 1;
    });
    const records: unknown[] = [];
    for await (const record of again()) records.push(record);
    expect([seen, records.length, readings()]).toEqual([count, count, expected]);
  });
});
