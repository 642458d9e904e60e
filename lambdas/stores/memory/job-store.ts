import type { CancelRequest, Job, JobKind, JobOf, JobStore, UploadJob } from '../../ports/job-store.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import { pageNewestFirst } from './listing.ts';

/**
 * The jobs in memory, for tests; stored as JSON text, so that no object is shared with the caller.
 * An update of a job that does not exist creates it; an update never changes `startedAt`.
 */
export class MemoryJobStore implements JobStore {
  readonly #jobs: Readonly<Record<JobKind, Map<string, string>>> = {
    upload: new Map(),
    'training-run': new Map(),
    export: new Map(),
  };

  async create(job: Job): Promise<'created' | 'exists'> {
    const jobs = this.#jobs[job.kind];
    if (jobs.has(job.id)) return 'exists';
    jobs.set(job.id, JSON.stringify(job));
    return 'created';
  }

  async update(job: Job): Promise<'updated' | 'superseded'> {
    const known: Job | undefined = await this.get(job.kind, job.id);
    if (orderOfJob(known) > orderOfJob(job)) return 'superseded';
    if (job.state === 'running' && hasEnded(known) && orderOfJob(known) === orderOfJob(job)) return 'superseded';
    return this.#replace(job, known);
  }

  async reopen(job: UploadJob): Promise<'updated' | 'superseded'> {
    const known = await this.get('upload', job.id);
    if (known?.state !== 'failed' || orderOfJob(known) !== orderOfJob(job)) return 'superseded';
    return this.#replace(job, known);
  }

  #replace(job: Job, known: Job | undefined): 'updated' {
    const { startedAt = job.startedAt, cancel } = known ?? {};
    this.#jobs[job.kind].set(job.id, JSON.stringify({ ...job, startedAt, cancel }));
    return 'updated';
  }

  async requestCancel(kind: JobKind, id: string, cancel: CancelRequest): Promise<'requested' | 'not-running'> {
    const job = await this.get(kind, id);
    if (job?.state !== 'running') return 'not-running';
    this.#jobs[kind].set(id, JSON.stringify({ ...job, cancel }));
    return 'requested';
  }

  async get<Kind extends JobKind>(kind: Kind, id: string): Promise<JobOf<Kind> | undefined> {
    const text = this.#jobs[kind].get(id);
    return text === undefined ? undefined : (JSON.parse(text) as JobOf<Kind>);
  }

  /** @throws StoreError `invalid-cursor` when the cursor is not of a listing of this kind */
  async list<Kind extends JobKind>(kind: Kind, page: PageRequest): Promise<Page<JobOf<Kind>>> {
    const jobs = [...this.#jobs[kind].values()].map((text) => JSON.parse(text) as JobOf<Kind>);
    return pageNewestFirst(jobs, (job) => ({ at: job.startedAt, id: job.id }), kind, page);
  }
}

function orderOfJob(job: Job | undefined): string {
  return (job?.kind === 'upload' && job.detail.order) || '';
}

/** Whether a job is that of an upload that has ended. */
function hasEnded(job: Job | undefined): boolean {
  return orderOfJob(job) !== '' && job?.state !== 'running';
}
