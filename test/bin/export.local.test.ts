import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../bin/command-line.ts';
import { buildExportCommand } from '../../bin/commands/export-command.ts';
import { writeTogether } from '../../bin/files/output-file.ts';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { defaultFeatureConfig } from '../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../lambdas/core/model/initial-model.ts';
import { serializeModel } from '../../lambdas/core/model/model-file.ts';
import { readSafetensors } from '../../lambdas/core/safetensors/read-safetensors.ts';
import { colouredThings } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { captureOutput, silentOutput } from '../support/terminal/captured-output.ts';

const products = colouredThings();
const folder = temporaryFolder();
const model = join(folder, 'model.safetensors');
/** Not of length 1: a model whose vectors are not normalised. */
const raw = join(folder, 'raw.safetensors');

async function run(...args: string[]) {
  const { written, ...output } = captureOutput();
  const status = await runCommandLine(args, output);
  return { status, stdout: written.out, stderr: written.err };
}

/** Exports a catalog to a new folder. */
async function exportTo(name: string, catalog: readonly object[], ...more: string[]) {
  const [file, out] = [join(folder, 'catalog.jsonl.gz'), temporaryFolder()];
  writeJsonLines(file, catalog);
  const args = ['--model', model, '--catalog', file, '--out', join(out, name), ...more];
  return { ...(await run('export', ...args)), out, file };
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeAll(() => {
  const space = fitFeatureSpace(products, [], defaultFeatureConfig);
  writeFileSync(model, serializeModel(initializeBagModel(space, { dim: 16, seed: 1, normalize: true })));
  writeFileSync(raw, serializeModel(initializeBagModel(space, { dim: 16, seed: 1, normalize: false })));
});

describe('kindred export', () => {
  it('writes the vectors that kindred embed writes, by the ending of the file, and no other file', async () => {
    const { status, stdout, out, file } = await exportTo('v.jsonl.gz', products, '--json', '--model', raw);
    expect(status).toBe(0);
    const to = join(out, 'v.jsonl.gz');
    expect(JSON.parse(stdout)).toEqual({
      ...{ products: 30, vectors: 30, notEmbeddable: 0, dim: 16, format: 'jsonl', files: [to] },
    });
    const embedded = join(out, 'embedded.jsonl');
    await run('embed', '--model', raw, '--catalog', file, '--out', embedded);
    expect(gunzipSync(readFileSync(to)).toString()).toBe(readFileSync(embedded, 'utf8'));
    expect(readdirSync(out).toSorted()).toEqual(['embedded.jsonl', 'v.jsonl.gz']);
  });

  it('writes what the rows are beside formats without ids, and names both files', async () => {
    const npy = await exportTo('v.npy', products);
    expect(readdirSync(npy.out).toSorted()).toEqual(['v.ids.json', 'v.npy']);
    expect(JSON.parse(readFileSync(join(npy.out, 'v.ids.json'), 'utf8'))).toEqual(products.map(({ id }) => id));
    expect(npy.stdout).toBe(`30 vectors of 16 numbers in ${npy.out}/v.npy and ${npy.out}/v.ids.json\n`);
    const tsv = await exportTo('v.tsv', products);
    const [, first] = readFileSync(join(tsv.out, 'v.metadata.tsv'), 'utf8').split('\n');
    expect(first!.split('\t').slice(0, 2)).toEqual([products[0]!.id, products[0]!.title]);
  });

  it('takes the last of several lines with one id, and leaves out what the model cannot embed then', async () => {
    const [first, second, third] = products as [Product, Product, Product];
    const mute = { id: second.id, title: '???' };
    const catalog = [first, second, third, { ...third, id: first.id }, mute, { id: 'late', title: '???' }, second];
    const { stdout, stderr, out } = await exportTo('v.jsonl', [...catalog, mute, { ...first, id: 'late' }], '--json');
    const lines = linesOf(readFileSync(join(out, 'v.jsonl'), 'utf8'));
    expect(lines.map(({ id }) => id)).toEqual([first.id, third.id, 'late']);
    expect(lines[0].vector).toEqual(lines[1].vector);
    expect(JSON.parse(stdout)).toMatchObject({ products: 4, vectors: 3, notEmbeddable: 1 });
    expect(stderr).toContain(`1 products, for example ${second.id}`);
  });

  it('takes a format that the ending does not say', async () => {
    const { out } = await exportTo('vectors.bin', products, '--format', 'safetensors');
    const { tensors, metadata } = readSafetensors(readFileSync(join(out, 'vectors.bin')));
    expect(tensors.get('vectors')!.shape).toEqual([30, 16]);
    expect(metadata.modelVersion).toMatch(/^m-[0-9a-f]{16}$/);
  });

  it('writes with --neighbours the answers of kindred similar for every product, as lines and as Parquet', async () => {
    const { status, stdout, stderr, out, file } = await exportTo('n.jsonl', products, '--neighbours', '4');
    expect([status, stdout]).toEqual([0, `120 neighbours of 30 products in ${out}/n.jsonl\n`]);
    expect(stderr).toContain('searched for the neighbours of 30 products\n');
    expect(stderr).not.toContain('\r');
    const lists = linesOf(readFileSync(join(out, 'n.jsonl'), 'utf8'));
    expect(lists.map(({ id }) => id)).toEqual(products.map(({ id }) => id));
    const of = ['--model', model, '--catalog', file, '-k', '4', '--json'];
    const { neighbours } = JSON.parse((await run('similar', ...of, '--id', 'cup-red')).stdout);
    const ranked = neighbours.map(({ rank: _, ...one }: { rank: number }) => one);
    expect(lists.find(({ id }) => id === 'cup-red').neighbours).toEqual(ranked);

    const parquet = await exportTo('n.parquet', products, '--neighbours', '4', '--json');
    expect(JSON.parse(parquet.stdout)).toMatchObject({ searched: 30, notEmbeddable: 0, pairs: 120, format: 'parquet' });
    const bytes = new Uint8Array(readFileSync(join(parquet.out, 'n.parquet')));
    const rows = await parquetReadObjects({ file: bytes.buffer });
    expect(rows.filter(({ id }) => id === 'cup-red').map(({ neighbour }) => neighbour)).toEqual(
      neighbours.map(({ id }: { id: string }) => id),
    );
  });

  it.each([
    ['an ending that is misspelt', ['v.parqet'], 'that ends in .parquet, .npy, .safetensors, .jsonl.gz, .jsonl, .tsv'],
    ['a format that is misspelt', ['v.bin', '--format', 'parqet'], 'parquet, npy, safetensors, jsonl, tsv'],
    ['an ending of another format', ['v.npy', '--format', 'parquet'], 'which is the ending of npy'],
    ['a compressed array', ['v.npy.gz', '--format', 'npy'], 'leave out .gz'],
    ['neighbours as an array', ['v.npy', '--neighbours', '5'], 'neighbours are written as parquet or jsonl'],
    ['neighbours of an unknown ending', ['v.bin', '--neighbours', '5'], 'ends in .parquet, .jsonl.gz, .jsonl;'],
    ['no neighbours', ['v.jsonl', '--neighbours', '0'], '--neighbours is 0'],
  ])('refuses %s, and says what is known', async (_what, [name, ...more], said) => {
    const { status, stdout, stderr, out } = await exportTo(name!, products, ...more);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^kindred: wrong-value: /);
    expect(stderr).toContain(said);
    expect(readdirSync(out)).toEqual([]);
  });

  it('leaves no file if the model can embed none of the products', async () => {
    for (const [name, ...more] of [['v.npy'], ['n.jsonl', '--neighbours', '3']] as const) {
      const { status, stderr, out } = await exportTo(name, [{ id: 'mute', title: '???' }], ...more);
      expect([status, readdirSync(out)]).toEqual([2, []]);
      expect(stderr).toContain('empty-input: the model cannot embed any of the 1 products');
    }
  });

  it.each(['embed', 'export', 'mine'])(
    'refuses with kindred %s, before any work, a file that cannot be written',
    async (command) => {
      const from = command === 'mine' ? ['--data', folder] : ['--catalog', '/nowhere/catalog.jsonl'];
      const refused = (out: string) => run(command, '--model', '/nowhere', ...from, '--out', out);
      const lost = await refused(join(folder, 'lost/v.jsonl'));
      expect([lost.status, lost.stderr]).toEqual([
        2,
        expect.stringContaining(`there is no folder ${folder}/lost\nCreate it`),
      ]);
      const taken = join(temporaryFolder(), 'v.jsonl');
      mkdirSync(taken);
      expect((await refused(taken)).stderr).toContain(`--out is ${taken}, which is a folder`);
    },
  );

  it('replaces files that belong together at once: none of them, if one cannot be made', async () => {
    const out = temporaryFolder();
    const [array, ids] = [join(out, 'v.npy'), join(out, 'v.ids.json')];
    const broken = function* () {
      yield '[';
      throw new Error('broken off');
    };
    await writeTogether([
      [array, ['old']],
      [ids, ['[1]']],
    ]);
    const again = writeTogether([
      [array, ['new']],
      [ids, broken()],
    ]);
    await expect(again).rejects.toThrow('broken off');
    expect([array, ids].map((file) => readFileSync(file, 'utf8'))).toEqual(['old', '[1]']);
    expect(readdirSync(out)).toHaveLength(2);
  });

  it('names a model or a catalog that does not exist', async () => {
    const args = ['--catalog', '/nowhere/catalog.jsonl', '--out', join(folder, 'never.npy')];
    expect((await run('export', '--model', model, ...args)).stderr).toContain('/nowhere/catalog.jsonl does not exist');
    expect((await run('export', '--model', '/nowhere', ...args)).stderr).toContain('missing-input');
    expect(existsSync(join(folder, 'never.npy'))).toBe(false);
  });

  it('lists every format and the range of neighbours in its help', () => {
    const help = buildExportCommand(silentOutput).helpInformation().replace(/\s+/g, ' ');
    for (const name of ['parquet (', 'npy (', 'safetensors (', 'jsonl (', 'tsv (']) expect(help).toContain(name);
    expect(help).toContain('a whole number, 1 to 1000');
  });
});
