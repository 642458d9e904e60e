import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultFeatureConfig } from '../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../lambdas/core/model/initial-model.ts';
import { serializeModel } from '../../lambdas/core/model/model-file.ts';
import type { TextStream } from '../../lib/terminal/text-stream.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { colouredThings, quickConfig, tasteBaskets, tasteOf } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { startMemoryGateway } from '../support/local/memory-gateway.ts';
import { buildCommandTable, NEVER_WRITTEN, PLACES, type Words } from '../support/terminal/command-table.ts';
import { storeProducts } from '../support/worlds/memory-world.ts';

const products = colouredThings();
const data = temporaryFolder();
const at = (name: string): string => join(data, name);
const rows = Object.entries(buildCommandTable(data));

let closeApi: () => Promise<unknown>;
const addresses: Record<string, string> = {};
const consoleServer = createServer((_request, response) => response.end('<title>Kindred</title>'));

/** Runs a command in this process. @param kind Of its outputs: files by default. */
async function run(words: Words, kind: Omit<TextStream, 'write'> = {}) {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof written): TextStream => ({
    ...kind,
    write: (text) => {
      written[name] += text;
    },
  });
  // Modules were reset: commands are loaded when they run, from the same modules as their program.
  const { runCommandLine } = await import('../../bin/command-line.ts');
  const known = words.map((word) => addresses[word] ?? word);
  const status = await runCommandLine(known, { stdout: streamTo('stdout'), stderr: streamTo('stderr') });
  return { status, ...written };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function writeData(): void {
  writeJsonLines(at('catalog.jsonl.gz'), products);
  writeJsonLines(at('train.jsonl.gz'), tasteBaskets());
  const relevant = (query: string) =>
    products.map(({ id }) => id).filter((id) => id !== query && tasteOf(id) === tasteOf(query));
  const judging = products.map(({ id }) => ({ query: id, relevant: relevant(id) }));
  writeJsonLines(at('judge.jsonl.gz'), judging);
  const { seed: _seed, features: _features, ...quick } = quickConfig();
  const texts = {
    'quick.json': JSON.stringify({ ...quick, epochs: 1 }),
    'tune.json': JSON.stringify({ dim: 8, batchSize: 16, epochs: 1, validationFraction: 0.4, tuneFields: false }),
    'unknown.json': '{"epoch": 1}',
    'nan.json': '{"epochs": NaN}',
    'text.txt': 'no data',
    'empty.jsonl': '',
    'empty.safetensors': '',
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(at(name), text);
  for (const name of ['noids', 'two', 'sets', 'sets/one', 'sets/two']) mkdirSync(at(name));
  for (const name of ['one', 'two']) {
    writeJsonLines(at(`sets/${name}/catalog.jsonl.gz`), products);
    writeJsonLines(at(`sets/${name}/train.jsonl.gz`), tasteBaskets());
    writeJsonLines(at(`sets/${name}/judge.jsonl.gz`), judging);
  }
  writeFileSync(at('noids/catalog.csv'), 'colour,size\nred,S\n');
  writeFileSync(at('noids/train.jsonl'), '{"anchor":"a","positive":"b"}\n');
  writeFileSync(at('two/catalog.csv'), 'id,title\n1,a\n');
  writeFileSync(at('two/catalog.jsonl'), '{"id":"1","title":"a"}\n');
}

beforeAll(async () => {
  writeData();
  const space = fitFeatureSpace(products, [], defaultFeatureConfig);
  const models = [1, 2].map((seed) => initializeBagModel(space, { dim: 16, seed, normalize: true }));
  const [first, second] = models.map((one) => serializeModel(one));
  writeFileSync(at('model.safetensors'), first!);
  writeFileSync(at('other.safetensors'), second!);
  writeFileSync(at('cut.safetensors'), first!.subarray(0, first!.length / 2));
  const header = JSON.stringify({ weight: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(at('foreign.safetensors'), Buffer.concat([length, Buffer.from(header), Buffer.alloc(4)]));
  const api = await memoryApi();
  await storeProducts(api.products, ...products);
  await api.models.publish(models[0]!);
  await api.request('POST', '/v1/embeddings', { body: { items: products.map(({ id }) => id), store: true } });
  const gateway = await startMemoryGateway((event) => api.handle(event));
  closeApi = () => gateway.close();
  addresses[PLACES.apiUrl] = gateway.url;
  addresses[PLACES.apiPort] = new URL(gateway.url).port;
  addresses[PLACES.consolePort] = String(await listen(consoleServer));
  // A machine without a screen: no browser is started.
  for (const name of ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME']) vi.stubEnv(name, undefined);
  vi.stubEnv('SSH_CONNECTION', 'a test');
});

afterAll(async () => {
  await closeApi();
  await new Promise((resolve) => consoleServer.close(resolve));
  vi.unstubAllEnvs();
});
afterAll(() => vi.resetModules());

const succeeding = rows.flatMap(([name, { success }]) =>
  typeof success === 'string' ? [] : [[name, success] as const],
);

describe('a command that succeeds', () => {
  it.each(succeeding)(
    'kindred %s writes no control characters to files, and no colours with NO_COLOR',
    async (name, words) => {
      const inFiles = await run([name, ...words]);
      expect(inFiles.status, inFiles.stderr).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(inFiles.stdout + inFiles.stderr).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
      vi.stubEnv('NO_COLOR', '1');
      const { status, stdout, stderr } = await run([name, ...words], { isTTY: true, columns: 80 });
      expect(status, stderr).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin so
      expect(stdout + stderr).not.toMatch(/\x1b\[[\d;]*m/);
      expect(stdout).toBe(stripVTControlCharacters(stdout));
    },
  );

  it.each(succeeding.filter(([name]) => name !== 'completion'))(
    'kindred %s prints one line of JSON and nothing else on stdout with --json',
    async (name, words) => {
      const { status, stdout, stderr } = await run([name, ...words, '--json']);
      expect(status, stderr).toBe(0);
      expect(stdout).toMatch(/^\{.*\}\n$/);
      expect(JSON.parse(stdout)).toBeTypeOf('object');
    },
  );

  it('is run by another test where it needs servers of its own', () => {
    for (const [name, { success }] of rows)
      if (typeof success === 'string')
        expect(readFileSync(join(projectRoot, success), 'utf8')).toContain(`kindred ${name}`);
  });
});

describe('a wrong input', () => {
  afterEach(() => {
    for (const file of NEVER_WRITTEN) rmSync(at(file), { recursive: true, force: true });
  });

  const wrong = rows.flatMap(([name, row]) => row.wrong.map(([words, says]) => [name, words, says] as const));

  it.each(wrong)('of kindred %s %j is told in two lines, and nothing is written', async (name, words, says) => {
    const { status, stdout, stderr } = await run([name, ...words]);
    expect([status > 0, stdout], stderr).toEqual([true, '']);
    const said = stderr.split('\n').slice(-3).join('\n');
    expect(said).toMatch(/^kindred: [a-z-]+: [^\n]+\n[^\n]+\n$/);
    expect(said).toMatch(says);
    expect(said).not.toContain('kindred: unexpected');
    expect(NEVER_WRITTEN.filter((file) => existsSync(at(file)))).toEqual([]);
  });
});

describe('a typo', () => {
  it.each(rows.map(([name, { typo }]) => [name, ...typo] as const))(
    'kindred %s %s is answered with %s',
    async (name, typed, meant) => {
      const { status, stdout, stderr } = await run([name, typed]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toBe(
        `kindred: unknown-option: unknown option '${typed}' (Did you mean ${meant}?)\n` +
          `Run 'kindred ${name} --help' to see the options.\n`,
      );
    },
  );
});
