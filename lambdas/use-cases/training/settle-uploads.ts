import type { TrainRequest } from '../../ports/starters.ts';
import { hasReadAdditions, readAdditions, willReadAdditions } from '../models/catalog-additions.ts';
import { DEAD_AFTER_MILLISECONDS } from '../runs/start-run.ts';
import type { TrainRun } from './training-part.ts';

/** Uploads are over when none has changed for so long. */
const QUIET_SECONDS = 10;
/** A run waits at most so often: a quarter of an hour. */
const MAX_WAITS = 90;
/** Only so many of the newest jobs are looked at. */
const NEWEST = { limit: 50 };

/** What a run that uploads of catalogs have started finds. */
type Settled = 'busy' | 'ready' | { readonly notNeeded: string };

/**
 * Steps `settle 1`, `settle 2` and so on, of a run that uploads of catalogs have started: waits until no upload is in
 * progress, so that a catalog of several files is read as a whole.
 * @returns why the run is not needed: another version or run has read the same catalog. Undefined if it is needed, or
 *   was requested.
 */
export async function settleUploads(run: TrainRun, request: TrainRequest): Promise<string | undefined> {
  if (request.data !== 'catalog' || request.trigger.length === 0) return undefined;
  for (let n = 1; n <= MAX_WAITS; n++) {
    const settled = await run.steps.take(`settle ${n}`, () => lookAround(run, request.trigger));
    if (settled === 'ready') return undefined;
    if (settled !== 'busy') return settled.notNeeded;
    await run.steps.durable.wait(`settle ${n} rest`, QUIET_SECONDS);
  }
  return undefined;
}

async function lookAround({ ports, job }: TrainRun, trigger: readonly string[]): Promise<Settled> {
  await job.enter('settling');
  const now = ports.clock.now().getTime();
  const ageOf = ({ updatedAt }: { readonly updatedAt: string }) => now - Date.parse(updatedAt);
  const isAlive = (one: { readonly state: string; readonly updatedAt: string }) =>
    one.state === 'running' && ageOf(one) < DEAD_AFTER_MILLISECONDS;
  const uploads = await ports.jobs.list('upload', NEWEST);
  if (uploads.items.some((one) => ageOf(one) < QUIET_SECONDS * 1000 || isAlive(one))) return 'busy';
  const additions = await readAdditions(ports.jobs, trigger);
  if (additions === undefined) return { notNeeded: `${trigger.join(', ')} added no product` };
  const live = (await ports.pointers.read('live'))?.version;
  if (live !== undefined && (await hasReadAdditions(ports.registry, live, additions)))
    return { notNeeded: `version ${live} is live` };
  const runs = await ports.jobs.list('training-run', NEWEST);
  const other = runs.items.find((one) => one.id !== job.id && isAlive(one) && willReadAdditions(one, additions));
  return other === undefined ? 'ready' : { notNeeded: `${other.id} reads the same catalog` };
}
