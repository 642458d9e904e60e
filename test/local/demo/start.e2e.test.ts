import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { filmSample, writeFilmSample } from '../../../lib/local/demo/sample-films.ts';
import { startOptions } from '../../../lib/local/demo/start-options.ts';
import { HomeInUseError, lockHome } from '../../../lib/local/stack/home-lock.ts';
import { jsonLines } from '../../support/core/shared-data.ts';
import { passingFolder, writeJsonLines } from '../../support/local/local-stack-fixture.ts';

describe('startOptions', () => {
  it('has defaults', () => {
    expect(startOptions([])).toMatchObject({
      data: undefined,
      once: false,
      json: false,
      port: 3000,
      home: expect.stringMatching(/\.kindred$/),
    });
  });

  it.each([
    [['--port', 'x'], 'wrong-value', '--port is x'],
    [['--port', '70000'], 'wrong-value', '--port is 70000'],
    [['--bogus'], 'unknown-option', '--bogus'],
    [['--serve', '--once'], 'exclusive-options', "'--serve' cannot be used with option '--once'"],
    [['--data', '/nowhere'], 'missing-input', 'catalog.jsonl.gz'],
  ])('refuses %j, with a code and the place', (argv, code, said) => {
    expect(() => startOptions(argv)).toThrow(
      expect.objectContaining({ name: 'UsageError', code, message: expect.stringContaining(said) }),
    );
  });

  it('asks for training data beside the catalog', () => {
    const folder = passingFolder();
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), []);
    expect(() => startOptions(['--data', folder])).toThrow('train.jsonl.gz');
  });
});

describe('lockHome', () => {
  it('keeps a folder for one process, and takes over the lock of one that is gone', () => {
    const home = passingFolder();
    writeFileSync(join(home, 'lock'), String(process.ppid));
    expect(() => lockHome(home)).toThrow(HomeInUseError);
    expect(() => lockHome(home)).toThrow(expect.objectContaining({ code: 'home-in-use' }));
    writeFileSync(join(home, 'lock'), '999999999');
    const release = lockHome(home);
    release();
    expect(() => lockHome(home)).not.toThrow();
  });
});

describe('the film sample', () => {
  const folder = passingFolder();
  writeFilmSample(folder);
  const catalog = jsonLines<Product>(join(folder, 'catalog.jsonl.gz'));

  it('is 3,201 films with ids of their own, and no director among what is known of them', () => {
    expect(catalog).toHaveLength(3201);
    expect(new Set(catalog.map((product) => product.id)).size).toBe(3201);
    expect(JSON.stringify(catalog)).not.toContain('Spielberg');
  });

  it('holds some directors out: nobody is in the training pairs and in the judging rows', () => {
    const trained = new Set(
      jsonLines<{ anchor: string; positive: string }>(join(folder, 'train.jsonl.gz')).flatMap((row) => [
        row.anchor,
        row.positive,
      ]),
    );
    const judged = jsonLines<{ query: string; relevant: string[] }>(join(folder, 'judge.jsonl.gz'));
    expect(judged.length).toBeGreaterThan(200);
    expect(judged.filter((row) => trained.has(row.query) || row.relevant.some((id) => trained.has(id)))).toEqual([]);
  });

  it('leaves out what is not known', () => {
    const nothing = {
      Title: null,
      Director: null,
      Distributor: null,
      Source: null,
      'Major Genre': null,
      'Creative Type': null,
      'MPAA Rating': null,
      'Release Date': null,
      'Running Time min': null,
      'Production Budget': null,
    };
    expect(filmSample([{ ...nothing, Title: 1984 }]).catalog).toEqual([{ id: 'film-0001', title: '1984' }]);
  });
});
