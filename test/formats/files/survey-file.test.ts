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
    const { records: again, lookedAt } = await surveyFile(file, () => {
      seen += 1;
    });
    const records: unknown[] = [];
    for await (const record of again()) records.push(record);
    expect([seen, records.length, readings(), lookedAt]).toEqual([count, count, expected, undefined]);
  });

  it('looks at so many characters of a long file, says at how many records, and gives all of them', async () => {
    const { file } = tinyRecords(1000);
    let seen = 0;
    const { records, lookedAt } = await surveyFile(file, () => void seen++, 20_100);
    let read = 0;
    for await (const _ of records()) read += 1;
    expect([seen, lookedAt, read]).toEqual([101, 101, 1000]);
  });
});
