import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What grows in a straight line with products and pairs. */
export interface Line {
  readonly base: number;
  readonly perProduct: number;
  readonly perPair: number;
}

export interface SearchRate {
  readonly products: number;
  readonly dim: number;
  /** Of one query, k = 10. */
  readonly querySeconds: number;
  /** In memory, resident. */
  readonly bytesPerProduct: number;
  /** In S3, and on the scratch disk of the function. */
  readonly storedBytesPerProduct: number;
}

/** What one thread of one machine does, in seconds of processor time, and takes, in bytes. */
export interface Rates {
  /** How, where and when they were measured. */
  readonly measured: { readonly command: string; readonly machine: string; readonly node: string; readonly at: string };
  /** The default configuration. */
  readonly training: {
    readonly memoryBytes: Line;
    readonly prepareSeconds: Line;
    readonly judgeSeconds: Line;
    /** At the most candidates, which catalogs of 4,096 products and more have. */
    readonly stepSeconds: number;
    /** That the time budget leaves at that cost, whatever the size of the catalog. */
    readonly mostSteps: number;
    readonly embedSecondsPerProduct: number;
  };
  readonly search: readonly SearchRate[];
}

const file = join(import.meta.dirname, 'rates.json');

export function readRates(): Rates {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function writeRates(rates: Rates): void {
  writeFileSync(file, `${JSON.stringify(rates, null, 2)}\n`);
}

export function at({ base, perProduct, perPair }: Line, products: number, pairs: number): number {
  return base + perProduct * products + perPair * pairs;
}

/** The line nearest to some values, by least squares; nothing grows backwards. */
export function lineThrough(
  points: readonly { readonly products: number; readonly pairs: number; readonly value: number }[],
): Line {
  const rows = points.map(({ products, pairs }) => [1, products, pairs]);
  const normal = [0, 1, 2].map((i) => [0, 1, 2].map((j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)));
  const right = [0, 1, 2].map((i) => rows.reduce((sum, row, r) => sum + row[i]! * points[r]!.value, 0));
  const [base = 0, perProduct = 0, perPair = 0] = solved(normal, right).map((x) => Math.max(0, x));
  return { base, perProduct, perPair };
}

/** A small system of equations, by Gauss and Jordan with pivots. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
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
