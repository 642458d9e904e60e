import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultFeatureConfig } from '../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../lambdas/core/model/initial-model.ts';
import { serializeModel } from '../../lambdas/core/model/model-file.ts';
import type { HttpEvent } from '../../lambdas/http/http-request.ts';
import type { HttpGateway } from '../../lib/local/http/http-gateway.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { colouredThings } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { startMemoryGateway } from '../support/local/memory-gateway.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';
import { storeProducts } from '../support/worlds/memory-world.ts';

/** Some of them have a brand, a group of variants and a price; the model can read nothing of the last one. */
const products = [
  ...colouredThings().map((product, i) => ({
    ...product,
    brand: i % 3 === 0 ? 'Ridge' : 'Summit',
    price: i,
    attributes: { item_group_id: `g${i % 5}` },
  })),
  { id: 'mute', title: '???' },
];
const folder = temporaryFolder();
const model = join(folder, 'model.safetensors');
const catalog = join(folder, 'catalog.jsonl.gz');
const files = ['--model', model, '--catalog', catalog];

let gateway: HttpGateway;
let lastEvent: HttpEvent;
/** The status of a gateway that refuses every request. */
let refusal: number | undefined;

async function kindred(...args: string[]) {
  const { written, ...output } = captureOutput();
  // Commands are loaded when they run: from the same modules as their program, which were reset.
  const { runCommandLine } = await import('../../bin/command-line.ts');
  const status = await runCommandLine(args, output);
  return { status, stdout: written.out, stderr: written.err };
}

beforeAll(async () => {
  const space = fitFeatureSpace(products, [], defaultFeatureConfig);
  const trained = initializeBagModel(space, { dim: 16, seed: 1, normalize: true });
  writeFileSync(model, serializeModel(trained));
  writeJsonLines(catalog, products);
  const api = await memoryApi();
  await storeProducts(api.products, ...products);
  await api.models.publish(trained);
  await api.request('POST', '/v1/embeddings', { body: { items: products.map(({ id }) => id), store: true } });
  gateway = await startMemoryGateway(async (event) => {
    lastEvent = event;
    if (refusal === undefined) return api.handle(event);
    return { statusCode: refusal, headers: {}, body: '{"message":"Forbidden"}', isBase64Encoded: false };
  });
});

afterAll(async () => {
  await gateway.close();
  vi.unstubAllEnvs();
});
afterAll(() => vi.resetModules());

const [first, second, third] = products.map(({ id }) => id) as [string, string, string];

