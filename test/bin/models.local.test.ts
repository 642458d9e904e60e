import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { colouredThings, quickConfig, tasteBaskets, tasteOf } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { runKindred as kindred, runKindredOnTerminal } from '../support/terminal/run-kindred.ts';

const data = temporaryFolder();
const [first, second] = [join(data, 'first'), join(data, 'second')];
const products = colouredThings();

/** Every command that shows something of a finished model, as its words. */
const shows = {
  inspect: ['inspect', first],
  compare: ['compare', first, second, '--data', data],
  judge: ['judge', '--model', first, '--data', data],
  similar: ['similar', '--model', first, '--catalog', join(data, 'catalog.jsonl.gz'), '--id', 'cup-red'],
};

beforeAll(async () => {
  const relevant = (query: string) =>
    products.map(({ id }) => id).filter((id) => id !== query && tasteOf(id) === tasteOf(query));
  writeJsonLines(join(data, 'catalog.jsonl.gz'), products);
  writeJsonLines(join(data, 'train.jsonl.gz'), tasteBaskets());
  writeJsonLines(
    join(data, 'judge.jsonl.gz'),
    products.map(({ id }) => ({ query: id, relevant: relevant(id) })),
  );
  const { seed: _seed, features: _features, ...quick } = quickConfig();
  writeFileSync(join(data, 'quick.json'), JSON.stringify(quick));
  writeFileSync(join(data, 'none.json'), JSON.stringify({ ...quick, epochs: 0 }));
  for (const [out, config] of [
    [first, 'none.json'],
    [second, 'quick.json'],
  ] as const) {
    const { status, stderr } = await kindred('train', '--data', data, '--out', out, '--config', join(data, config));
    expect(status, stderr).toBe(0);
  }
});

describe.each(Object.entries(shows))('kindred %s', (name, words) => {
  it('writes only one line of JSON to stdout with --json, also on a terminal', async () => {
    for (const { status, stdout } of [
      await kindred(...words, '--json'),
      await runKindredOnTerminal(80, ...words, '--json'),
    ]) {
      expect(status).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(1);
      expect(JSON.parse(stdout)).toBeTypeOf('object');
    }
  });

  it('writes neither colours nor other control characters to files', async () => {
    const { status, stdout, stderr } = await kindred(...words);
    expect(status, stderr).toBe(0);
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stdout.length).toBeGreaterThan(100);
  });

  it('writes tables that fit a terminal', async () => {
    const { stdout } = await runKindredOnTerminal(80, ...words);
    // Sentences are wrapped by the terminal; tables are lines with aligned columns.
    const rows = stripVTControlCharacters(stdout)
      .split('\n')
      .filter((line) => /\S {2,}\S/.test(line));
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter((line) => line.length >= 80)).toEqual([]);
  });

  it('proposes the nearest option for a typo, in two lines', async () => {
    const { status, stdout, stderr } = await kindred(name, '--jsno');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `kindred: unknown-option: unknown option '--jsno' (Did you mean --json?)\nRun 'kindred ${name} --help' to see the options.\n`,
    );
  });

  it('says of a model that does not exist how to make one', async () => {
    const missing = words.map((word) => (word === first ? '/nowhere' : word));
    expect(await kindred(...missing)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^kindred: missing-input: \/nowhere\/model\.safetensors does not exist\n.*kindred train/,
      ),
    });
  });
});

describe('kindred inspect', () => {
  it('shows version, settings, shares of the fields, heaviest tokens and lengths of rows', async () => {
    const { stdout } = await kindred('inspect', second, '--top', '3', '--json');
    const found = JSON.parse(stdout);
    const report = JSON.parse(readFileSync(join(second, 'report.json'), 'utf8'));
    expect(found).toMatchObject({
      modelVersion: report.modelVersion,
      config: report.config,
      bytes: readFileSync(join(second, 'model.safetensors')).length,
    });
    const sum = (name: string) =>
      found.fields.reduce((all: number, one: Record<string, number>) => all + one[name]!, 0);
    expect(sum('shareBefore')).toBeCloseTo(1, 9);
    expect(sum('shareAfter')).toBeCloseTo(1, 9);
    expect(found.heaviest).toHaveLength(3);
    const text = (await kindred('inspect', second)).stdout;
    for (const part of ['Settings other than the defaults', 'Fields', 'Heaviest tokens', 'Lengths of rows'])
      expect(text).toContain(`\n${part}\n`);
    expect(text).toMatch(/\nloss +info-nce\n/);
  });

  it('leaves out a report that belongs to another version, and says so', async () => {
    const folder = join(temporaryFolder(), 'mixed');
    mkdirSync(folder);
    writeFileSync(join(folder, 'model.safetensors'), readFileSync(join(first, 'model.safetensors')));
    writeFileSync(join(folder, 'report.json'), readFileSync(join(second, 'report.json')));
    const { stdout, stderr } = await kindred('inspect', folder, '--json');
    expect(stderr).toMatch(/^the report beside the model is that of m-\w+, not of m-\w+: it is left out\n$/);
    expect(Object.keys(JSON.parse(stdout).config)).toEqual(['features']);
    writeFileSync(join(folder, 'report.json'), '{');
    expect(await kindred('inspect', folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('report.json cannot be read'),
    });
  });
});

