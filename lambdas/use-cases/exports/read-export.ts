import type { Clock } from '../../ports/clock.ts';
import type { ExportLinks } from '../../ports/exports.ts';
import type { RequestedBy } from '../../ports/job-detail.ts';
import type { ExportJob, JobStore } from '../../ports/job-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { readJob, viewJob } from '../runs/read-job.ts';

/** An export writes its job every few seconds, and is started within minutes: after this time without a word it is lost. */
const LOST_AFTER_MILLISECONDS = 20 * 60_000;
/** How long a link to a file works. */
const LINK_SECONDS = 900;

export interface ViewExportPorts {
  readonly links: ExportLinks;
  readonly clock: Clock;
}

/** Whether a running export gave no sign for 20 minutes: its function crashed, or ran out of memory or time. */
export function isLost({ state, updatedAt }: ExportJob, clock: Clock): boolean {
  return state === 'running' && clock.now().getTime() - Date.parse(updatedAt) >= LOST_AFTER_MILLISECONDS;
}

/** An export as the API lists it: without its files. */
export function viewBriefly(job: ExportJob, clock: Clock) {
  const { condition: _condition, files: _files, manifest: _manifest, ...detail } = job.detail;
  const lost = isLost(job, clock) && {
    state: 'failed' as const,
    cause: `no sign of it since ${job.updatedAt}: its function crashed, or ran out of memory or time`,
    advice: 'the log of the function has the cause; start another export',
  };
  return { ...viewJob({ ...job, detail }), ...lost };
}

/** An export with its files. While they are kept, each has a link that works for 15 minutes. */
export async function viewExport({ links, clock }: ViewExportPorts, job: ExportJob) {
  const { files, manifest, expiresAt } = job.detail;
  const now = clock.now().getTime();
  const isKept = expiresAt !== undefined && Date.parse(expiresAt) > now;
  const linked = async (key: string) => (isKept ? { url: await links.linkTo(key, LINK_SECONDS) } : {});
  return {
    ...viewBriefly(job, clock),
    ...(files && { files: await Promise.all(files.map(async (file) => ({ ...file, ...(await linked(file.key)) }))) }),
    ...(manifest && { manifest: { key: manifest, ...(await linked(manifest)) } }),
    ...(files && isKept && { linksExpireAt: new Date(now + LINK_SECONDS * 1000).toISOString() }),
  };
}

/**
 * Requests that an export ends: it ends within seconds, and keeps no files.
 * @throws UseCaseError `export-not-found`, `export-not-running`
 */
export async function cancelExport(
  { jobs, clock }: { readonly jobs: JobStore; readonly clock: Clock },
  id: string,
  requested: RequestedBy,
): Promise<ExportJob> {
  const job = await readJob({ jobs }, 'export', id);
  const cancel = { at: clock.now().toISOString(), ...requested, attempt: EXPORT_ATTEMPT };
  if (!isLost(job, clock) && (await jobs.requestCancel('export', id, cancel)) === 'requested')
    return { ...job, cancel };
  const { state } = viewBriefly(job, clock);
  throw new UseCaseError('export-not-running', `export ${id} has ${state}: it cannot be canceled any more`);
}

/** An export is not resumed, so it has one attempt. */
export const EXPORT_ATTEMPT = 1;
