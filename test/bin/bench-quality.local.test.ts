import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { colouredThings, quickConfig, tasteBaskets, tasteOf } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { runKindred as kindred, runKindredOnTerminal } from '../support/terminal/run-kindred.ts';

const folder = temporaryFolder();
const config = join(temporaryFolder(), 'quick.json');
const products = colouredThings();

/** Each set asks for another thing: `taste` for what is bought together, `words` for what has the same name. */
const relevantIn = {
  taste: (a: string, b: string) => tasteOf(a) === tasteOf(b),
  words: (a: string, b: string) => a.split('-')[0] === b.split('-')[0],
};

beforeAll(() => {
  for (const [name, isRelevant] of Object.entries(relevantIn)) {
    const at = join(folder, name);
    mkdirSync(at);
    writeJsonLines(join(at, 'catalog.jsonl.gz'), products);
    writeJsonLines(join(at, 'train.jsonl.gz'), tasteBaskets());
    const ids = products.map(({ id }) => id);
    const rows = ids.map((id) => ({ query: id, relevant: ids.filter((one) => one !== id && isRelevant(id, one)) }));
    writeJsonLines(join(at, 'judge.jsonl.gz'), rows);
  }
  mkdirSync(join(folder, 'notes'));
  mkdirSync(join(folder, 'unjudged'));
  writeJsonLines(join(folder, 'unjudged', 'catalog.jsonl.gz'), products);
  const { seed: _seed, features: _features, ...quick } = quickConfig({ maxPairs: 4000 });
  writeFileSync(config, JSON.stringify(quick));
});

describe('kindred bench-quality', () => {
  it('divides the figures of each set by those of its best baseline, as train and judge give them', async () => {
    const { status, stdout, stderr } = await kindred('bench-quality', folder, '--config', config, '--json');
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/unjudged is no set: it has no train and no judge\n/);
    expect(stderr).toMatch(/taste: set 1 of 2\n.*judged on 30 rows.*words: set 2 of 2\n/s);
    const { seed, sets, macro } = JSON.parse(stdout);
    expect([seed, Object.keys(sets)]).toEqual([1, ['taste', 'words']]);
    const out = join(temporaryFolder(), 'model');
    const data = ['--data', join(folder, 'taste')];
    expect((await kindred('train', ...data, '--out', out, '--config', config)).status).toBe(0);
    const judged = JSON.parse((await kindred('judge', '--model', out, ...data, '--json')).stdout);
    const { against: againstAll, baselines, queries } = sets.taste.slices.all;
    const against = againstAll.trivial;
    expect([queries, against['recall@10'].kindred]).toEqual([30, judged.metrics.all['recall@10']]);
    for (const [name, figures] of Object.entries(baselines))
      expect(judged.baselines[name].all, name).toMatchObject(figures as object);
    expect(Object.keys(baselines)).toEqual(expect.arrayContaining(['tf-idf', 'tuned blend', 'ease']));
    expect(againstAll.tuned['recall@10'].best).toMatch(/^(tuned blend|ease)$/);
    const trivial = Object.entries<Record<string, number>>(baselines).filter(([name]) => !/tuned|ease/.test(name));
    const best = Math.max(...trivial.map(([, one]) => one['ndcg@10']!));
    expect(against['ndcg@10']).toMatchObject({ baseline: best, ratio: { ratio: against['ndcg@10'].kindred / best } });
    const ratios = ['taste', 'words'].map((name) => sets[name].slices.all.against.trivial['recall@10'].ratio.ratio);
    expect(macro.trivial['recall@10'].ratio).toBeCloseTo(Math.sqrt(ratios[0] * ratios[1]), 12);
    expect(macro.trivial['recall@10'].without).toEqual({
      taste: expect.closeTo(ratios[1]),
      words: expect.closeTo(ratios[0]),
    });
  });

  it('measures the sets that a file does not have yet, and refuses to mix settings', async () => {
    const file = join(temporaryFolder(), 'quality.json');
    const bench = (...words: string[]) => kindred('bench-quality', folder, '--config', config, '--out', file, ...words);
    expect((await bench('--only', 'words')).status).toBe(0);
    const first = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(first.sets)).toEqual(['words']);
    const { status, stdout, stderr } = await bench('--only', 'taste', '--json');
    expect([status, stderr]).toEqual([0, expect.stringContaining(`kept from ${file}: words\n`)]);
    const both = JSON.parse(readFileSync(file, 'utf8'));
    expect(both).toEqual(JSON.parse(stdout));
    expect(both.sets.words).toEqual(first.sets.words);
    expect([Object.keys(both.sets), both.macro.tuned['ndcg@10'].sets]).toEqual([['taste', 'words'], 2]);
    const other = await bench('--only', 'taste', '--seed', '2');
    expect([other.status, other.stderr]).toEqual([2, expect.stringMatching(/made with other settings: .*\nUse the/)]);
  });

  it('prints a line per set and slice, and what the macro ratio is, in the width of a terminal', async () => {
    const words = ['bench-quality', folder, '--config', config, '--only', 'taste, words'];
    const { stdout } = await kindred(...words);
    expect(stdout).toMatch(/\ntaste +all \(30\) +[\d.]+ +[\d.]+ +[\d.]+ \[[\d.]+, [\d.]+\] +[a-z-]+/);
    expect(stdout).toMatch(/\nmacro ratio [\d.]+ \[.*\], the geometric mean over 2 sets\n/);
    expect(stdout).toMatch(/\n {2}with one set left out: from [\d.]+ without \w+ to [\d.]+ without \w+\n/);
    const narrow = stripVTControlCharacters((await runKindredOnTerminal(60, ...words)).stdout);
    const tables = narrow.split('\n').filter((line) => line.startsWith('taste '));
    expect(tables.map((line) => line.length <= 60)).toEqual([true, true, true, true]);
  });
});