describe('kindred query', () => {
  it.each([
    [['--id', first]],
    [['--id', first, '--id', second, '--not-id', third, '-k', '5']],
    [['--query', 'red cup', '--strategy', 'best', '--filter', 'brand:ridge', '--ignore-case']],
    [['--id', first, '--not-query', 'blue', '--filter', 'price:3..20', '--filter', 'brand:!Ridge']],
    [['--id', first, '--max-per-group', '1', '--group-by', 'item_group_id', '--exclude-id', second]],
    [['--id', first, '--exclude-same-group', 'item_group_id', '--mmr-lambda', '0.4', '-k', '7']],
    [['--id', first, '--min-score', '0.9', '--fallback', 'category', '--facet', 'brand', '--facet', 'price']],
    [['--id', first, '--because', '-k', '2']],
    [['--id', 'mute']],
    [['--id', first, '--id', 'nobody', '--id', 'mute']],
  ])('answers %j from files as the deployment does', async (args) => {
    const there = await kindred('query', ...args, '--url', gateway.url, '--json');
    const here = await kindred('query', ...args, ...files, '--json');
    expect([there.status, here.status]).toEqual([0, 0]);
    const [{ asOf, ...remote }, { asOf: _, ...local }] = [there, here].map(({ stdout }) => JSON.parse(stdout));
    expect(local).toEqual(remote);
    expect(asOf).toMatch(/^\d{4}-/);
  });

  it('shows products with their titles, and what was counted', async () => {
    const args = ['query', '--id', first, '-k', '2', '--facet', 'brand'];
    const there = await kindred(...args, '--url', gateway.url);
    expect(there.stdout.split('\n')).toEqual([
      expect.stringMatching(/^ score {2}id +title$/),
      expect.stringMatching(/^\d\.\d{4} {2}\S+ +\S/),
      expect.stringMatching(/^\d\.\d{4} {2}\S+ +\S/),
      '',
      'products  brand',
      '      20  Summit',
      '       9  Ridge',
      '',
    ]);
    expect((await kindred(...args, ...files)).stdout).toBe(there.stdout);
  });

  it('says what was left out, and that nothing can be found', async () => {
    const { stderr } = await kindred('query', '--id', first, '--id', 'nobody', '--url', gateway.url);
    expect(stderr).toBe('left out /positive/1: there is no product nobody\n');
    const mute = await kindred('query', '--id', 'mute', ...files);
    expect(mute).toMatchObject({ status: 0, stdout: '' });
    expect(mute.stderr).toContain('nothing can be found by likeness: ');
    const none = await kindred('query', '--id', first, '--filter', 'price:99999..', '--url', gateway.url);
    expect(none.stderr).toBe('no product meets the conditions\n');
  });

  it.each([
    ['an unknown product', ['--id', 'nobody'], 'there is no product nobody'],
    ['a filter that cannot be read', ['--id', first, '--filter', 'brand'], '"brand" cannot be read'],
    [
      'a misspelt field',
      ['--id', first, '--filter', 'attributes.item_group:g1'],
      'did you mean attributes.item_group_id',
    ],
    ['examples that cancel out', ['--id', first, '--not-id', first], 'cancel out the positive examples'],
    ['a group without its limit', ['--id', first, '--group-by', 'brand'], 'is given without maxPerGroup'],
  ])('refuses %s, in a deployment and in files', async (_what, args, said) => {
    for (const place of [['--url', gateway.url], files]) {
      const { status, stdout, stderr } = await kindred('query', ...args, ...place);
      expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(said) });
    }
  });

  it.each([
    [[], 'missing-option: --id or --query is missing'],
    [['--not-id', 'a'], 'missing-option: --id or --query is missing'],
    [['--id', 'a'], 'missing-option: --model and --catalog are missing'],
    [['--id', 'a', '--model', 'm'], 'missing-option: --catalog is missing'],
    [['--id', 'a', '--url', 'http://127.0.0.1:1', '--model', 'm'], 'exclusive-options: --url cannot be used with'],
    [['--id', 'a', '--url', 'api.example'], 'wrong-value: --url is api.example'],
    [['--id', 'a', '--url', 'ftp://a'], 'wrong-value: --url is ftp://a'],
    [['--id', 'a', '--url', 'https://api.example'], 'missing-option: no region is known for https://api.example'],
  ])('refuses the options %j', async (args, said) => {
    vi.stubEnv('AWS_REGION', undefined);
    const { status, stderr } = await kindred('query', ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`kindred: ${said}`)]);
  });
});

describe('a command with --url', () => {
  it('sends the token, also from the environment, and AWS signatures elsewhere than on this machine', async () => {
    await kindred('query', '--id', first, '--url', `${gateway.url}/`, '--token', 't1');
    expect(lastEvent.headers).toMatchObject({ authorization: 'Bearer t1' });
    vi.stubEnv('KINDRED_TOKEN', 't2');
    await kindred('query', '--id', first, '--url', gateway.url);
    expect(lastEvent.headers).toMatchObject({ authorization: 'Bearer t2' });
    vi.stubEnv('KINDRED_TOKEN', undefined);
    await kindred('query', '--id', first, '--url', gateway.url);
    expect(lastEvent.headers).not.toHaveProperty('authorization');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', undefined);
    const sent: Headers[] = [];
    vi.stubGlobal('fetch', async (_url: URL, init: RequestInit) => {
      sent.push(new Headers(init.headers));
      return Response.json({ data: [], nextCursor: null, totalCandidates: 1 });
    });
    await kindred('query', '--id', first, '--url', 'https://abc.execute-api.eu-west-3.amazonaws.com');
    await kindred('query', '--id', first, '--url', 'https://shop.example', '--region', 'us-east-2');
    vi.unstubAllGlobals();
    expect(sent.map((headers) => headers.get('authorization'))).toEqual([
      expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-3\/execute-api\/aws4_request/),
      expect.stringMatching(/\/us-east-2\/execute-api\//),
    ]);
  });

  it('says that nothing answers, and that the caller is refused', async () => {
    const away = await kindred('query', '--id', first, '--url', 'http://127.0.0.1:1');
    expect([away.status, away.stderr]).toEqual([
      1,
      expect.stringMatching(/^kindred: unreachable: http:\/\/127\.0\.0\.1:1 does not answer: .+\nCheck --url\.\n$/),
    ]);
    refusal = 403;
    const refused = await kindred('query', '--id', first, '--url', gateway.url);
    refusal = undefined;
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/^kindred: not-authorized: .*403/)]);
  });

  it('says that another server answers', async () => {
    refusal = 200;
    const strange = await kindred('query', '--id', first, '--url', gateway.url);
    refusal = undefined;
    expect([strange.status, strange.stderr]).toEqual([
      1,
      expect.stringMatching(
        /^kindred: unreachable: .*status 200, but no answer.*\nCheck --url: another server answers there/,
      ),
    ]);
  });
});

