import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { findOperation } from '../support/console/fake-api.ts';
import { findBrowser } from '../support/console/find-browser.ts';
import { writeFewFilms } from '../support/docs/few-films.ts';
import { runShell, shellBlocksOf } from '../support/docs/shell-blocks.ts';
import { temporaryFolder } from '../support/local/local-stack-fixture.ts';
import { startMemoryGateway } from '../support/local/memory-gateway.ts';
import { findPython, runPython, withoutPython } from '../support/local/python.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

afterAll(() => vi.resetModules());

const FOLDER = 'docs/first-hour';
const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const pageOf = (reader: string) => read(`${FOLDER}/${reader}.md`);
const readers = ['shop-developer', 'data-scientist', 'platform-engineer'];

/** The folder in which a reader stands, with what the pages use of the project. */
function clone(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'docs'));
  symlinkSync(join(projectRoot, FOLDER), join(folder, FOLDER));
  return folder;
}

describe('the first hour of a data scientist', () => {
  it('can be followed to its end, and numpy finds what the command found', async ({ skip }) => {
    const python = findPython('numpy');
    if (python === undefined) skip(withoutPython('numpy'));
    const folder = clone();
    writeFewFilms(join(folder, '.kindred'));
    const page = pageOf('data-scientist');
    const printed = runShell(shellBlocksOf(page), folder);
    const [, similar] = /^ *score +id +title\n((?:.*\n){3})/m.exec(printed)!;
    const expected = similar!
      .split('\n')
      .slice(0, 3)
      .map((line) => line.split('  ').slice(0, 2).join('  '));
    const [, code] = /^```python\n(.*?)^```/ms.exec(page)!;
    const { stdout } = await runPython(python!, ['-c', code!], { cwd: folder });
    expect(stdout.trimEnd().split('\n')).toEqual(expected);
  });
});

describe('the first hour of a shop developer', () => {
  const page = pageOf('shop-developer');

  it('reads the export as the page says', () => {
    const printed = runShell(shellBlocksOf(page).slice(0, 1), clone());
    const [, said] = /why:\n\n```\n(.*?)^```/ms.exec(page)!;
    for (const line of said!.split('\n').filter((one) => one.trim() !== '' && one.trim() !== '...'))
      expect(printed).toContain(`${line}\n`);
  });

  it('shows the server and the script as they are', () => {
    expect(page).toContain(`\`\`\`js\n${read(`${FOLDER}/shop/server.mjs`)}\`\`\`\n`);
    const [script] = /^ {2}<script type="module">\n.*?<\/script>\n/ms.exec(read(`${FOLDER}/shop/product.html`))!;
    expect(page).toContain(`\`\`\`html\n${script!.replaceAll(/^ {2}/gm, '')}\`\`\`\n`);
  });
});

describe('the small shop of the first hour', () => {
  let shop: string;
  let stopApi: () => Promise<void>;
  const folder = temporaryFolder();

  /** Starts the server as a reader does. @returns its address, and what ends it */
  async function startShop(kindred: string) {
    const env = { ...process.env, KINDRED_URL: kindred, PORT: '0' };
    const server = spawn(process.execPath, ['server.mjs'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
    const address = await new Promise<string>((resolve) =>
      server.stdout.once('data', (line) => resolve(`${line}`.trim())),
    );
    return { address, stop: () => server.kill() };
  }

  beforeAll(async () => {
    cpSync(join(projectRoot, FOLDER, 'shop'), folder, { recursive: true });
    const client = join(folder, 'node_modules/@kindred/client');
    mkdirSync(client, { recursive: true });
    cpSync(join(projectRoot, 'lib/client/package.json'), join(client, 'package.json'));
    execFileSync('tsc', ['--singleThreaded', '-p', join(projectRoot, 'lib/client'), '--outDir', join(client, 'dist')]);
    const api = await memoryApi();
    await fillExampleShop(api);
    const put = (id: string, x: number, inStock: boolean) =>
      api.request('PUT', `/v1/products/${id}`, {
        body: { title: `Boot ${id}`, price: 90, features: [x, 1], payload: { inStock, cost: 41 } },
      });
    await Promise.all([put('boot-1', 0.5, true), put('boot-2', 0.4, true), put('boot-3', 0.45, false)]);
    const gateway = await startMemoryGateway(api.handle);
    const { address, stop } = await startShop(gateway.url);
    shop = address;
    stopApi = async () => {
      stop();
      await gateway.close();
    };
  });
  afterAll(() => stopApi?.());

  it('gives its pages what is in stock and may be seen, and nothing else of Kindred', async () => {
    expect(await (await fetch(`${shop}/similar/boot-1`)).json()).toEqual({
      id: 'boot-1',
      title: 'Boot boot-1',
      price: 90,
      similar: [{ id: 'boot-2', title: 'Boot boot-2', price: 90 }],
    });
    const statuses = ['similar/nobody', 'v1/products/boot-1', 'similar'].map(
      async (path) => (await fetch(`${shop}/${path}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([404, 404, 404]);
  });

  it('shows the neighbours on the page of a product, and the page without them when Kindred is gone', async ({
    skip,
  }) => {
    const executablePath = findBrowser();
    if (executablePath === undefined) skip('there is no Chromium or Chrome in PATH');
    const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage();
      await page.goto(`${shop}/products/boot-1`);
      await page.getByRole('heading', { name: 'You may also like' }).waitFor();
      await page.getByRole('link', { name: 'Boot boot-2' }).click();
      await page.getByRole('heading', { name: 'Boot boot-2' }).waitFor();
      await page.route('**/similar/**', (route) => route.fulfill({ status: 502 }));
      await page.reload();
      await page.getByRole('heading', { name: 'This product is not here' }).waitFor();
      expect(await page.getByRole('heading', { name: 'You may also like' }).count()).toBe(0);
    } finally {
      await browser.close();
    }
  });
});

describe('the pages of first hours', () => {
  const { scripts } = JSON.parse(read('package.json'));

  it.each(readers)('of a %s name only scripts and operations that exist', (reader) => {
    const blocks = shellBlocksOf(pageOf(reader)).join('\n');
    const named = [...blocks.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    for (const [line, path] of blocks.matchAll(/^.*curl .*?\$API(\/v1\/[\w/:-]+)/gm)) {
      const method = /-X (\w+)/.exec(line)?.[1] ?? 'GET';
      expect(findOperation(method, path!), `${method} ${path}`).toBeDefined();
    }
  });
});
