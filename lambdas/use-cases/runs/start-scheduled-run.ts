import type { RunData } from '../../core/training/config/run-data.ts';
import type { TrainingRunJob } from '../../ports/job-store.ts';
import { DEAD_AFTER_MILLISECONDS, type StartRunPorts, startRun } from './start-run.ts';

/** What a schedule asks for. */
export interface ScheduledRun {
  readonly data: Exclude<RunData, 'catalog'>;
  /** The time of the schedule, RFC 3339: the same for every delivery of one event. */
  readonly scheduledFor: string;
}

/** What became of it: the run that it started, or why it started none. */
export type ScheduledOutcome = { readonly started: string } | { readonly skipped: string };

/** Only so many of the newest runs are looked at. */
const NEWEST = { limit: 50 };

/**
 * Starts the run of a schedule. Its id follows from the time of the schedule, so that an event that comes twice starts one
 * run. It is skipped while another run is under way that reads at least the same data: the next one reads what is new then.
 * @throws RangeError for a time that cannot be read; StoreError
 */
export async function startScheduledRun(
  ports: StartRunPorts,
  { data, scheduledFor }: ScheduledRun,
): Promise<ScheduledOutcome> {
  const time = new Date(scheduledFor).toISOString();
  const runId = `run-${data}-${time.slice(0, 19).replaceAll(':', '-')}`;
  const known = await ports.jobs.get('training-run', runId);
  if (known !== undefined && known.state !== 'running') return { skipped: `${runId} has ${known.state} already` };
  const other = known === undefined ? await findOther(ports, data) : undefined;
  if (other !== undefined) return { skipped: `${other.id} is under way, which reads the same data` };
  await startRun(ports, { kind: 'train', runId, trigger: [], config: {}, data, scheduledFor: time });
  return { started: runId };
}

async function findOther({ jobs, clock }: StartRunPorts, data: RunData): Promise<TrainingRunJob | undefined> {
  const now = clock.now().getTime();
  const { items } = await jobs.list('training-run', NEWEST);
  return items.find(
    (run) =>
      run.state === 'running' &&
      now - Date.parse(run.updatedAt) < DEAD_AFTER_MILLISECONDS &&
      run.detail.kind !== 'publish' &&
      readsAsMuch(run.detail.data ?? 'all', data),
  );
}

function readsAsMuch(given: RunData, wanted: RunData): boolean {
  return given === 'all' || given === wanted;
}
