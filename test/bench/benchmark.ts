import type { SimdMode } from '../../lambdas/core/kernels/simd/simd-module.ts';

/** What a benchmark can be asked for. */
export interface BenchmarkContext {
  /** Which kernels; a benchmark that does not use kernels is run once, as `strict`. */
  readonly mode: SimdMode;
  /** How long to measure each case, after its warm-up. */
  readonly seconds: number;
  /** Products of the catalog, for benchmarks of any size. @default that of the benchmark */
  readonly products?: number | undefined;
  /** Write units a second of a table of the local DynamoDB. @default those of a new table */
  readonly writeUnits?: number | undefined;
  /** Requests to send, for benchmarks that count them. @default those of the benchmark */
  readonly requests?: number | undefined;
  /** True when a measurement of this name is wanted: skip the work of the others. */
  readonly wants: (name: string) => boolean;
}

/** One measured number. */
export interface Measurement {
  readonly name: string;
  /** The name of the same case in peers.py, if it has one. @default `name` */
  readonly peerName?: string;
  /** `.../s` where more is better, anything else (`ms`, `KB`, `bytes`) where less is. */
  readonly unit: string;
  /** The median of the runs. */
  readonly value: number;
  /** Half of the runs lie between these two, in the same unit; absent after a single run. */
  readonly spread?: readonly [low: number, high: number];
  /** What was measured: sizes, mode, and any other setting that distinguishes this case. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * A family of measurements: one object, exported by a file of benchmarks/ and listed in all-benchmarks.ts. It runs in a process
 * of its own. Data is drawn from CounterRandom, so that every run has the same.
 */
export interface Benchmark {
  /** The NAME of `npm run bench -- NAME`; the same as in peers.py, if that has such a group. */
  readonly name: string;
  /** The measurements it can give, by name. */
  readonly cases: readonly string[];
  /** True when strict and relaxed kernels are measured apart. */
  readonly hasModes: boolean;
  /** True when peers.py has a group of this name. */
  readonly hasPeer: boolean;
  /** Measures the wanted cases, one after the other. */
  readonly measure: (context: BenchmarkContext) => Iterable<Measurement> | AsyncIterable<Measurement>;
}
