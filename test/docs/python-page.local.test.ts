import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../bin/command-line.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { FEW_FILMS, writeFewFilms } from '../support/docs/few-films.ts';
import { temporaryFolder } from '../support/local/local-stack-fixture.ts';
import { findPython, runPython, withoutPython } from '../support/local/python.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';

const python = findPython('numpy');
const NOTEBOOK = 'docs/notebooks/product-map.ipynb';
const page = (name: string) => readFileSync(join(projectRoot, name), 'utf8');

/** Where a reader would run the commands of the page. */
const root = temporaryFolder();
const films = join(root, '.kindred/sample/films');
const catalog = join(films, 'catalog.jsonl.gz');
let similar: readonly string[];

async function kindred(...args: readonly string[]): Promise<string> {
  const { written, ...output } = captureOutput();
  expect(await runCommandLine([...args], output), written.err).toBe(0);
  return written.out;
}

/** Trains as the page says, but on few films and for a single epoch: what is read is the form of the files. */
async function writeExports(): Promise<void> {
  writeFewFilms(join(root, '.kindred'));
  writeFileSync(join(root, 'config.json'), JSON.stringify({ epochs: 1, dim: 16 }));
  const model = join(root, 'model');
  await kindred('train', '--data', films, '--out', model, '--config', join(root, 'config.json'));
  const exporting = ['export', '--model', model, '--catalog', catalog];
  await kindred(...exporting, '--out', join(root, 'vectors.npy'));
  await kindred(...exporting, '--neighbours', '50', '--out', join(root, 'neighbours.jsonl'));
  const found = await kindred(
    'similar',
    '--model',
    model,
    '--catalog',
    catalog,
    '--id',
    'film-2018',
    '-k',
    '3',
    '--json',
  );
  similar = JSON.parse(found).neighbours.map(
    (one: { id: string; score: number }) => `${one.score.toFixed(4)}  ${one.id}`,
  );
}

/** Runs the blocks of a page in a folder. Warnings of other packages are none of ours. */
async function runBlocks(file: string, cwd: string) {
  const optional = 'pandas,safetensors';
  const args = ['-W', 'default', join(import.meta.dirname, 'run_blocks.py'), join(projectRoot, file), optional];
  const { stdout } = await runPython(python!, args, { cwd });
  return JSON.parse(stdout) as { blocks: number; missing: string[]; written: string };
}

describe('the Python of the documentation', () => {
  beforeAll(async () => {
    if (python !== undefined) await writeExports();
  });

  it('in docs/python.md reads the vectors, the neighbours and the model', async ({ skip, annotate }) => {
    if (python === undefined) skip(withoutPython('numpy'));
    const { blocks, missing, written } = await runBlocks('docs/python.md', root);
    for (const name of missing) await annotate(`a block of docs/python.md did not run: ${name} is not installed`);
    expect(blocks - missing.length).toBeGreaterThanOrEqual(4);
    expect(written.split('\n').slice(0, 7)).toEqual(['1.0000  film-2018', ...similar, ...similar]);
    expect(written).toMatch(/^table float\d+ \(\d+, 16\)$/m);
    expect(written).toMatch(/^bag 16 \d+$/m);
  });

  it('in docs/python.md reads them in twenty lines', () => {
    const [first] = page('docs/python.md').match(/(?<=```python\n).*?(?=```)/s)!;
    expect(first.trimEnd().split('\n')).toHaveLength(20);
  });

  it(`in ${NOTEBOOK} draws a point for each product with its title`, async ({ skip }) => {
    if (python === undefined) skip(withoutPython('numpy'));
    const notebooks = join(root, 'docs/notebooks');
    mkdirSync(notebooks, { recursive: true });
    const { blocks, missing, written } = await runBlocks(NOTEBOOK, notebooks);
    const svg = readFileSync(join(root, 'product-map.svg'), 'utf8');
    const count = Number(/^(\d+) products with 16 numbers/m.exec(written)?.[1]);
    expect([blocks, missing, count]).toEqual([5, [], FEW_FILMS]);
    expect(svg.match(/<circle /g)).toHaveLength(count);
    expect(svg).toContain('<title>I Know What You Did Last Summer</title>');
    expect(svg).toMatch(/<text [^>]*>Drama<\/text>/);
    const script = 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])';
    await runPython(python!, ['-c', script, join(root, 'product-map.svg')]);
    expect(written).toMatch(/the map shows \d+% of the differences\n\d+% of the nearest products/);
  });
});

describe(NOTEBOOK, () => {
  const notebook = JSON.parse(page(NOTEBOOK));

  it('is a notebook of format 4.5, without outputs, which would differ on each machine', () => {
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
    for (const cell of notebook.cells) {
      expect(cell).toMatchObject({ id: expect.stringMatching(/^[a-z-]+$/), metadata: {} });
      if (cell.cell_type === 'code') expect([cell.outputs, cell.execution_count]).toEqual([[], null]);
    }
  });

  it('links to files that exist', () => {
    const text = notebook.cells.flatMap((cell: { source: string[] }) => cell.source).join('');
    const targets = [...text.matchAll(/\]\(([^)#]+)/g)].map((match) => match[1]!);
    expect(targets).toEqual(['../python.md']);
    for (const target of targets) expect(existsSync(join(projectRoot, 'docs/notebooks', target))).toBe(true);
  });
});
