import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findDataFile, requireDataFile } from '../../lib/terminal/data-folder.ts';

function folderWith(...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of files) writeFileSync(join(folder, file), '');
  return folder;
}

describe('a data folder', () => {
  it('finds a file by its name, with any ending of data files, in upper or lower case', () => {
    for (const file of ['catalog.jsonl', 'Catalog.CSV', 'CATALOG.ndjson.GZ', 'catalog.tsv', 'catalog.xml.zip']) {
      const folder = folderWith(file, 'README.md', 'catalog.md', 'catalog-old.csv');
      expect(findDataFile(folder, 'catalog')).toBe(join(folder, file));
    }
  });

  it('finds meta.json, which is no judging data', () => {
    const folder = folderWith('meta.json', 'judge.jsonl');
    expect(findDataFile(folder, 'meta')).toBe(join(folder, 'meta.json'));
    expect(findDataFile(folder, 'judge')).toBe(join(folder, 'judge.jsonl'));
  });

  it.each([
    ['catalog', 'catalog.jsonl', 'catalog.jsonl.gz'],
    ['train', 'train.csv', 'train.jsonl'],
    ['judge', 'Judge.jsonl', 'judge.ndjson'],
  ] as const)('refuses two files named %s with both names, because one may be old', (name, ...files) => {
    const folder = folderWith(...files);
    expect(() => findDataFile(folder, name)).toThrow(
      expect.objectContaining({ code: 'several-inputs', message: expect.stringContaining(files.join(' and ')) }),
    );
  });

  it('says what it expects where a file or the folder is missing', () => {
    expect(() => requireDataFile('/nowhere', 'judge')).toThrow('there is no folder /nowhere\nCheck the path.');
    expect(() => requireDataFile(folderWith('train.jsonl'), 'judge')).toThrow(
      /has no judge\.jsonl or judge with another ending of \.jsonl, \.ndjson, \.json, \.parquet \(each also with \.gz or \.zip\)\nAdd the file/,
    );
    expect(() => requireDataFile(folderWith('train.jsonl'), 'catalog')).toThrow('catalog.jsonl');
  });
});
