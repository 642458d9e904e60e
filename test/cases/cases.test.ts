import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCases } from './case-folder.ts';
import { checkCase } from './check-case.ts';
import { runCase } from './run-case.ts';

let folder: string;

function addCase(name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindred-cases-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('readCases', () => {
  it('reads the commands, what is right and what is uploaded from the README of each case', () => {
    addCase('b', {
      'README.md':
        '# b\n`npm run -s kindred -- train --data . --out M && npm run -s kindred -- judge --model M`\nRight: 1. Is: 0.',
    });
    addCase('a', { 'README.md': '# a\nUpload to catalog/. Right: two products. Is: none.', 'catalog.csv': 'id' });
    const [first, second] = readCases(folder);
    expect(first).toMatchObject({ name: 'a', commands: [], uploads: ['catalog.csv'], right: 'two products.' });
    expect(second?.commands.map(({ words }) => words.join(' '))).toEqual(['train --data . --out M', 'judge --model M']);
    expect(second).toMatchObject({ uploads: [], right: '1.' });
  });

  it('repeats the commands with another file if the README says so', () => {
    addCase('a', { 'README.md': '`npm run -s kindred -- embed --catalog c`; then with plain.jsonl as catalog.jsonl' });
    const swap = { file: 'plain.jsonl', as: 'catalog.jsonl' };
    expect(readCases(folder)[0]?.commands).toMatchObject([{ words: expect.anything() }, { swap }]);
  });

  it('refuses a folder without cases', () => {
    expect(() => readCases(folder)).toThrow(/holds no case/);
  });
});

describe('checkCase', () => {
  it('finds what an upload of a case gives, and says what differs', async () => {
    addCase('a', {
      'README.md': 'Upload to catalog/. Right: one product.',
      'catalog.jsonl': '{"id":"p1","title":"lamp"}\n',
      'expect.json': JSON.stringify([
        { of: 'job', at: 'accepted', is: 1 },
        { of: 'product p1', at: 'title', contains: 'lam' },
        { of: 'job', at: 'rejected', atLeast: 1 },
      ]),
    });
    const [one] = readCases(folder);
    const steps = await runCase(one!, mkdtempSync(join(folder, 'scratch-')), '');
    expect(checkCase(one!.expectations, steps)).toEqual(['job rejected: expected at least 1, found 0']);
  });
});
