import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { buildFilmSample, writeFilmSample } from '../../../lib/local/demo/sample-films.ts';
import { parseStartOptions, restartCommand, urlOf } from '../../../lib/local/demo/start-options.ts';
import { HomeInUseError, lockHome } from '../../../lib/local/stack/home-lock.ts';
import { jsonLines } from '../../support/core/shared-data.ts';
import { temporaryFolder, writeJsonLines } from '../../support/local/local-stack-fixture.ts';
import { silentOutput } from '../../support/terminal/captured-output.ts';

describe('parseStartOptions', () => {
  it('has a default for every option', () => {
    expect(parseStartOptions([], silentOutput)).toMatchObject({
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
    [['--data', '/nowhere'], 'missing-input', 'no folder /nowhere'],
  ])('throws for %j, with the code %s', (argv, code, said) => {
    expect(() => parseStartOptions(argv, silentOutput)).toThrow(
      expect.objectContaining({ name: 'UsageError', code, message: expect.stringContaining(said) }),
    );
  });

  it('takes a folder with a catalog alone, and gives the command and the address that serve it again', () => {
    const folder = temporaryFolder();
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), []);
    const parse = (...more: string[]) => parseStartOptions(['--data', folder, '--home', '/h', ...more], silentOutput);
    expect(parse().data).toBe(folder);
    expect([restartCommand(parse()), urlOf(parse())]).toEqual([
      "npm start -- --serve --home '/h'",
      'http://127.0.0.1:3000',
    ]);
    expect(urlOf(parse('--port', '0'))).toBe('http://127.0.0.1:3000');
    const chosen = parse('--port', '4000');
    expect([restartCommand(chosen), urlOf(chosen)]).toEqual([
      "npm start -- --serve --home '/h' --port 4000",
      'http://127.0.0.1:4000',
    ]);
  });
});

describe('lockHome', () => {
  it('locks a folder for one process, and takes over the lock of a process that has ended', () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'lock'), String(process.ppid));
    expect(() => lockHome(home)).toThrow(HomeInUseError);
    expect(() => lockHome(home)).toThrow(expect.objectContaining({ code: 'home-in-use' }));
    writeFileSync(join(home, 'lock'), '999999999');
    const release = lockHome(home);
    release();
    expect(() => lockHome(home)).not.toThrow();
  });

  it.each(['', '0', '-1', 'not a process', '1.5'])('takes over a lock that names no process (%j)', (content) => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'lock'), content);
    const release = lockHome(home);
    expect(readFileSync(join(home, 'lock'), 'utf8').split(' ')[0]).toBe(String(process.pid));
    release();
  });
});

describe('the film sample', () => {
  const folder = writeFilmSample(temporaryFolder());
  const catalog = jsonLines<Product>(join(folder, 'catalog.jsonl.gz'));

  it('has 3,201 films with distinct ids and without their directors', () => {
    expect(catalog).toHaveLength(3201);
    expect(new Set(catalog.map((product) => product.id)).size).toBe(3201);
    expect(JSON.stringify(catalog)).not.toContain('Spielberg');
  });

  it('has no film in both the training pairs and the judging rows', () => {
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

  it('omits unknown fields of a film', () => {
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
    expect(buildFilmSample([{ ...nothing, Title: 1984 }]).catalog).toEqual([{ id: 'film-0001', title: '1984' }]);
  });
});
