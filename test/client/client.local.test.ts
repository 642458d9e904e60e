import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpResponse } from '../../lambdas/http/http-response.ts';
import { createClient, type KindredClient } from '../../lib/client/client.ts';
import type { HttpGateway } from '../../lib/local/http/http-gateway.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { startMemoryGateway } from '../support/local/memory-gateway.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

let gateway: HttpGateway;
let client: KindredClient;
/** Answers of the API that the client never gets: it gets 503 instead. */
let lostAnswers = 0;

const lost: HttpResponse = { statusCode: 503, headers: {}, body: '{"message":"lost"}', isBase64Encoded: false };

beforeAll(async () => {
  const api = await memoryApi();
  await fillExampleShop(api);
  gateway = await startMemoryGateway(async (event) => {
    const response = await api.handle(event);
    return lostAnswers-- > 0 ? lost : response;
  });
  client = createClient({ url: gateway.url, clock: { wait: async () => {}, random: () => 0, now: () => 0 } });
});

beforeEach(() => {
  lostAnswers = 0;
});

afterAll(async () => {
  await gateway.close();
  vi.unstubAllEnvs();
});
afterAll(() => vi.resetModules());

const page = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

/** A file of the examples as a program of a shop has it. */
function published(file: string): string {
  return page(file)
    .replaceAll("'../../lib/client/client.ts'", "'@kindred/client'")
    .replaceAll(/'\.\.\/\.\.\/lib\/client\/(\w+)\.ts'/g, "'@kindred/client/$1'");
}

describe('the client over HTTP', () => {
  it('writes, reads, changes and removes a product with an id of any signs', async () => {
    const id = 'boot/4 ü?#%2F';
    const written = await client.putProductOfQuery({ id, body: { title: 'Boot', features: [0.5, 0.5] } });
    expect(written.embedding).toMatchObject({ embedded: true });
    const { headers } = await client.send('listProducts', { id });
    const changed = await client.changeProductOfQuery({ id, ifMatch: headers.get('etag')!, body: { price: 9 } });
    expect(changed.product).toMatchObject({ id, price: 9 });
    await expect(client.changeProductOfQuery({ id, ifMatch: '"old"', body: { price: 1 } })).rejects.toMatchObject({
      code: 'precondition-failed',
    });
    await client.removeProductOfQuery({ id });
    await expect(client.findSimilarOfQuery({ id })).rejects.toMatchObject({ code: 'product-not-found', status: 404 });
  });

  it('goes through all pages of products and of similar products', async () => {
    const ids: string[] = [];
    for await (const { product } of client.each('listProducts', { limit: 1 })) ids.push(product.id);
    expect(ids.sort()).toEqual(['shoe-1', 'shoe-7', 'sock-2']);
    const found: string[] = [];
    for await (const { id } of client.each('findSimilar', { id: 'shoe-1', limit: 1 })) found.push(id);
    expect(found).toEqual(['shoe-7', 'sock-2']);
    const byExamples: string[] = [];
    const body = { positive: ['shoe-1'], limit: 1 };
    for await (const { id } of client.each('querySimilar', { body })) byExamples.push(id);
    expect(byExamples).toEqual(found);
  });

  it('takes a training step once, however often its answer is lost', async () => {
    const { head, stepsSinceLive } = await client.getHealth();
    lostAnswers = 2;
    const body = { triplets: [{ anchor: [1, 0], positive: [0.9, 0.2], negative: [0.8, 0] }] };
    const { attempts } = await client.send('trainStep', { body });
    const after = await client.getHealth();
    expect(attempts).toBe(3);
    expect(after.head).not.toBe(head);
    expect(after.stepsSinceLive).toBe((stepsSinceLive ?? 0) + 1);
  });

  it('starts a training run once, however often its answer is lost', async () => {
    const count = async () => (await client.listTrainingRuns()).data.length;
    const before = await count();
    lostAnswers = 2;
    const { attempts } = await client.send('startTrainingRun', { body: { data: 'catalog' } });
    expect([attempts, await count()]).toEqual([3, before + 1]);
  });
});

describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-client-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compiles without the types of Node, and has every file that it exports', async () => {
    execFileSync('tsc', ['--singleThreaded', '-p', join(projectRoot, 'lib/client'), '--outDir', join(folder, 'dist')]);
    const { exports } = JSON.parse(page('lib/client/package.json'));
    const named: Record<string, string[]> = {};
    for (const [name, { types, default: code }] of Object.entries<{ types: string; default: string }>(exports)) {
      expect(readFileSync(join(folder, types), 'utf8')).toContain('export');
      named[name] = Object.keys(await import(join(folder, code))).sort();
    }
    expect(named).toEqual({
      '.': ['createClient'],
      './authorization': ['bearerToken'],
      './errors': ['ConnectionError', 'GatewayError', 'KindredError', 'ProblemError', 'UploadError', 'isProblem'],
      './sigv4': ['signatureV4'],
      './schemas': [],
    });
  });

  it('has its code, its types, its page and its licence, and nothing else', () => {
    for (const file of ['package.json', 'README.md']) cpSync(join(projectRoot, 'lib/client', file), join(folder, file));
    cpSync(join(projectRoot, 'LICENSE'), join(folder, 'LICENSE'));
    const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: folder });
    const [{ files }] = JSON.parse(packed.toString()) as [{ files: { path: string }[] }];
    const names = files.map(({ path }) => path);
    expect(names.filter((name) => !name.startsWith('dist/')).sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
    const modules = [...readdirSync(join(projectRoot, 'lib/client')), 'generated/operations.ts', 'generated/schemas.ts']
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `dist/${name.slice(0, -'.ts'.length)}`);
    expect(names.filter((name) => name.startsWith('dist/')).sort()).toEqual(
      modules.flatMap((name) => [`${name}.d.ts`, `${name}.js`]).sort(),
    );
  });

  it.each([
    ['node16', { module: 'node16', moduleResolution: 'node16' }],
    ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ])('is typed for programs that resolve modules by %s', (name, options) => {
    const consumer = join(folder, name);
    mkdirSync(join(consumer, 'node_modules/@kindred'), { recursive: true });
    symlinkSync(folder, join(consumer, 'node_modules/@kindred/client'));
    const write = (file: string, text: string) => writeFileSync(join(consumer, file), text);
    write('package.json', '{"type": "module"}');
    write('shop.ts', `${published('test/client/shop-example.ts')}`);
    write('aws.ts', published('test/client/aws-example.ts'));
    const base = { strict: true, noEmit: true, target: 'es2022', lib: ['es2023', 'dom', 'esnext'], types: [] };
    const compile = (files: readonly string[]) => {
      write('tsconfig.json', JSON.stringify({ compilerOptions: { ...base, ...options }, files }));
      return spawnSync('tsc', ['--singleThreaded', '-p', consumer], { encoding: 'utf8' }).stdout;
    };
    write('globals.d.ts', 'declare const process: { env: Record<string, string | undefined> };');
    expect(compile(['globals.d.ts', 'shop.ts', 'aws.ts'])).toBe('');
    write(
      'wrong.ts',
      `import { createClient } from '@kindred/client';\nvoid createClient({ url: '' }).getProduct({ di: 'a' });`,
    );
    expect(compile(['wrong.ts'])).toContain("'di' does not exist");
  });
});

describe('the examples of the documentation', () => {
  it.each([
    ['docs/for-shop-developers.md', 'test/client/shop-example.ts'],
    ['lib/client/README.md', 'test/client/shop-example.ts'],
    ['docs/for-shop-developers.md', 'test/client/events-example.ts'],
    ['docs/api.md', 'test/client/aws-example.ts'],
  ])('in %s are those of %s', (document, file) => {
    expect(page(document)).toContain(`\`\`\`ts\n${published(file)}\`\`\`\n`);
  });

  it('find similar products, list a brand, and show nothing for an unknown product', async () => {
    vi.stubEnv('KINDRED_URL', gateway.url);
    const { similarProducts, titlesOf } = await import('./shop-example.ts');
    expect(await similarProducts('shoe-7', 3)).toEqual([{ title: 'Trail shoe', score: expect.closeTo(0.96, 2) }]);
    expect(await similarProducts('nobody', 3)).toEqual([]);
    expect((await titlesOf('Ridge')).sort()).toEqual(['Trail shoe', 'Wool sock']);
  });

  it('record a click', async () => {
    vi.stubEnv('KINDRED_URL', gateway.url);
    const refused = vi.spyOn(console, 'error').mockImplementation(() => {});
    // The shop and the API have one clock.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00.000Z') });
    const { recordClick } = await import('./events-example.ts');
    await recordClick('v-7f3a', 'shoe-1');
    expect(refused).not.toHaveBeenCalled();
    await recordClick('v-7f3a', '');
    expect(refused).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });

  it('sign, send a token, and change a price', async () => {
    const { halvePrice, signingClient, tokenClient } = await import('./aws-example.ts');
    const signing = signingClient(gateway.url, async () => ({ accessKeyId: 'A', secretAccessKey: 'S' }));
    expect((await halvePrice(signing, 'sock-2')).product.price).toBe(7.5);
    expect(await tokenClient(gateway.url, async () => 'token').getHealth()).toMatchObject({ status: 'ok' });
  });
});
