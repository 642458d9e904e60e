import { describe, expect, it } from 'vitest';
import {
  dataEndingOf,
  describeEndings,
  hasEndingOf,
  hasFormatOf,
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
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z-]+\/(catalog\/)?$/);
  });

  it('is the only source file that writes a prefix', () => {
    const literal = new RegExp(`['"\`](${prefixes.join('|')})`);
    // Generated files repeat what their source says. The console cannot import it: test/console/views compares the two.
    const isOther = /\/generated\/|^lib\/console\//;
    const written = sourceFiles(['bin', 'lambdas', 'lib']).filter(({ path }) => !isOther.test(path));
    const writers = written.filter(({ text }) =>
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

  it('accepts the usual endings of data files in upper and lower case, compressed or not', () => {
    const names = ['a.jsonl', 'a.ndjson', 'a.json', 'a.csv', 'a.tsv', 'a.txt', 'a.xml', 'a.parquet'];
    for (const name of names) {
      for (const one of [name, name.toUpperCase(), `${name}.gz`, `${name}.GZ`, `${name}.zip`])
        expect(hasEndingOf('catalog', one)).toBe(true);
    }
    expect(['a.gz', 'a.zip'].map((name) => hasEndingOf('catalog', name))).toEqual([true, true]);
    expect(['a', 'a.md', 'a.xlsx', 'csv', 'a.csv.bak'].map((name) => hasEndingOf('catalog', name))).not.toContain(true);
  });

  it('accepts no table of text for judging data, whose rows contain lists', () => {
    expect(hasEndingOf('judging', 'judging/a.csv')).toBe(false);
    expect(hasEndingOf('judging', 'judging/a.TSV.gz')).toBe(false);
    expect(hasEndingOf('judging', 'judging/a.ndjson')).toBe(true);
    expect(hasFormatOf('judging', 'csv')).toBe(false);
    expect(describeEndings('judging')).toBe('.jsonl, .ndjson, .json, .parquet (each also with .gz or .zip)');
  });

  it('reads the ending from the end of a name as it is written', () => {
    expect(dataEndingOf('Catalog.CSV.gz')).toBe('.CSV.gz');
    expect(dataEndingOf('a.csv.jsonl')).toBe('.jsonl');
    expect(dataEndingOf('a.gz')).toBe('.gz');
    expect(dataEndingOf('a.pdf')).toBeUndefined();
  });
});
