import type { TrainingRunJob } from '../../ports/job-store.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import {
  type CatalogAdditions,
  hasReadAdditions,
  readAdditions,
  willReadAdditions,
} from '../models/catalog-additions.ts';
import { type StartRunPorts, startRun } from '../runs/start-run.ts';

export interface StartCatalogRunPorts extends StartRunPorts {
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly registry: Pick<ModelRegistry, 'get'>;
}

/**
 * Starts a run on the catalog alone after uploads of catalogs, if the shop has no live version. So a shop has similar
 * products before it has training data. A run is also started if the live version is a text model, and one of the
 * uploads adds more than half as many products as it has read: its words are those of another catalog.
 *
 * All uploads find the same run until it has read the catalog, so a burst of uploads starts one. The run waits until no
 * upload is in progress, and ends at once if another run does its work.
 * @param keys Keys of uploads that have ended. Those that wrote no product lead to nothing.
 * @returns undefined if no run is needed
 */
export async function startCatalogRun(
  ports: StartCatalogRunPorts,
  keys: readonly string[],
): Promise<TrainingRunJob | undefined> {
  const additions = await readAdditions(ports.jobs, keys);
  if (additions === undefined) return undefined;
  const live = (await ports.pointers.read('live'))?.version;
  if (live !== undefined && (await hasReadAdditions(ports.registry, live, additions))) return undefined;
  const runId = await findRunId(ports, additions);
  return startRun(ports, { kind: 'train', runId, trigger: keys, config: {}, data: 'catalog' });
}

/** The run in progress that reads the uploads; else the first name that no run has yet. */
async function findRunId({ jobs }: StartCatalogRunPorts, additions: CatalogAdditions): Promise<string> {
  for (let n = 1; ; n++) {
    const runId = `run-catalog-${n}`;
    const job = await jobs.get('training-run', runId);
    if (job === undefined || (job.state === 'running' && willReadAdditions(job, additions))) return runId;
  }
}
