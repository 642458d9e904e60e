/**
 * Runs one benchmark, in a process of its own: run-one.ts NAME MODE SECONDS [--products N] [--write-units N] [CASE ...]. Prints one JSON
 * line a measurement.
 */
import { parseArgs } from 'node:util';
import type { SimdMode } from '../../lambdas/core/kernels/simd/simd-module.ts';
import { isWanted, selected } from './all-benchmarks.ts';
import { SIZE_OPTIONS, sizesOf } from './size-options.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: SIZE_OPTIONS });
const [name = '', mode = 'strict', seconds = '2', ...cases] = positionals;
const [benchmark] = selected([name]);
if (benchmark === undefined) throw new RangeError(`bench: no benchmark ${name}`);

const wants = (one: string) => isWanted(benchmark, one, cases);
const context = { mode: mode as SimdMode, seconds: Number(seconds), wants, ...sizesOf(values) };
for await (const measurement of benchmark.measure(context)) {
  const config = benchmark.hasModes ? { mode, ...measurement.config } : measurement.config;
  const spread = measurement.spread?.map(rounded);
  console.log(JSON.stringify({ ...measurement, value: rounded(measurement.value), ...(spread && { spread }), config }));
}

/** Six digits tell more than the spread does. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
