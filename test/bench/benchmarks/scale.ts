import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { milliseconds, type Timing } from '../measure.ts';

const D = 64;
const counts = [10_000, 100_000, 1_000_000] as const;
const nameOf = (count: number) => `scale-${count}x${D}`;

/**
 * How cost grows with the catalog where float32 vectors stay in their files: milliseconds to search and to load, and resident
 * bytes a product (what a process grows by when it opens the space and searches it, after garbage collection).
 */
export const scale: Benchmark = {
  name: 'scale',
  cases: counts.flatMap((count) => ['search', 'load', 'resident'].map((what) => `${nameOf(count)}-${what}`)),
  hasModes: false,
  hasPeer: false,
  *measure({ seconds, wants }) {
    for (const count of counts) {
      const isWanted = ({ name }: Measurement) => wants(name);
      if (['search', 'load', 'resident'].some((what) => wants(`${nameOf(count)}-${what}`))) {
        yield* measured(count, seconds).filter(isWanted);
      }
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
    runOne('pack', count, folder, seconds);
    const run = JSON.parse(runOne('search', count, folder, seconds)) as ScaleRun;
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

function runOne(task: string, count: number, folder: string, seconds: number): string {
  const script = join(import.meta.dirname, '..', 'scale-one.ts');
  const args = ['--expose-gc', script, task, String(count), String(D), folder, String(seconds)];
  return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 24 });
}
