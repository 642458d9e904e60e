/**
 * `npm run bench -- [NAME ...] [--json] [--mode strict|relaxed|both] [--seconds 2] [--peers DIR]
 * [--products N] [--write-units N] [--requests N]`: measures the benchmarks of all-benchmarks.ts, or those named. The last three
 * set the size of benchmarks that have any size. --json prints one line a measurement, otherwise a table. --peers DIR runs DIR/peers.py too,
 * group by group in turn with our own, and gives ratios.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selected } from './all-benchmarks.ts';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type PeerMeasurement, type Result, tableOf, withPeers } from './results.ts';
import { SIZE_OPTIONS, sizeArguments, sizesOf } from './size-options.ts';

const { values: options, positionals: names } = given();

function given() {
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        mode: { type: 'string', default: 'strict' },
        seconds: { type: 'string', default: '2' },
        peers: { type: 'string' },
        ...SIZE_OPTIONS,
      },
    });
    sizesOf(parsed.values);
    return parsed;
  } catch (cause) {
    process.stderr.write(
      `bench: ${(cause as Error).message}\nnpm run bench [-- NAME ... --mode strict|relaxed|both --seconds N --peers DIR --products N --write-units N --requests N --json]\n`,
    );
    process.exit(2);
  }
}

const modes = options.mode === 'both' ? ['strict', 'relaxed'] : [options.mode];
if (!modes.every((mode) => mode === 'strict' || mode === 'relaxed')) {
  throw new RangeError(`bench: --mode is ${options.mode}, expected strict, relaxed or both`);
}

const results: Result[] = [];
for (const benchmark of selected(names)) {
  const measurements = (benchmark.hasModes ? modes : ['strict']).flatMap((mode) => measured(benchmark, mode));
  const compared = withPeers(measurements, options.peers && benchmark.hasPeer ? peersOf(benchmark, options.peers) : []);
  for (const result of compared) if (options.json) console.log(JSON.stringify(result));
  results.push(...compared);
}
if (!options.json) console.log(`${machine()}\n\n${tableOf(results)}`);

function measured(benchmark: Benchmark, mode: string): Measurement[] {
  const script = join(import.meta.dirname, 'run-one.ts');
  return linesOf(process.execPath, [
    ...[script, benchmark.name, mode, options.seconds],
    ...[...sizeArguments(options), ...names],
  ]);
}

/** The peer on one thread, in the same minute as our own. */
function peersOf({ name }: Benchmark, folder: string): PeerMeasurement[] {
  return linesOf('/usr/bin/python3', [join(folder, 'peers.py'), '--threads', '1', name]);
}

/** The JSON lines that a command prints. */
function linesOf<Line>(command: string, args: readonly string[]): Line[] {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`bench: ${[command, ...args].join(' ')} failed with status ${status}`);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

/** What the numbers hold for. */
function machine(): string {
  const [cpu] = cpus();
  return `Node ${process.versions.node}, V8 ${process.versions.v8}, ${process.arch}, ${cpus().length} x ${cpu?.model.trim()}.`;
}
