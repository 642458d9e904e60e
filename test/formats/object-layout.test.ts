import { describe, expect, it } from 'vitest';
import {
  endingsOf,
  fileFormatOf,
  hasEndingOf,
  keysUnder,
  modelKey,
  rejectsKey,
  runKey,
  STORED_PREFIXES,
  UPLOAD_PREFIXES,
} from '../../lambdas/formats/object-layout.ts';
import { sourceFiles } from '../support/architecture/source-files.ts';

const prefixes = [...Object.values(UPLOAD_PREFIXES), ...Object.values(STORED_PREFIXES)];

describe('the object layout', () => {
  it('gives each prefix one meaning', () => {
    expect(new Set(prefixes).size).toBe(prefixes.length);
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z]+\/$/);
  });

  it('is the only source file that writes a prefix', () => {
    const literal = new RegExp(`['"\`](${prefixes.join('|')})`);
    const writers = sourceFiles(['bin', 'lambdas', 'lib']).filter(({ text }) =>
      literal.test(text.replace(/^(import|export) .*;$|\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    );
    expect(writers.map(({ path }) => path)).toEqual(['lambdas/formats/object-layout.ts']);
  });

  it('is the only source file that uses an ending of JSON lines, other than in a text for people', () => {
    const literal = /(['"`][\w-]*|\\)\.jsonl(\.gz|\(\\\.gz\)\?)?(['"`$]|\$\/)/;
    const writers = sourceFiles(['bin', 'lib', 'lambdas']).filter(({ text }) =>
      literal.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    );
    expect(writers.map(({ path }) => path)).toEqual(['lambdas/formats/object-layout.ts']);
  });

  it('names the objects of a version, of a run and of an upload', () => {
    expect(modelKey('m-1', 'weights')).toBe('models/m-1/model.safetensors');
    expect(runKey('run-1', 'checkpoint.safetensors')).toBe('runs/run-1/checkpoint.safetensors');
    expect(rejectsKey('catalog/a.jsonl')).toBe('rejects/catalog/a.jsonl.jsonl');
    expect(keysUnder('models/', 'runs/')).toEqual(['models/*', 'runs/*']);
  });

  it('accepts CSV for catalogs and training data, and only JSON lines for judging data', () => {
    expect(endingsOf('catalog')).toEqual(['.jsonl.gz', '.jsonl', '.csv', '.csv.gz']);
    expect(endingsOf('training')).toEqual(endingsOf('catalog'));
    expect(endingsOf('judging')).toEqual(['.jsonl.gz', '.jsonl']);
    expect(hasEndingOf('judging', 'judging/a.csv')).toBe(false);
  });

  it('reads format and compression from the end of a name', () => {
    expect(fileFormatOf('a.csv.gz')).toMatchObject({ format: 'csv', isCompressed: true });
    expect(fileFormatOf('a.csv.jsonl')).toMatchObject({ format: 'jsonl', isCompressed: false });
    expect(fileFormatOf('a.gz')).toBeUndefined();
  });
});
