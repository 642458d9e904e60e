import { errorText } from '../../core/errors/error-text.ts';
import type { Clock } from '../../ports/clock.ts';
import type { UploadDetail } from '../../ports/job-detail.ts';
import type { JobState, JobStore, UploadJob } from '../../ports/job-store.ts';
import { orderOf, type UploadEvent } from './upload-event.ts';

export interface UploadJobPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
}

const UPDATE_MILLISECONDS = 1000;

/** Writes the job of one upload, which `GET /v1/uploads/{key}` shows. */
export class UploadJobWriter {
  readonly counts = { lines: 0, accepted: 0, rejected: 0 };
  /** What an earlier attempt at the same event wrote; empty at the first attempt. */
  readonly before: UploadDetail;
  /** What a repetition resumes from: `taken`, the lines that are dealt with, and the results up to there. */
  #settled: UploadDetail;
  readonly #ports: UploadJobPorts;
  readonly #event: UploadEvent;
  readonly #startedAt: string;
  #updatedMs: number;

  private constructor(ports: UploadJobPorts, event: UploadEvent, before: UploadDetail) {
    const now = ports.clock.now();
    this.#ports = ports;
    this.#event = event;
    this.before = before;
    this.#settled = before;
    this.#startedAt = now.toISOString();
    this.#updatedMs = now.getTime();
  }

  /**
   * Starts the job of an event, or resumes it.
   * @returns `duplicate` if this event was handled to its end, `stale` if a newer event of the same key was started.
   */
  static async open(ports: UploadJobPorts, event: UploadEvent): Promise<UploadJobWriter | 'duplicate' | 'stale'> {
    const known = await ports.jobs.get('upload', event.key);
    const order = orderOf(event);
    const knownOrder = known?.detail.order ?? '';
    if (knownOrder > order) return 'stale';
    if (knownOrder === order && known?.state !== 'running') return 'duplicate';
    const { cause: _, ...before } = knownOrder === order ? (known?.detail ?? {}) : {};
    const job = new UploadJobWriter(ports, event, before);
    if (known === undefined) await ports.jobs.create(job.#view('running', {}));
    else await ports.jobs.update(job.#view('running', before));
    return job;
  }

  /** Lines that an earlier attempt dealt with. */
  get takenBefore(): number {
    return this.before.taken ?? 0;
  }

  /** Records that all lines so far are dealt with, and the results up to there. Writes at most once a second. */
  async settle(results: UploadDetail): Promise<void> {
    this.#settled = { ...results, taken: Math.max(this.takenBefore, this.counts.lines) };
    const nowMs = this.#ports.clock.now().getTime();
    if (nowMs - this.#updatedMs < UPDATE_MILLISECONDS) return;
    this.#updatedMs = nowMs;
    await this.#ports.jobs.update(this.#view('running', this.#settled));
  }

  async finish(state: Exclude<JobState, 'running'>, results: UploadDetail): Promise<void> {
    await this.#ports.jobs.update(this.#view(state, results));
  }

  /** Records why the upload waits until its event comes again. Never throws, so that the first error is not lost. */
  async interrupt(cause: unknown): Promise<void> {
    const interrupted = { ...this.#settled, cause: errorText(cause) };
    await this.#ports.jobs.update(this.#view('running', interrupted)).catch(() => {});
  }

  #view(state: JobState, results: UploadDetail): UploadJob {
    return {
      kind: 'upload',
      id: this.#event.key,
      state,
      startedAt: this.#startedAt,
      updatedAt: this.#ports.clock.now().toISOString(),
      detail: { ...results, key: this.#event.key, order: orderOf(this.#event), ...this.counts },
    };
  }
}