describe('kindred compare', () => {
  it('says by slice how much better B is than A, with the same figures as judge and its intervals', async () => {
    const { slices, a, b } = JSON.parse((await kindred(...shows.compare, '--json')).stdout);
    const judged = JSON.parse(
      (await kindred('judge', '--model', second, '--data', data, '--against', first, '--json')).stdout,
    );
    expect(slices.all.b).toEqual(judged.metrics.all);
    expect(slices.all.a).toEqual(judged.live.all);
    expect(slices.all.difference).toEqual(judged.intervals.live.all);
    expect([a.at, b.at]).toEqual([first, second]);
    expect((await kindred(...shows.compare)).stdout).toMatch(/\nall \(30\) .* better\n/);
    expect((await kindred('compare', second, first, '--data', data)).stdout).toMatch(/\nall \(30\) .* worse\n/);
  });

  it('says that a model does not differ from itself', async () => {
    const { stdout } = await kindred('compare', second, second, '--data', data);
    expect(stdout).toContain('A and B are the same model.');
    expect(stdout).toMatch(/all \(30\) .* 0\.0000 \[0\.0000, 0\.0000\] +not distinguishable\n/);
  });

  it('refuses judging rows of which none can be judged, with the reason', async () => {
    const folder = temporaryFolder();
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), products);
    writeJsonLines(join(folder, 'train.jsonl.gz'), tasteBaskets());
    writeJsonLines(join(folder, 'judge.jsonl.gz'), [{ query: 'nobody', relevant: ['cup-red'] }]);
    for (const words of [
      ['compare', first, second],
      ['judge', '--model', first],
    ])
      expect(await kindred(...words, '--data', folder)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(
          /empty-input: .*no row of judge\.jsonl can be judged\n1 judging rows were left out/,
        ),
      });
  });
});

describe('kindred tune', () => {
  const settings = join(data, 'tune.json');
  const tune = (...more: string[]) => kindred('tune', '--data', data, '--config', settings, '--budget', '2s', ...more);
  const quick = { dim: 8, batchSize: 16, epochs: 1, validationFraction: 0.4, tuneFields: false };

  beforeAll(() => writeFileSync(settings, JSON.stringify(quick)));

  it('writes settings with which train makes the same model as train --tune', async () => {
    const out = join(data, 'found.json');
    const { status, stdout, stderr } = await tune('--out', out);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^outcome +ndcg@10 +recall@10 +steps +settings\nchosen /);
    expect(stdout).toContain(`Train with them: kindred train --data ${data} --out model --config ${out}`);
    const train = (...options: string[]) =>
      kindred('train', '--data', data, '--out', join(temporaryFolder(), 'm'), '--json', ...options);
    const tuned = await train('--config', settings, '--budget', '2s', '--tune');
    const again = await train('--config', out);
    expect(JSON.parse(again.stdout).weightsSha256).toBe(JSON.parse(tuned.stdout).weightsSha256);
  });

  it('prints the settings and every trial as one line of JSON', async () => {
    const { config, search } = JSON.parse((await tune('--json')).stdout);
    expect(config).toMatchObject({ dim: 8 });
    expect(search.trials.length).toBeGreaterThan(2);
  });

  it('refuses a folder without rows, an output that cannot be written, and a wrong budget, before the work', async () => {
    const folder = temporaryFolder();
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), products);
    writeJsonLines(join(folder, 'train.jsonl.gz'), [{ anchor: 'x', positive: 'y' }]);
    const refused = [
      await kindred('tune', '--data', folder),
      await tune('--out', join(folder, 'lost', 'x.json')),
      await tune('--budget', '1h'),
      await kindred('tune', '--dtaa', folder),
    ];
    expect(refused.map(({ status }) => status)).toEqual([2, 2, 2, 2]);
    const codes = refused.map(({ stderr }) => stderr.trim().split('\n').at(-2)!.split(': ')[1]);
    expect(codes).toEqual(['empty-input', 'missing-input', 'wrong-value', 'unknown-option']);
  });
});

describe('kindred train', () => {
  it('draws the loss as a line of bars', async () => {
    const options = ['--out', join(temporaryFolder(), 'm'), '--config', join(data, 'quick.json')];
    expect((await kindred('train', '--data', data, ...options)).stdout).toMatch(
      /\nloss [▁▂▃▄▅▆▇█]+ \d\.\d{4} to \d\.\d{4} in [\d,]+ steps\n/,
    );
  });

  it('names a setting that its loss does not read', async () => {
    const config = join(data, 'margin.json');
    writeFileSync(config, JSON.stringify({ loss: 'info-nce', margin: 0.9, maxPairs: 10, batchSize: 8 }));
    const { stderr } = await kindred('train', '--data', data, '--out', join(data, 'margin'), '--config', config);
    expect(stderr).toMatch(/^the setting margin has no effect: loss info-nce does not read it; read by triplet/);
  });

  it('refuses an output that cannot be written before it reads any data, and leaves nothing there', async () => {
    const file = join(data, 'quick.json');
    for (const out of [file, join(file, 'model'), join(file, 'm.safetensors')]) {
      const { status, stderr } = await kindred('train', '--data', data, '--out', out);
      expect([status, stderr]).toEqual([
        2,
        expect.stringMatching(/^kindred: (wrong-value|not-a-folder): [^\n]+\n[^\n]+\n$/),
      ]);
    }
    const out = join(data, 'deep', 'er', 'model');
    const config = join(data, 'wrong.json');
    writeFileSync(config, '{"epochs": -1}');
    await kindred('train', '--data', data, '--out', out, '--config', config);
    await kindred('train', '--data', data, '--out', out, '--from', '/nowhere');
    expect(() => readFileSync(join(data, 'deep'))).toThrow('ENOENT');
  });

  it('says of a configuration that does not exist that it does not exist, and not that it is no JSON', async () => {
    const { status, stderr } = await kindred('train', '--data', data, '--out', first, '--config', '/nowhere.json');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^kindred: missing-input: \/nowhere\.json does not exist\n/),
    ]);
  });
});
