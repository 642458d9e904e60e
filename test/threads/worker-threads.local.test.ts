import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { simdKernels } from '../../lambdas/core/kernels/simd/simd-kernels.ts';
import { WorkerThreads } from '../../lambdas/threads/worker-threads.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { WatchedThreads } from '../support/core/helping-threads.ts';
import { normals } from '../support/core/kernel-cases.ts';

const source = join(projectRoot, 'test/fixtures/helped-product.ts');
const [B, C, D] = [200, 300, 64];
const [a, c] = [normals(B * D, 'a'), normals(C * D, 'c')];

function product(kernels: ReturnType<typeof simdKernels>): Float32Array {
  const out = new Float32Array(B * C);
  kernels.multiplyTransposed(a, c, out, B, C, D);
  return out;
}

const alone = product(simdKernels());
const opened: WorkerThreads[] = [];

function opens<T extends WorkerThreads>(threads: T): T {
  opened.push(threads);
  return threads;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((threads) => threads.close()));
});

describe('WorkerThreads', () => {
  it('take parts of the work', () => {
    const threads = opens(new WatchedThreads(3));
    const kernels = simdKernels('strict', threads);
    threads.allReady();
    while (threads.helped === 0) expect(product(kernels)).toEqual(alone);
    expect(threads.helped).toBeGreaterThan(0);
  });

  it('are not waited for before they start or after they are closed', async () => {
    const threads = opens(new WatchedThreads(2));
    const kernels = simdKernels('strict', threads);
    expect(product(kernels)).toEqual(alone);
    threads.allReady();
    const ended = threads.close();
    const before = threads.helped;
    expect(product(kernels)).toEqual(alone);
    await ended;
    expect(product(kernels)).toEqual(alone);
    expect(threads.helped).toBe(before);
  });

  it('that cannot start are reported, and their work is done without them', async () => {
    const reported: unknown[] = [];
    const threads = opens(new WorkerThreads(2, { onFailure: (cause) => reported.push(cause) }));
    const helper = threads.start({
      module: {},
      memory: { buffer: new SharedArrayBuffer(8), grow: () => 0 },
      control: 0,
      workspace: 0,
    });
    expect(helper.isGone).toBe(true);
    expect(reported).toHaveLength(1);
  });

  it('that fail are reported, and their work is done without them', async () => {
    let broken: Worker | undefined;
    process.once('worker', (worker) => {
      broken = worker;
    });
    const kernels = simdKernels();
    const memory = { module: {}, memory: kernels.reals(4).buffer as never, control: 0, workspace: 0 };
    const reported = await new Promise((resolve) => {
      opens(new WorkerThreads(2, { onFailure: resolve })).start(memory);
    });
    expect(String(reported)).toMatch(/WebAssembly/);
    expect(broken).toBeDefined();
  });

  it.each([0, 1.5, Number.NaN])('reject the count %s', (count) => {
    expect(() => new WorkerThreads(count)).toThrow(`count is ${count}`);
  });

  it.each(['from source', 'from a minified bundle of one file'])(
    'help without keeping the process alive: %s',
    (how) => {
      const file = how === 'from source' ? source : bundleOf(source);
      const output = execFileSync(process.execPath, [file], { timeout: 300_000, encoding: 'utf8' });
      expect(output).toBe('256, and others helped\n');
    },
  );
});

function bundleOf(entry: string): string {
  const outfile = join(mkdtempSync(join(tmpdir(), 'kindred-threads-')), 'index.mjs');
  buildSync({ entryPoints: [entry], outfile, bundle: true, minify: true, platform: 'node', format: 'esm' });
  return outfile;
}
