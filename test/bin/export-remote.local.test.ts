import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { followExport, loadExportFile } from '../../bin/remote/remote-export.ts';
import { defaultFeatureConfig } from '../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../lambdas/core/model/initial-model.ts';
import { serializeModel } from '../../lambdas/core/model/model-file.ts';
import type { KindredClient } from '../../lib/client/client.ts';
import type { HttpGateway } from '../../lib/local/http/http-gateway.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { colouredThings } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { startMemoryGateway } from '../support/local/memory-gateway.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';
import { runExportIn } from '../support/worlds/export-runs.ts';
import { storeProducts } from '../support/worlds/memory-world.ts';

const products = colouredThings();
const folder = temporaryFolder();
const [model, catalog] = [join(folder, 'model.safetensors'), join(folder, 'catalog.jsonl')];
let gateway: HttpGateway;
/** What the buckets of the deployment answer with, if not with the file. */
let broken: Response | undefined;

async function kindred(...args: string[]) {
  const { written, ...output } = captureOutput();
  // Modules were reset: commands are loaded when they run, from the same modules as their program.
  const { runCommandLine } = await import('../../bin/command-line.ts');
  const status = await runCommandLine(args, output);
  return { status, stdout: written.out, stderr: written.err };
}

/** The numbers of an array of numpy. */
function readNumbers(file: string): Float32Array {
  const bytes = readFileSync(file);
  const end = bytes.byteOffset + bytes.length;
  return new Float32Array(bytes.buffer.slice(end - products.length * 16 * 4, end));
}

const there = (out: string, ...more: string[]) => kindred('export', '--url', gateway.url, '--out', out, ...more);
const here = (out: string, ...more: string[]) =>
  kindred('export', '--model', model, '--catalog', catalog, '--out', out, ...more);

beforeAll(async () => {
  const space = fitFeatureSpace(products, [], defaultFeatureConfig);
  const trained = initializeBagModel(space, { dim: 16, seed: 1, normalize: true });
  writeFileSync(model, serializeModel(trained));
  // A deployment has its products in the order of their ids.
  writeJsonLines(
    catalog,
    products.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
  const api = await memoryApi();
  await storeProducts(api.products, ...products);
  await api.models.publish(trained);
  await api.request('POST', '/v1/embeddings', { body: { items: products.map(({ id }) => id), store: true } });
  const ran = new Set<string>();
  gateway = await startMemoryGateway(async (event) => {
    const answer = await api.handle(event);
    // The export is made after it was read once.
    const id = event.rawPath.match(/\/v1\/exports\/(.+)$/)?.[1];
    if (id !== undefined && !ran.has(id)) {
      ran.add(id);
      await runExportIn(api, id);
    }
    return answer;
  });
  const realFetch = fetch;
  vi.stubGlobal('fetch', async (url: URL | string, init?: RequestInit) => {
    const { hostname, pathname } = new URL(url);
    if (hostname !== 'models.example') return realFetch(url, init);
    return broken ?? new Response(Buffer.from(api.exports.files.get(pathname.slice(1))!));
  });
});

afterAll(async () => {
  await gateway.close();
  vi.unstubAllGlobals();
});
afterAll(() => vi.resetModules());

describe('kindred export --url', () => {
  it('loads the vectors that the files give, with the file beside them', async () => {
    const [far, near] = [temporaryFolder(), temporaryFolder()];
    const { status, stdout, stderr } = await there(join(far, 'v.npy'));
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^export-\S+ has started; it goes on without this command\n/);
    await here(join(near, 'v.npy'));
    expect(readdirSync(far).toSorted()).toEqual(['v.ids.json', 'v.npy']);
    expect(readFileSync(join(far, 'v.ids.json'))).toEqual(readFileSync(join(near, 'v.ids.json')));
    const [remote, local] = [far, near].map((one) => readNumbers(join(one, 'v.npy')));
    // A deployment gives vectors of length 1, which rounds them once more.
    for (const [i, number] of remote!.entries()) expect(number).toBeCloseTo(local![i]!, 6);
    expect(stdout).toMatch(/^30 vectors of 16 numbers by m-\w+ in .*v\.npy and .*v\.ids\.json\n$/);
  });

  it('loads neighbours as lines, compressed as the name says, and prints one line of JSON', async () => {
    const [far, near] = [temporaryFolder(), temporaryFolder()];
    const { status, stdout, stderr } = await there(join(far, 'n.jsonl'), '--neighbours', '3', '--json');
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ products: 30, vectors: 30, withoutVector: 0, dim: 16, pairs: 90, format: 'jsonl' },
      files: [join(far, 'n.jsonl')],
    });
    await here(join(near, 'n.jsonl'), '--neighbours', '3');
    expect(readFileSync(join(far, 'n.jsonl'), 'utf8')).toBe(readFileSync(join(near, 'n.jsonl'), 'utf8'));
    await there(join(far, 'n.jsonl.gz'), '--neighbours', '3');
    expect(gunzipSync(readFileSync(join(far, 'n.jsonl.gz')))).toEqual(readFileSync(join(far, 'n.jsonl')));
  });

  it('leaves no file if one cannot be loaded whole, and says what to do', async () => {
    for (const [answer, said] of [
      [new Response('gone', { status: 403 }), 'the answer is 403'],
      [new Response('short'), '5 of \\d+ bytes came'],
    ] as const) {
      broken = answer;
      const out = join(temporaryFolder(), 'v.npy');
      const { status, stdout, stderr } = await there(out);
      expect([status, stdout, existsSync(out)]).toEqual([1, '', false]);
      expect(stderr).toMatch(
        new RegExp(
          `\\nkindred: request-failed: \\S+ cannot be loaded: ${said}\\nTry again: GET /v1/exports/export-\\S+ .*\\n$`,
        ),
      );
    }
    broken = undefined;
  });

  it.each([
    [['--map', 'id=Code'], 'exclusive-options: --map says how a catalog is read'],
    [['--model', model], 'exclusive-options: --url cannot be used with --model'],
    [['--model-version', 'm-0123'], 'model-not-found'],
  ])('refuses %j', async (more, said) => {
    const { status, stderr } = await there(join(folder, 'never.npy'), ...more);
    expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});

describe('followExport', () => {
  it('waits until the export has ended, and says why it failed', async () => {
    const states = ['running', 'running', 'failed'].map((state) => ({ state, cause: 'no memory' }));
    // Only this operation is called.
    const api = { getExport: async () => states.shift() } as unknown as KindredClient;
    const seen: unknown[] = [];
    let pauses = 0;
    const followed = followExport(api, 'export-1', {
      pause: async () => pauses++,
      onProgress: ({ state }) => seen.push(state),
    });
    await expect(followed).rejects.toThrow('export-1 failed: no memory\nStart it again');
    expect([seen, pauses]).toEqual([['running', 'running'], 2]);
  });
});

describe('loadExportFile', () => {
  it('says that a file has no link any more', async () => {
    const api = { getExport: async () => ({ files: [] }) } as unknown as KindredClient;
    await expect(loadExportFile(api, 'export-1', 'exports/export-1/v.npy', () => {}).next()).rejects.toThrow(
      'exports/export-1/v.npy cannot be loaded: it has no link any more',
    );
  });
});
