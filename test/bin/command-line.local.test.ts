import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { colouredThings, quickConfig, tasteBaskets, tasteOf } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { runKindred as kindred } from '../support/terminal/run-kindred.ts';

const products = colouredThings();
/** The required options of the commands that read a model and a data folder. */
const both = ['--model', '.', '--data', '.'];

describe('runCommandLine', () => {
  const data = temporaryFolder();
  const model = temporaryFolder();
  const catalog = join(data, 'catalog.jsonl.gz');
  const config = join(data, 'config.json');
  let trainedAnswer: { modelVersion: string; weightsSha256: string };

  beforeAll(async () => {
    writeJsonLines(catalog, [...products, 'not JSON']);
    writeJsonLines(join(data, 'train.jsonl.gz'), tasteBaskets());
    const relevant = (query: string) =>
      products.map(({ id }) => id).filter((id) => id !== query && tasteOf(id) === tasteOf(query));
    writeJsonLines(
      join(data, 'judge.jsonl.gz'),
      products.map(({ id }) => ({ query: id, relevant: relevant(id) })),
    );
    const { seed: _seed, features: _features, ...quick } = quickConfig();
    writeFileSync(config, JSON.stringify(quick));
    const { status, stdout, stderr } = await kindred(
      'train',
      '--data',
      data,
      '--out',
      model,
      '--config',
      config,
      '--json',
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(`${catalog}:31: malformed-json`);
    const { modelVersion, weightsSha256 } = JSON.parse(stdout);
    trainedAnswer = { modelVersion, weightsSha256 };
  });

  it('trains a model whose file has the printed hash, and leaves no temporary file', async () => {
    const bytes = readFileSync(join(model, 'model.safetensors'));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(trainedAnswer.weightsSha256);
    expect(readdirSync(model).sort()).toEqual([
      'card.html',
      'card.json',
      'card.md',
      'model.safetensors',
      'report.json',
    ]);
    expect(JSON.parse(readFileSync(join(model, 'report.json'), 'utf8'))).toMatchObject({
      modelVersion: trainedAnswer.modelVersion,
    });
  });

  it('writes a card beside a model file, with the same bytes for the same data, configuration and seed', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'mine.safetensors');
    expect((await kindred('train', '--data', data, '--out', file, '--config', config)).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(
      ['mine.card.html', 'mine.card.json', 'mine.card.md', 'mine.report.json', 'mine.safetensors'].sort(),
    );
    for (const name of ['card.html', 'card.json', 'card.md']) {
      expect(readFileSync(join(folder, `mine.${name}`), 'utf8')).toBe(readFileSync(join(model, name), 'utf8'));
    }
    const card = JSON.parse(readFileSync(join(model, 'card.json'), 'utf8'));
    expect(card).toMatchObject({ ...trainedAnswer, data: { products: 30 }, judgedOn: 'held-out' });
    const itself = JSON.parse(
      (await kindred('judge', '--model', file, '--data', data, '--against', model, '--json')).stdout,
    );
    expect(itself.intervals.live.all['recall@10']).toEqual({ difference: 0, low: 0, high: 0 });
  });

  it('gives the same bytes for the same seed and any number of threads, and other bytes for another seed', async () => {
    const again = async (seed: string, threads = '1') => {
      const options = ['--config', config, '--seed', seed, '--threads', threads, '--json'];
      return JSON.parse((await kindred('train', '--data', data, '--out', temporaryFolder(), ...options)).stdout);
    };
    expect((await again('1', '2')).weightsSha256).toBe(trainedAnswer.weightsSha256);
    expect((await again('2')).weightsSha256).not.toBe(trainedAnswer.weightsSha256);
  });

  it('starts from a model whose shape fits the configuration, and refuses any other with the reason', async () => {
    const from = (...more: string[]) =>
      kindred('train', '--data', data, '--out', temporaryFolder(), '--from', model, '--json', ...more);
    const { status, stdout, stderr } = await from('--config', config);
    expect(status, stderr).toBe(0);
    const { modelVersion, data: started } = JSON.parse(stdout);
    expect(modelVersion).not.toBe(trainedAnswer.modelVersion);
    expect(started).toMatchObject({ goneOnFrom: trainedAnswer.modelVersion, seenRows: 0 });
    // Without a number in the configuration the model's own is kept.
    expect((await from()).status).toBe(0);
    const wider = join(temporaryFolder(), 'wider.json');
    writeFileSync(wider, JSON.stringify({ dim: 64 }));
    const other = await from('--config', wider);
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('its dim is 16')]);
  });

  it('shows the nearest neighbours of a product', async () => {
    const { status, stdout } = await kindred(
      'similar',
      '--model',
      model,
      '--catalog',
      catalog,
      '--id',
      'cup-red',
      '-k',
      '3',
      '--json',
    );
    expect(status).toBe(0);
    const { neighbours } = JSON.parse(stdout);
    expect(neighbours.map((one: { id: string }) => tasteOf(one.id))).toEqual(Array(3).fill(tasteOf('cup-red')));
  });

  it('answers a text as a product with that title', async () => {
    const wider = join(temporaryFolder(), 'catalog.jsonl.gz');
    writeJsonLines(wider, [...products, { id: 'new', title: 'red cup' }]);
    const similar = async (...asked: string[]) => {
      const args = ['--model', model, '--catalog', wider, ...asked, '--json', '-k', '4'];
      return JSON.parse((await kindred('similar', ...args)).stdout);
    };
    const { query, neighbours } = await similar('--query', 'Red  CUP');
    expect(query).toBe('Red  CUP');
    expect(neighbours[0]).toMatchObject({ id: 'new', score: expect.closeTo(1, 5) });
    const ids = (of: { id: string }[]) => of.map(({ id }) => id);
    expect(ids(neighbours.slice(1))).toEqual(ids((await similar('--id', 'new')).neighbours.slice(0, 3)));
  });

  it('embeds a catalog into one line per product', async () => {
    const out = join(temporaryFolder(), 'vectors.jsonl');
    expect((await kindred('embed', '--model', model, '--catalog', catalog, '--out', out)).status).toBe(0);
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.id)).toEqual(products.map((product) => product.id));
    expect(lines[0].vector).toHaveLength(16);
  });

  it('judges a model beside the baselines, as text and as JSON', async () => {
    const { metrics, baselines } = JSON.parse(
      (await kindred('judge', '--model', model, '--data', data, '--json')).stdout,
    );
    expect(metrics.all.queries).toBe(30);
    expect(metrics.all['recall@10']).toBeGreaterThan(baselines['tf-idf'].all['recall@10']);
    expect((await kindred('judge', '--model', model, '--data', data)).stdout).toContain('tf-idf');
  });

  it('judges only the candidates that meta.json names, with pairs of training rows for the baselines', async () => {
    const folder = temporaryFolder();
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), products);
    const [query, near] = products.map(({ id }) => id);
    writeJsonLines(join(folder, 'train.jsonl.gz'), [{ anchor: query, positive: near }]);
    writeJsonLines(join(folder, 'judge.jsonl.gz'), [{ query, relevant: [near] }]);
    const judge = () => kindred('judge', '--model', model, '--data', folder, '--json');
    writeFileSync(join(folder, 'meta.json'), JSON.stringify({ candidates: `products whose id begins with ${near}` }));
    const { status, stdout, stderr } = await judge();
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).metrics.all['recall@10']).toBe(1);
    writeFileSync(join(folder, 'meta.json'), '{');
    expect(await judge()).toMatchObject({ status: 2, stderr: expect.stringContaining('meta.json cannot be read') });
  });

  it('searches for better settings with --tune, and reports what it tried', async () => {
    const out = temporaryFolder();
    const settings = join(temporaryFolder(), 'tune.json');
    const quick = { dim: 8, batchSize: 16, epochs: 1, validationFraction: 0.4, tuneFields: false };
    writeFileSync(settings, JSON.stringify(quick));
    const options = ['--data', data, '--out', out, '--config', settings, '--tune', '--budget', '2s'];
    const { stdout, stderr } = await kindred('train', ...options);
    expect(stderr).toContain('trained');
    const { search, config: found } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    expect(search.budgetSeconds).toBe(1);
    expect(search.trials.length).toBeGreaterThan(2);
    expect(found.tune).toBe(false);
    expect(stdout).toContain(`settings: ${search.verdict} (${search.trials.length} trials`);
    expect(readFileSync(join(out, 'card.md'), 'utf8')).toContain('## Settings tried');
  });

  it('trains on a catalog without training data with --self-supervised', async () => {
    const folder = temporaryFolder();
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), products);
    const { seed: _seed, ...alone } = quickConfig({ loss: 'listwise', epochs: 1 });
    const quick = join(folder, 'alone.json');
    writeFileSync(quick, JSON.stringify(alone));
    const args = ['--data', folder, '--out', join(folder, 'model'), '--config', quick, '--budget', '5s'];
    const { status, stdout, stderr } = await kindred('train', ...args, '--self-supervised', '--json');
    expect(status, stderr).toBe(0);
    const { weightsSha256, ...answer } = JSON.parse(stdout);
    expect(answer).toMatchObject({ data: { products: 30 }, heldOut: null });
    const without = await kindred('train', ...args, '--json');
    expect([without.status, JSON.parse(without.stdout).weightsSha256]).toEqual([0, weightsSha256]);
    expect(without.stderr).toContain('learns from the catalog alone, as with --self-supervised');
  });

  it('trains on the catalog alone if no row can be used, and says which settings that leaves out', async () => {
    const folder = temporaryFolder();
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), products);
    writeJsonLines(join(folder, 'train.jsonl.gz'), [{ anchor: 'sku-1', positive: 'sku-2' }]);
    const args = ['--data', folder, '--out', join(folder, 'model'), '--config', config];
    const { status, stderr } = await kindred('train', ...args);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('1 rows name products that are not in the catalog');
    expect(stderr).toMatch(/the catalog alone, .*; settings of training on rows are not used: .*loss/);
    const refused = await kindred('train', ...args, '--from', model);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('--from needs training data')]);
  });

  it.each([
    ['"x"', 'the whole is "x", expected an object'],
    ['[1]', 'the whole is [1], expected an object'],
  ])('refuses a configuration that is not an object: %s', async (json, message) => {
    const file = join(temporaryFolder(), 'config.json');
    writeFileSync(file, json);
    const answer = await kindred('train', '--data', data, '--out', '/nowhere', '--config', file, '--budget', '5s');
    expect(answer).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });

  it('mines hard negatives as training rows with an audit, on which a model can be trained', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'train.jsonl');
    const mine = (...more: string[]) =>
      kindred('mine', '--model', model, '--data', data, '--connected', 'pairs', ...more);
    const { status, stdout, stderr } = await mine(
      '--out',
      out,
      '--number',
      '2',
      '--max-chance',
      '1',
      '--anchors',
      'all',
      '--json',
    );
    expect(status, stderr).toBe(0);
    const rows = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(JSON.parse(stdout)).toMatchObject({ anchors: 30, trainingRows: rows.length, out });
    expect(readdirSync(folder).sort()).toEqual(['train.audit.jsonl', 'train.jsonl']);
    expect(tasteOf(rows[0].positive)).toBe(tasteOf(rows[0].anchor));
    expect(rows[0].audit).toMatchObject({
      rank: expect.any(Number),
      coOccurrences: 0,
      sharedAttributes: expect.any(Array),
    });
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), products);
    const again = await kindred('train', '--data', folder, '--out', folder, '--config', config, '--json');
    expect(again.status, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout).data.rows).toBe(rows.length);
    expect((await mine('--number', '2', '--max-chance', '1')).stdout).toBe(readFileSync(out, 'utf8'));
  });

  it.each([
    ['no command', [], 'unknown-command', 'no command'],
    ['an unknown command', ['fly'], 'unknown-command', "unknown command 'fly'"],
    ['a missing option', ['train', '--data', '/nowhere'], 'missing-option', '--out is missing'],
    ['an unknown option', ['judge', '--bogus'], 'unknown-option', '--bogus'],
    ['a missing folder', ['train', '--data', '/nowhere', '--out', '/nowhere'], 'missing-input', 'no folder /nowhere'],
    [
      'a number by its short flag',
      ['similar', ...both.slice(0, 2), '--catalog', '.', '-k', '0'],
      'wrong-value',
      '-k, --neighbours is 0',
    ],
    [
      'a budget without a known unit',
      ['train', '--data', '.', '--out', '.', '--budget', '1h'],
      'wrong-value',
      '--budget is 1h',
    ],
    ['zero threads', ['train', '--data', '.', '--out', '.', '--threads', '0'], 'wrong-value', '--threads is 0'],
    [
      'a seed that is not a number',
      ['train', '--data', '.', '--out', '.', '--seed', 'x'],
      'wrong-value',
      '--seed is x',
    ],
    ['a missing model', ['judge', '--model', '/nowhere', '--data', '.'], 'missing-input', 'train a model'],
    [
      'both a product and a text',
      ['similar', '--id', 'a', '--query', 'b'],
      'exclusive-options',
      "cannot be used with option '--query",
    ],
    [
      'an empty range of ranks',
      ['mine', ...both, '--range-min', '9', '--range-max', '9'],
      'empty-range',
      'raise rangeMax',
    ],
    ['a number out of range', ['mine', '--number', '0'], 'wrong-value', '--number is 0, expected a whole number in [1'],
    ['an unknown choice', ['mine', '--pick', 'best'], 'wrong-value', 'top, random'],
    ['a summary without an output file', ['mine', ...both, '--json'], 'wrong-value', '--out is missing'],
    [
      'an output file of another type',
      ['embed', '--model', '.', '--catalog', '.', '--out', 'x.bin'],
      'wrong-value',
      '.jsonl',
    ],
  ])('exits with 2 for %s, with the code and what to do', async (_what, args, code, said) => {
    const { status, stdout, stderr } = await kindred(...args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^kindred: ${code}: `));
    expect(stderr).toContain(said);
    // Two lines: what is wrong, and what to do.
    expect(stderr).toMatch(/^[^\n]+\n[^\n]+\n$/);
  });

  it('names the wrong setting of a configuration, and the unknown product', async () => {
    const wrong = join(data, 'wrong.json');
    writeFileSync(wrong, '{"features": {"titleWordWeight": -1}}');
    const train = await kindred('train', '--data', data, '--out', join(data, 'never'), '--config', wrong);
    expect(train).toMatchObject({ status: 2, stderr: expect.stringContaining('/features/titleWordWeight is -1') });
    expect(existsSync(join(data, 'never'))).toBe(false);
    expect(await kindred('similar', '--model', model, '--catalog', catalog, '--id', 'nobody')).toMatchObject({
      status: 2,
    });
  });

  it('exits with 2 when neither a product nor a text is given', async () => {
    expect(await kindred('similar', '--model', model, '--catalog', catalog)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^kindred: missing-option: --id or --query is missing/),
    });
  });

  it('exits with 2 for a catalog with an unknown ending, and lists the known ones', async () => {
    const file = join(temporaryFolder(), 'catalog.docx');
    writeFileSync(file, '');
    const { status, stderr } = await kindred('similar', '--model', model, '--catalog', file, '--id', 'cup-red');
    expect([status, stderr]).toEqual([2, expect.stringContaining(`${file} has an unknown ending, expected .jsonl`)]);
  });

  it('exits with 2 for a configuration file that is not JSON', async () => {
    const file = join(temporaryFolder(), 'config.json');
    writeFileSync(file, '{');
    const { status, stderr } = await kindred('train', '--data', data, '--out', '/nowhere', '--config', file);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`unreadable-input: --config: ${file} is not JSON`)]);
  });

  it('exits with 2 for a broken model, and with 1 without anything to learn from', async () => {
    const broken = temporaryFolder();
    writeFileSync(join(broken, 'model.safetensors'), 'broken');
    expect(await kindred('similar', '--model', broken, '--catalog', catalog, '--id', 'cup-red')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('safetensors'),
    });
    const empty = temporaryFolder();
    const ids = products.map(({ id }) => ({ id }));
    writeJsonLines(join(empty, 'catalog.jsonl.gz'), ids);
    writeJsonLines(join(empty, 'train.jsonl.gz'), []);
    expect(await kindred('train', '--data', empty, '--out', empty)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/kindred: nothing-to-learn: .*no product of the catalog has content/),
    });
  });
});
