import { errorText } from '../../core/errors/error-text.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Job, JobState, JobStore } from '../../ports/job-store.ts';
import { orderOf, type UploadEvent } from './upload-event.ts';

export interface UploadCounts {
  lines: number;
  accepted: number;
  rejected: number;
}

const UPDATE_MILLISECONDS = 1000;

/** The job of one upload: what `GET /v1/uploads/{key}` tells. */
export class UploadJob {
  readonly counts: UploadCounts = { lines: 0, accepted: 0, rejected: 0 };
  /** What the job told when its event came before and was not answered to the end. */
  readonly before: Readonly<Record<string, unknown>>;
  /** What a repetition goes on with: `taken`, the lines from the beginning that are dealt with, and the detail up to there. */
  #settled: Readonly<Record<string, unknown>>;
  readonly #ports: { jobs: JobStore; clock: Clock };
  readonly #event: UploadEvent;
  readonly #startedAt: string;
  #updatedMs: number;

  private constructor(
    ports: { jobs: JobStore; clock: Clock },
    event: UploadEvent,
    before: Readonly<Record<string, unknown>>,
  ) {
    const now = ports.clock.now();
    this.#ports = ports;
    this.#event = event;
    this.before = before;
    this.#settled = before;
    this.#startedAt = now.toISOString();
    this.#updatedMs = now.getTime();
  }

  /**
   * Begins to follow an upload, unless this very event was finished before or a newer one of the same key was begun.
   * @returns the job, or why there is nothing to do.
   */
  static async begin(
    ports: { jobs: JobStore; clock: Clock },
    event: UploadEvent,
  ): Promise<UploadJob | 'duplicate' | 'stale'> {
    const known = await ports.jobs.get('upload', event.key);
    const order = orderOf(event);
    const knownOrder = String(known?.detail.order ?? '');
    if (knownOrder > order) return 'stale';
    if (knownOrder === order && known?.state !== 'running') return 'duplicate';
    const { cause: _, ...before } = knownOrder === order ? (known?.detail ?? {}) : {};
    const job = new UploadJob(ports, event, before);
    if (known === undefined) await ports.jobs.create(job.#view('running', {}));
    else await ports.jobs.update(job.#view('running', before));
    return job;
  }

  /** Lines that were dealt with when the event came before. */
  get takenBefore(): number {
    return Number(this.before.taken ?? 0);
  }

  /** All lines up to here are dealt with. Written down at most once a second. @param detail What the job tells up to here. */
  async settle(detail: Readonly<Record<string, unknown>>): Promise<void> {
    this.#settled = { ...detail, taken: Math.max(this.takenBefore, this.counts.lines) };
    const nowMs = this.#ports.clock.now().getTime();
    if (nowMs - this.#updatedMs < UPDATE_MILLISECONDS) return;
    this.#updatedMs = nowMs;
    await this.#ports.jobs.update(this.#view('running', this.#settled));
  }

  async finish(state: Exclude<JobState, 'running'>, detail: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#ports.jobs.update(this.#view(state, detail));
  }

  /** Says why the upload stands still until its event comes again. Never throws: what went wrong before is worth more. */
  async interrupt(cause: unknown): Promise<void> {
    const why = errorText(cause);
    await this.#ports.jobs.update(this.#view('running', { ...this.#settled, cause: why })).catch(() => {});
  }

  #view(state: JobState, detail: Readonly<Record<string, unknown>>): Job {
    return {
      kind: 'upload',
      id: this.#event.key,
      state,
      startedAt: this.#startedAt,
      updatedAt: this.#ports.clock.now().toISOString(),
      detail: { ...detail, key: this.#event.key, order: orderOf(this.#event), ...this.counts },
    };
  }
}
