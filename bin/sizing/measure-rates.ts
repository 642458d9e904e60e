import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fitLine, type Rates, type SearchRate } from './rates.ts';

/** Products and pairs of the shops to train on. The two grow independently, so that the fit can separate them. */
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

/** Runs a script with values in a process of its own. @returns its output @throws Error when it fails */
export type RunScript = (path: string, values: readonly string[]) => string;

/**
 * Measures all rates, each in a separate process. Takes minutes.
 * @param command How the measurement was started, which the rates state @param run Default: a new process of node
 */
export function measureRates(command: string, run: RunScript = runScript): Rates {
  const shops = SHOPS.map((shop) => measure<TrainingPoint>(run, 'measure-training', [...shop, STEPS]));
  const fitted = (value: (point: TrainingPoint) => number) =>
    fitLine(shops.map((point) => ({ ...point, value: value(point) })));
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
      maxSteps: measure<{ steps: number }>(run, 'measure-training', SHOPS[1]).steps,
      embedSecondsPerProduct: largest.embedSeconds,
    },
    search: SPACES.map(([products, dim]) => measureSearch(run, products, dim)),
  };
}

/** Packs vectors into segments in one process and measures search in another, whose memory holds nothing else. */
function measureSearch(run: RunScript, products: number, dim: number): SearchRate {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-sizing-'));
  const numbers = [String(products), String(dim), folder];
  try {
    run(join(import.meta.dirname, '..', '..', 'test', 'bench', 'scale-one.ts'), ['pack', ...numbers]);
    return JSON.parse(run(join(import.meta.dirname, 'measure-search.ts'), numbers));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure<Measurement>(run: RunScript, script: string, numbers: readonly number[]): Measurement {
  return JSON.parse(run(join(import.meta.dirname, `${script}.ts`), numbers.map(String)));
}

/** Prints what it runs on stderr. */
export function runScript(path: string, values: readonly string[]): string {
  console.error(`${basename(path)} ${values.join(' ')}`);
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', path, ...values], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return stdout;
  throw new Error(`sizing: ${basename(path)} ${values.join(' ')} ended with status ${status}`);
}
