import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A quantity that grows linearly with products and pairs. */
export interface Line {
  readonly base: number;
  readonly perProduct: number;
  readonly perPair: number;
}

/** The measured rate of the exact engine at one number of products and one dimension. */
export interface SearchRate {
  readonly products: number;
  readonly dim: number;
  /** One query, k = 10. */
  readonly querySeconds: number;
  /** Resident memory. */
  readonly bytesPerProduct: number;
  /** In S3 and in the function's scratch space. */
  readonly storedBytesPerProduct: number;
}

/** Measured rates of one thread of one machine: seconds of processor time, and bytes. */
export interface Rates {
  /** Command, place and time of the measurement. */
  readonly measured: { readonly command: string; readonly machine: string; readonly node: string; readonly at: string };
  /** With the default configuration. */
  readonly training: {
    readonly memoryBytes: Line;
    readonly prepareSeconds: Line;
    readonly judgeSeconds: Line;
    /** With the maximum of candidates, which catalogs of at least 4,096 products have. */
    readonly stepSeconds: number;
    /** The steps that the time budget allows at that cost, for any size of the catalog. */
    readonly maxSteps: number;
    readonly embedSecondsPerProduct: number;
  };
  readonly search: readonly SearchRate[];
}

const file = join(import.meta.dirname, 'rates.json');

/** The committed rates. */
export function readRates(): Rates {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Replaces the committed rates. */
export function writeRates(rates: Rates): void {
  writeFileSync(file, `${JSON.stringify(rates, null, 2)}\n`);
}

/** The value of a line for a shop. */
export function valueAt({ base, perProduct, perPair }: Line, products: number, pairs: number): number {
  return base + perProduct * products + perPair * pairs;
}

/** Fits a line to values by least squares. Negative rates become 0: they are noise. */
export function fitLine(
  points: readonly { readonly products: number; readonly pairs: number; readonly value: number }[],
): Line {
  const rows = points.map(({ products, pairs }) => [1, products, pairs]);
  const normal = [0, 1, 2].map((i) => [0, 1, 2].map((j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)));
  const right = [0, 1, 2].map((i) => rows.reduce((sum, row, r) => sum + row[i]! * points[r]!.value, 0));
  const [base = 0, perProduct = 0, perPair = 0] = solve(normal, right).map((x) => Math.max(0, x));
  return { base, perProduct, perPair };
}

/** Solves a small system of linear equations by Gauss-Jordan elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let column = 0; column < rows.length; column++) {
    const rest = rows.slice(column).map((row) => Math.abs(row[column]!));
    const pivot = column + rest.indexOf(Math.max(...rest));
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const scale = rows[column]![column]!;
    rows[column] = rows[column]!.map((x) => x / scale);
    rows.forEach((row, i) => {
      if (i !== column) rows[i] = row.map((x, j) => x - row[column]! * rows[column]![j]!);
    });
  }
  return rows.map((row) => row.at(-1)!);
}

const MICROSECONDS = 1e6;

/** Seconds of processor time of this process so far. Other processes and waiting do not count. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MICROSECONDS;
}
