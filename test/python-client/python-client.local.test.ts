import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpResponse } from '../../lambdas/http/http-response.ts';
import type { HttpGateway } from '../../lib/local/http/http-gateway.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { startMemoryGateway } from '../support/local/memory-gateway.ts';
import { findPython, runPython, withoutPython } from '../support/local/python.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

const python = findPython();
const client = join(projectRoot, 'lib/python-client');

let gateway: HttpGateway;
/** Answers of the API that the client never gets: it gets 503 instead. */
let lostAnswers = 0;

const lost: HttpResponse = {
  statusCode: 503,
  headers: { 'retry-after': '3' },
  body: '{"message":"lost"}',
  isBase64Encoded: false,
};

beforeAll(async () => {
  const api = await memoryApi();
  await fillExampleShop(api);
  gateway = await startMemoryGateway(async (event) => {
    const response = await api.handle(event);
    const isRead = event.requestContext.http.method === 'GET';
    return !isRead && lostAnswers-- > 0 ? lost : response;
  });
});

beforeEach(() => {
  lostAnswers = 0;
});

afterAll(() => gateway.close());
afterAll(() => vi.resetModules());

/** Runs Python in the folder of its tests. */
function run(...args: readonly string[]) {
  return runPython(python!, args, {
    cwd: import.meta.dirname,
    env: { PYTHONPATH: client, KINDRED_URL: gateway.url, NO_PROXY: '*' },
  });
}

async function runScenario(name: string): Promise<unknown> {
  const { stdout } = await run('over_http.py', name);
  return JSON.parse(stdout);
}

const page = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

describe('the Python client', () => {
  it('passes its tests in Python, with every warning an error', async ({ skip }) => {
    if (python === undefined) skip(withoutPython());
    const { stderr } = await run('-m', 'unittest', 'discover');
    expect(stderr).toMatch(/^Ran \d\d tests/m);
  });

  it('has sound types in strict mode, as far as mypy is installed', async ({ skip }) => {
    const checker = findPython('mypy');
    if (checker === undefined) skip(withoutPython('mypy'));
    const checked = [
      '-p',
      'kindred_client',
      ...['shop_example', 'aws_example', 'over_http'].flatMap((name) => ['-m', name]),
    ];
    // mypy itself may warn of something; only what it finds counts.
    const args = ['-W', 'default', '-m', 'mypy', '--strict', '--cache-dir', '/dev/null', ...checked];
    const ended = await runPython(checker!, args, { cwd: import.meta.dirname, env: { MYPYPATH: client } }).catch(
      (failed) => failed,
    );
    expect(ended.stdout).toMatch(/^Success: no issues found/);
  });
});

describe('the Python client over HTTP', () => {
  it('writes, reads, changes and removes a product with an id of any signs, and raises problems by their class', async ({
    skip,
  }) => {
    if (python === undefined) skip(withoutPython());
    expect(await runScenario('products')).toEqual([
      expect.objectContaining({ embedded: true }),
      expect.objectContaining({ id: 'boot/4 ü?#%2F', price: 9 }),
      ['precondition-failed', 'None', 'product-not-found'],
    ]);
  });

  it('goes through all pages of products and of similar products', async ({ skip }) => {
    if (python === undefined) skip(withoutPython());
    const found = ['shoe-7', 'sock-2'];
    expect(await runScenario('pages')).toEqual([['shoe-1', 'shoe-7', 'sock-2'], found, found]);
  });

  it('takes a training step once, however often its answer is lost, and waits as Retry-After says', async ({
    skip,
  }) => {
    if (python === undefined) skip(withoutPython());
    lostAnswers = 2;
    expect(await runScenario('step')).toEqual([3, 1, true, [true, true]]);
  });

  it('starts a training run once, however often its answer is lost', async ({ skip }) => {
    if (python === undefined) skip(withoutPython());
    lostAnswers = 2;
    expect(await runScenario('run')).toEqual([3, 1]);
  });

  it('does what the examples of the documentation say', async ({ skip }) => {
    if (python === undefined) skip(withoutPython());
    const titles = ['Trail shoe', 'Wool sock'];
    expect(await runScenario('examples')).toEqual([[['Trail shoe', 0.96]], [], titles, 7.5, 'ok']);
  });
});

describe('the Python of the documentation', () => {
  it.each([
    ['lib/python-client/README.md', 'test/python-client/shop_example.py'],
    ['docs/api.md', 'test/python-client/aws_example.py'],
  ])('in %s is that of %s', (document, file) => {
    expect(page(document)).toContain(`\`\`\`python\n${page(file)}\`\`\`\n`);
  });
});