describe('kindred similar --url', () => {
  it('shows what the files show', async () => {
    const without = ({ neighbours, ...asked }: { neighbours: { id: string; score: number; rank: number }[] }) => [
      asked,
      neighbours.map(({ id, score, rank }) => ({ id, rank, score: score.toFixed(5) })),
    ];
    for (const args of [
      ['--id', first, '-k', '5'],
      ['--query', 'red cup', '-k', '3', '--min-score', '0.1'],
      ['--id', first, '--exclude-same-group', 'item_group_id'],
    ]) {
      const there = await kindred('similar', ...args, '--url', gateway.url, '--json');
      const here = await kindred('similar', ...args, ...files, '--json');
      expect(without(JSON.parse(there.stdout))).toEqual(without(JSON.parse(here.stdout)));
    }
    const shown = await kindred('similar', '--id', first, '-k', '1', '--because', '--url', gateway.url);
    const lines = (await kindred('similar', '--id', first, '-k', '1', '--because', ...files)).stdout;
    expect(shown.stdout).toBe(lines);
  });

  it('refuses what a deployment cannot do, and an unknown product', async () => {
    const pairs = await kindred('similar', '--id', first, '--because', '2', '--url', gateway.url);
    expect([pairs.status, pairs.stderr]).toEqual([2, expect.stringContaining('a deployment names 5 pairs')]);
    const unknown = await kindred('similar', '--id', 'nobody', '--url', gateway.url);
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('product-not-found: there is no')]);
  });
});

describe('kindred embed --url', () => {
  const out = (name: string) => join(folder, name);

  it('writes what the files give, by the live version or a named one, and stores nothing', async () => {
    const there = await kindred(
      'embed',
      '--url',
      gateway.url,
      '--catalog',
      catalog,
      '--out',
      out('there.jsonl'),
      '--json',
    );
    const here = await kindred('embed', ...files, '--out', out('here.jsonl'), '--json');
    expect([there.status, here.status], there.stderr).toEqual([0, 0]);
    expect(readFileSync(out('there.jsonl'), 'utf8')).toBe(readFileSync(out('here.jsonl'), 'utf8'));
    expect(there.stderr).toBe(here.stderr);
    const [remote, local] = [there, here].map(({ stdout }) => JSON.parse(stdout));
    expect(remote).toEqual({ ...local, out: out('there.jsonl') });
    expect(remote).toMatchObject({ products: 31, vectors: 30, notEmbeddable: 1, dim: 16 });
    expect(JSON.parse(lastEvent.body!)).toMatchObject({ items: { length: 31 } });
    const named = ['--model-version', remote.modelVersion, '--out', out('named.jsonl')];
    const again = await kindred('embed', '--url', gateway.url, '--catalog', catalog, ...named);
    expect(again.stdout).toBe(`30 vectors of 16 numbers by ${remote.modelVersion} in ${out('named.jsonl')}\n`);
    expect(JSON.parse(lastEvent.body!)).toMatchObject({ version: remote.modelVersion });
  });

  it('leaves no file if the deployment refuses, or can embed nothing', async () => {
    const mute = join(folder, 'mute.jsonl');
    writeFileSync(mute, '{"id":"mute","title":"???"}\n');
    for (const [words, said] of [
      [['--catalog', mute], 'empty-input: the model cannot embed any of the 1 products'],
      [['--catalog', catalog, '--model-version', 'm-0'], 'wrong-value: model-not-found: there is no model version m-0'],
    ] as const) {
      const { status, stderr } = await kindred('embed', '--url', gateway.url, ...words, '--out', out('never.jsonl'));
      expect([status, stderr]).toEqual([2, expect.stringContaining(`kindred: ${said}`)]);
      expect(existsSync(out('never.jsonl'))).toBe(false);
    }
  });
});
