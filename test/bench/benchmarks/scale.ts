import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { milliseconds, perSecond, type Timing } from '../measure.ts';

const D = 64;
const counts = [10_000, 100_000, 1_000_000] as const;
const nameOf = (count: number) => `scale-${count}x${D}`;

const searched = ['search', 'load', 'resident'];
const trained = ['training', 'training-resident'];

/**
 * How cost grows with the catalog where float32 vectors stay in their files: milliseconds to search and to load, and resident
 * bytes a product (what a process grows by when it opens the space and searches it, after garbage collection). And how training does,
 * by InfoNCE on fresh pairs of products of 30 tokens, one of which is the product's own: pairs/s, and what that process holds.
 */
export const scale: Benchmark = {
  name: 'scale',
  cases: counts.flatMap((count) => [...searched, ...trained].map((what) => `${nameOf(count)}-${what}`)),
  hasModes: false,
  hasPeer: false,
  *measure({ seconds, wants }) {
    for (const count of counts) {
      const isWanted = ({ name }: Measurement) => wants(name);
      const isAny = (what: readonly string[]) => what.some((one) => wants(`${nameOf(count)}-${one}`));
      if (isAny(searched)) yield* measured(count, seconds).filter(isWanted);
      if (isAny(trained)) yield* training(count, seconds).filter(isWanted);
    }
  },
};

interface ScaleRun {
  readonly loadMilliseconds: number;
  readonly timing: Timing;
  readonly bytes: number;
}

function measured(count: number, seconds: number): Measurement[] {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-scale-'));
  try {
    const one = (task: string) => runOne('scale-one.ts', [task, count, D, folder, seconds]);
    one('pack');
    const run = JSON.parse(one('search')) as ScaleRun;
    const config = { products: count, D, k: 10, vectors: 'in files' };
    const name = nameOf(count);
    return [
      { name: `${name}-search`, unit: 'ms', ...milliseconds(run.timing), config },
      { name: `${name}-load`, unit: 'ms', value: run.loadMilliseconds, config },
      { name: `${name}-resident`, unit: 'bytes a product', value: run.bytes / count, config },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function training(count: number, seconds: number): Measurement[] {
  const run = JSON.parse(runOne('train-one.ts', [count, D, seconds])) as { timing: Timing; B: number; bytes: number };
  const config = { products: count, D, batch: run.B, tokensEach: 30, threads: 1 };
  const name = `${nameOf(count)}-training`;
  return [
    { name, unit: 'pairs/s', ...perSecond(run.timing, run.B), config },
    { name: `${name}-resident`, unit: 'MB', value: run.bytes / 1e6, config },
  ];
}

function runOne(script: string, args: readonly (string | number)[]): string {
  const all = ['--expose-gc', join(import.meta.dirname, '..', script), ...args.map(String)];
  return execFileSync(process.execPath, all, { encoding: 'utf8', maxBuffer: 2 ** 24 });
}
