import { errorText } from '../../core/errors/error-text.ts';
import type { Filter } from '../../core/search/filter.ts';
import type { ExportFormatName } from '../../formats/exports/format-names.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ExportJob, JobStore } from '../../ports/job-store.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { ExportStarter } from '../../ports/starters.ts';
import { answerIdempotently, type IdempotencyPorts } from '../common/idempotency.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { chooseVersion } from './choose-version.ts';
import { isLost } from './read-export.ts';

export interface RequestExportPorts {
  readonly jobs: JobStore;
  readonly starter: ExportStarter;
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly registry: Pick<ModelRegistry, 'get'>;
  readonly clock: Clock;
}

/** What a caller of the API sends to start an export. */
export interface ExportRequest {
  readonly format: ExportFormatName;
  /** @default the live version */
  readonly version?: string | undefined;
  /** Exports the k nearest products of every product. @default its vector */
  readonly neighbours?: { readonly k: number } | undefined;
  /** Which products are exported, and are neighbours. @default all */
  readonly filter?: { readonly given: unknown; readonly condition: Filter } | undefined;
}

/** How the caller names a request. */
export interface RequestNames {
  /** Of this request alone: letters, digits, _ and -, at most 50. */
  readonly requestId: string;
  /** The caller's key, and the request as text: all requests of one key start one export. */
  readonly keyed?: { readonly key: string; readonly text: string } | undefined;
}

/** So many exports may run at once: each has a function of its own, and reads every vector. */
const MAX_RUNNING_EXPORTS = 4;
/** Jobs among which running exports are counted. */
const NEWEST_JOBS = 100;

/**
 * Starts an export, once for all requests of one idempotency key.
 * @throws UseCaseError `no-live-version`, `model-not-found`, `version-not-stored`, `too-many-exports`, and what
 * answerIdempotently throws
 */
export async function requestExport(
  ports: RequestExportPorts & IdempotencyPorts,
  request: ExportRequest,
  { requestId, keyed }: RequestNames,
): Promise<{ readonly answer: ExportJob; readonly replayed: boolean }> {
  if (keyed === undefined) return { answer: await startOnce(ports, `export-${requestId}`, request), replayed: false };
  return answerIdempotently(
    ports,
    { operation: 'startExport', ...keyed },
    {
      run: (keyId) => startExport(ports, `export-${keyId.slice(0, 32)}`, request),
      // A repeated start finds the job by its id, and starts what was not started.
      findDone: async () => undefined,
    },
  );
}

/** Starts an export that no request can start again: if its start fails, its job fails too, and no longer counts as running. */
async function startOnce(ports: RequestExportPorts, id: string, request: ExportRequest): Promise<ExportJob> {
  try {
    return await startExport(ports, id, request);
  } catch (cause) {
    const job = await ports.jobs.get('export', id);
    if (job) {
      const detail = { ...job.detail, cause: errorText(cause), advice: 'POST /v1/exports starts another export' };
      await ports.jobs.update({ ...job, state: 'failed', updatedAt: ports.clock.now().toISOString(), detail });
    }
    throw cause;
  }
}

/**
 * Starts the export of this id. The job is written before: if the caller dies in between, a repeated call starts the
 * export.
 */
async function startExport(ports: RequestExportPorts, id: string, request: ExportRequest): Promise<ExportJob> {
  const job = (await ports.jobs.get('export', id)) ?? (await createJob(ports, id, request));
  if (job.state === 'running') await ports.starter.start(id);
  return job;
}

async function createJob(ports: RequestExportPorts, id: string, request: ExportRequest): Promise<ExportJob> {
  const { format, neighbours, filter } = request;
  const modelVersion = await chooseVersion(ports, request.version);
  await checkRunning(ports);
  const now = ports.clock.now().toISOString();
  const job: ExportJob = {
    kind: 'export',
    id,
    state: 'running',
    startedAt: now,
    updatedAt: now,
    detail: {
      phase: 'queued',
      format,
      modelVersion,
      ...(neighbours && { neighbours: neighbours.k }),
      ...(filter && { filter: filter.given, condition: filter.condition }),
    },
  };
  await ports.jobs.create(job);
  return job;
}

/** Counts in a list that follows the jobs within about a second: requests of one moment may start a few more. */
async function checkRunning({ jobs, clock }: RequestExportPorts): Promise<void> {
  const { items } = await jobs.list('export', { limit: NEWEST_JOBS });
  const running = items.filter((job) => job.state === 'running' && !isLost(job, clock));
  if (running.length < MAX_RUNNING_EXPORTS) return;
  const ids = running.map(({ id }) => id).join(', ');
  throw new UseCaseError(
    'too-many-exports',
    `${running.length} exports are running (${ids}), at most ${MAX_RUNNING_EXPORTS} may run at once`,
  );
}
