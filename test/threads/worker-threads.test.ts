import { execFileSync } from 'node:child_process';

import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { simdKernels } from '../../lambdas/core/kernels/simd/simd-kernels.ts';
import { WorkerThreads } from '../../lambdas/threads/worker-threads.ts';
import { WatchedThreads } from '../support/helping-threads.ts';
import { normals } from '../support/kernel-cases.ts';
import { projectRoot } from '../support/source-files.ts';

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

describe('worker threads', () => {
  it('take parts of the work', () => {
    const threads = opens(new WatchedThreads(3));
    const kernels = simdKernels('strict', threads);
    threads.allReady();
    while (threads.helped === 0) expect(product(kernels)).toEqual(alone);
    expect(threads.helped).toBeGreaterThan(0);
  });

  it('are not waited for before they have come, nor after they were closed', async () => {
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

  it('that cannot start are done without, and told of', async () => {
    const told: unknown[] = [];
    const threads = opens(new WorkerThreads(2, { onFailure: (cause) => told.push(cause) }));
    const helper = threads.start({
      module: {},
      memory: { buffer: new SharedArrayBuffer(8), grow: () => 0 },
      control: 0,
      workspace: 0,
    });
    expect(helper.gone).toBe(true);
    expect(told).toHaveLength(1);
  });

  it('that break are done without, and told of', async () => {
    let broken: Worker | undefined;
    process.once('worker', (worker) => {
      broken = worker;
    });
    const kernels = simdKernels();
    const memory = { module: {}, memory: kernels.reals(4).buffer as never, control: 0, workspace: 0 };
    const told = await new Promise((resolve) => {
      opens(new WorkerThreads(2, { onFailure: resolve })).start(memory);
    });
    expect(String(told)).toMatch(/WebAssembly/);
    expect(broken).toBeDefined();
  });

  it.each([0, 1.5, Number.NaN])('refuse to be %s', (count) => {
    expect(() => new WorkerThreads(count)).toThrow(`count is ${count}`);
  });

  it('do not keep a process alive', () => {
    const program = `
      import { simdKernels } from './lambdas/core/kernels/simd/simd-kernels.ts';
      import { WorkerThreads } from './lambdas/threads/worker-threads.ts';
      const kernels = simdKernels('strict', new WorkerThreads(3));
      const [a, out] = [kernels.reals(256 * 256).fill(1), kernels.reals(256 * 256)];
      for (let i = 0; i < 20; i++) kernels.multiply(a, a, out, 256, 256, 256);
      console.log(out[0]);
    `;
    const options = { cwd: projectRoot, timeout: 15_000, encoding: 'utf8' } as const;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], options)).toBe('256\n');
  });
});
