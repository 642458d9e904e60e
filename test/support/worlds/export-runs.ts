import { gunzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { oneThread } from '../../../lambdas/core/kernels/threads.ts';
import { MemoryDurableSteps } from '../../../lambdas/stores/memory/durable-steps.ts';
import { type RunExportPorts, runExport } from '../../../lambdas/use-cases/exports/run-export.ts';
import { SourceCache } from '../../../lambdas/use-cases/exports/source-cache.ts';
import type { StepOptions } from '../../../lambdas/use-cases/runs/run-steps.ts';
import { endless } from './job-world.ts';
import type { MemoryWorld } from './memory-world.ts';

type ExportStores = Pick<
  MemoryWorld,
  'products' | 'vectors' | 'snapshots' | 'exports' | 'jobs' | 'metrics' | 'clock' | 'models'
>;

/** The ports of exports over the stores of a world, in a new environment. */
export function exportPortsOf(world: ExportStores): RunExportPorts {
  const { products, vectors, snapshots, exports, jobs, metrics, clock, models } = world;
  const sources = new SourceCache({ exports, keptVectorBytes: 0, threads: oneThread });
  const { pointers } = models;
  return { products, vectors, snapshots, exports, jobs, metrics, clock, pointers, sources, onWarning() {} };
}

/** Steps of an execution. Give the same ones to another run to resume it. */
export function newSteps(): MemoryDurableSteps {
  return new MemoryDurableSteps(() => {
    throw new Error('an export embeds nothing');
  });
}

/** Runs an export in slices of one piece of work each. @returns its job */
export async function runExportIn(
  world: ExportStores,
  id: string,
  {
    ports = exportPortsOf(world),
    steps = newSteps(),
    ...options
  }: { readonly ports?: RunExportPorts; readonly steps?: MemoryDurableSteps } & Partial<StepOptions> = {},
) {
  const all = { sliceMilliseconds: 0, remaining: endless, memoryMegabytes: 1024, ...options };
  const { state } = await runExport(ports, steps, id, all);
  const job = await world.jobs.get('export', id);
  return { ...job!.detail, state: job!.state, outcome: state };
}

/** The bytes of a file of an export by the end of its name, decompressed. */
export function fileOf(world: Pick<ExportStores, 'exports'>, end: string): Uint8Array {
  const [key, bytes] = [...world.exports.files].find(([one]) => one.endsWith(end))!;
  return key.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** The rows of a Parquet file. */
export function readParquet(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: new Uint8Array(bytes).buffer });
}
