import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { lineThrough, type Rates, type SearchRate } from './rates.ts';

/** Products and pairs of the shops that are trained on: products and pairs grow apart, so that each shows. */
const SHOPS = [
  [2000, 10_000],
  [8000, 40_000],
  [8000, 400_000],
  [24_000, 120_000],
] as const;
const STEPS = 30;
const SPACES = [
  [100_000, 256],
  [400_000, 256],
  [400_000, 64],
] as const;

interface TrainingPoint {
  readonly products: number;
  readonly pairs: number;
  readonly prepareSeconds: number;
  readonly stepSeconds: number;
  readonly judgeSeconds: number;
  readonly embedSeconds: number;
  readonly peakBytes: number;
}

/** Measures everything anew, each in a process of its own; minutes. */
export function measureRates(command: string): Rates {
  const shops = SHOPS.map((shop) => measured<TrainingPoint>('measure-training', [...shop, STEPS]));
  const fitted = (value: (point: TrainingPoint) => number) =>
    lineThrough(shops.map((point) => ({ ...point, value: value(point) })));
  const largest = shops.at(-1)!;
  return {
    measured: {
      command,
      machine: `${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim()}`,
      node: process.versions.node,
      at: new Date().toISOString().slice(0, 10),
    },
    training: {
      memoryBytes: fitted(({ peakBytes }) => peakBytes),
      prepareSeconds: fitted(({ prepareSeconds }) => prepareSeconds),
      judgeSeconds: fitted(({ judgeSeconds }) => judgeSeconds),
      stepSeconds: largest.stepSeconds,
      mostSteps: measured<{ steps: number }>('measure-steps', SHOPS[1]).steps,
      embedSecondsPerProduct: largest.embedSeconds,
    },
    search: SPACES.map(([products, dim]) => measuredSearch(products, dim)),
  };
}

/** Packs a space into segments with one process, and measures it in another, where nothing else was done. */
function measuredSearch(products: number, dim: number): SearchRate {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-sizing-'));
  const numbers = [String(products), String(dim), folder];
  try {
    lineOf(join(import.meta.dirname, '..', '..', 'test', 'bench', 'scale-one.ts'), ['pack', ...numbers]);
    return JSON.parse(lineOf(join(import.meta.dirname, 'measure-search.ts'), numbers));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measured<Measurement>(script: string, numbers: readonly number[]): Measurement {
  return JSON.parse(lineOf(join(import.meta.dirname, `${script}.ts`), numbers.map(String)));
}

/** What a script prints. */
function lineOf(path: string, values: readonly string[]): string {
  console.error(`${basename(path)} ${values.join(' ')}`);
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', path, ...values], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return stdout;
  throw new Error(`sizing: ${basename(path)} ${values.join(' ')} ended with status ${status}`);
}
