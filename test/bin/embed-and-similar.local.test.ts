import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../bin/command-line.ts';
import { embedVisibly } from '../../bin/commands/embedded-products.ts';
import { defaultFeatureConfig } from '../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../lambdas/core/model/initial-model.ts';
import { parseModel, serializeModel } from '../../lambdas/core/model/model-file.ts';
import { colouredThings } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';

const products = colouredThings();
const folder = temporaryFolder();
const model = join(folder, 'model.safetensors');

/** Runs a command in this process on a catalog. */
async function kindred(command: string, catalog: readonly object[], ...args: string[]) {
  const file = join(folder, 'catalog.jsonl.gz');
  writeJsonLines(file, catalog);
  const { written, ...output } = captureOutput();
  const status = await runCommandLine([command, '--model', model, '--catalog', file, ...args], output);
  return { status, stdout: written.out, stderr: written.err };
}

beforeAll(() => {
  const space = fitFeatureSpace(products, [], defaultFeatureConfig);
  writeFileSync(model, serializeModel(initializeBagModel(space, { dim: 16, seed: 1, normalize: true })));
});

describe('kindred embed', () => {
  const out = join(folder, 'vectors.jsonl');

  it('embeds the products that the model can embed, and reports the others', async () => {
    const wider = [...products, { id: 'mute', title: '???' }, { id: 'bare' }];
    const { status, stdout, stderr } = await kindred('embed', wider, '--out', out, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ products: 32, vectors: 30, notEmbeddable: 2 });
    expect(stderr).toContain('2 products, for example mute: the model can read nothing of the product');
    const ids = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(products.map(({ id }) => id));
  });

  it('fails if the model can embed none', async () => {
    const { status, stderr } = await kindred('embed', [{ id: 'mute', title: '???' }], '--out', out);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('empty-input: the model cannot embed any of the 1 products'),
    ]);
  });
});

describe('embedVisibly', () => {
  it('shows nothing of a catalog that is embedded at once, and a line every few seconds of a long one', async () => {
    const trained = parseModel(readFileSync(model));
    const many = Array.from({ length: 900 }, (_, i) => ({ ...products[i % 30]!, id: `p${i}` }));
    const shown = async (msPerGroup: number) => {
      const { written, ...output } = captureOutput();
      let ms = 0;
      for await (const _ of embedVisibly(trained, many, new Map(), output, () => ms)) ms += msPerGroup;
      return written.err;
    };
    expect(await shown(100)).toBe('');
    expect(await shown(6000)).toBe(
      'embedding: 28 %, 256/900 products\n' +
        'embedding: 56 %, 512/900 products, 43/s, 0:10 left\n' +
        'embedding: 85 %, 768/900 products, 43/s, 0:04 left\n' +
        'embedding: 100 %, 900/900 products, 36/s\n',
    );
  });
});

describe('kindred similar', () => {
  const wider = [...products, { id: 'mute', title: '???' }];

  it('shows no neighbours of a product or text that the model cannot embed, with the reason', async () => {
    const product = await kindred('similar', wider, '--id', 'mute', '--json');
    const reason = expect.stringContaining('nothing of the product');
    expect(product.status).toBe(0);
    expect(JSON.parse(product.stdout)).toEqual({ id: 'mute', neighbours: [], notEmbeddable: reason });
    const text = await kindred('similar', wider, '--query', '!!!');
    expect(text).toMatchObject({ status: 0, stdout: '' });
    expect(text.stderr).toContain('no neighbours: no word of "!!!" can be read');
  });

  it('leaves out variants of the product, and scores below a least one', async () => {
    const variants = products.map((product, i) => ({ ...product, attributes: { item_group_id: `g${i % 2}` } }));
    const twin = { ...variants[0]!, id: 'twin' };
    const similar = async (...more: string[]) => {
      const { stdout, stderr, status } = await kindred(
        'similar',
        [...variants, twin],
        '--id',
        'twin',
        '-k',
        '99',
        ...more,
      );
      const rows = stdout.trim().split('\n').slice(1);
      return { ids: rows.map((row) => row.trim().split(/ {2,}/)[1]), stderr, status };
    };
    expect((await similar()).ids).toContain(variants[2]!.id);
    const { ids } = await similar('--exclude-same-group', 'item_group_id');
    expect(ids.toSorted()).toEqual(
      variants
        .filter((_, i) => i % 2)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect((await similar('--min-score', '1')).ids).toEqual([variants[0]!.id]);
    expect((await similar('--min-score', '1', '--exclude-same-group', 'item_group_id')).stderr).toBe(
      'no neighbours: no other product scores 1 or more\n',
    );
    const alone = await kindred('similar', [products[0]!], '--id', products[0]!.id);
    expect(alone).toEqual({
      ...{ status: 0, stdout: '', stderr: 'no neighbours: the catalog has no other product with a vector\n' },
    });
    const misspelt = await similar('--exclude-same-group', 'item_group');
    expect([misspelt.status, misspelt.stderr]).toEqual([
      2,
      expect.stringContaining('did you mean attributes.item_group_id?'),
    ]);
  });

  it('explains each score by pairs of features that add up to it', async () => {
    const { stdout } = await kindred('similar', products, '--id', 'cup-red', '-k', '3', '--because', '--json');
    const { neighbours } = JSON.parse(stdout);
    for (const { score, because } of neighbours) {
      expect(because.contributions).toHaveLength(5);
      const sum = because.contributions.reduce(
        (all: number, one: { contribution: number }) => all + one.contribution,
        0,
      );
      expect(sum + because.rest.contribution).toBeCloseTo(score, 6);
    }
    const text = await kindred('similar', products, '--id', 'cup-red', '-k', '1', '--because', '1');
    expect(text.stdout.split('\n')).toEqual([
      expect.stringMatching(/^ score {2}id +title$/),
      expect.stringMatching(/^0\.\d{4} {2}/),
      expect.stringMatching(/^ {5}\d\.\d{4} {2}\w+: .+ <-> \w+: .+$/),
      expect.stringMatching(/^ {4}[ -]\d\.\d{4} {2}the other \d+ pairs$/),
      '',
    ]);
    const query = await kindred('similar', products, '--query', 'zebra cup', '-k', '1', '--because', '99');
    expect(query.stdout).toContain('query: cup <-> title: cup');
    expect(query.stdout).toContain('query: zebra (rare)');
  });

  it('explains no score of a model with a hidden layer, and says why', async () => {
    const deep = join(folder, 'deep.safetensors');
    const space = fitFeatureSpace(products, [], defaultFeatureConfig);
    writeFileSync(deep, serializeModel(initializeBagModel(space, { dim: 4, seed: 1, normalize: true, hidden: 2 })));
    const { status, stderr } = await kindred('similar', products, '--id', 'cup-red', '--because', '--model', deep);
    expect([status, stderr]).toEqual([2, expect.stringContaining('hidden-layer: the model has a hidden layer of 2')]);
  });

  it('never shows a product that the model cannot embed', async () => {
    const { stdout } = await kindred('similar', wider, '--id', 'cup-red', '-k', '100');
    expect(stdout.trim().split('\n')).toHaveLength(1 + 29);
    expect(stdout).not.toContain('mute');
  });
});
