import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
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
  [100_000, 64],
  [100_000, 256],
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
  const lineOf = (value: (point: TrainingPoint) => number) =>
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
      memoryBytes: lineOf(({ peakBytes }) => peakBytes),
      prepareSeconds: lineOf(({ prepareSeconds }) => prepareSeconds),
      judgeSeconds: lineOf(({ judgeSeconds }) => judgeSeconds),
      stepSeconds: largest.stepSeconds,
      mostSteps: measured<{ steps: number }>('measure-steps', SHOPS[1]).steps,
      embedSecondsPerProduct: largest.embedSeconds,
    },
    search: SPACES.map((space) => measured<SearchRate>('measure-search', [...space])),
  };
}

function measured<Measurement>(script: string, numbers: readonly number[]): Measurement {
  const path = join(import.meta.dirname, `${script}.ts`);
  console.error(`${script} ${numbers.join(' ')}`);
  const { status, stdout } = spawnSync(process.execPath, [path, ...numbers.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return JSON.parse(stdout);
  throw new Error(`sizing: ${script} ${numbers.join(' ')} ended with status ${status}`);
}
