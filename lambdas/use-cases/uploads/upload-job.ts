import { errorText } from '../../core/errors/error-text.ts';
import { CATALOG_PREFIXES } from '../../formats/object-layout.ts';
import type { Clock } from '../../ports/clock.ts';
import type { UploadDetail } from '../../ports/job-detail.ts';
import type { JobState, JobStore, UploadJob } from '../../ports/job-store.ts';
import type { Metrics } from '../../ports/metrics.ts';
import { StoreError } from '../../ports/store-error.ts';
import { DeadlineError } from '../common/deadline.ts';
import { orderOf, type UploadEvent } from './upload-event.ts';

export interface UploadJobPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

const UPDATE_MILLISECONDS = 1000;
/** The time of an attempt is at least this, so that its rate is finite. */
const SHORTEST_ATTEMPT_SECONDS = 0.001;

function since(before = 0, now = 0): number {
  return Math.max(0, now - before);
}

/** Writes the job of one upload, which `GET /v1/uploads/{key}` shows. */
export class UploadJobWriter {
  /** What an earlier attempt at the same event wrote; empty at the first attempt. */
  readonly before: UploadDetail;
  /** The results up to the last settled line: a repetition resumes from them. */
  #settled: UploadDetail;
  /** How often the upload was continued: no result replaces it. */
  #continuations: number | undefined;
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
    this.#continuations = before.continuations;
    this.#startedAt = now.toISOString();
    this.#updatedMs = now.getTime();
  }

  /**
   * Starts the job of an event, or resumes it.
   * @returns `duplicate` if this event was handled to its end and not given up, `stale` if a newer event of the same key was started.
   */
  static async open(ports: UploadJobPorts, event: UploadEvent): Promise<UploadJobWriter | 'duplicate' | 'stale'> {
    const known = await ports.jobs.get('upload', event.key);
    const order = orderOf(event);
    const knownOrder = known?.detail.order ?? '';
    if (knownOrder > order) return 'stale';
    const isGivenUp = knownOrder === order && known?.state === 'failed' && known.detail.givenUp === true;
    if (knownOrder === order && known?.state !== 'running' && !isGivenUp) return 'duplicate';
    const { cause: _, givenUp: __, ...before } = knownOrder === order ? (known?.detail ?? {}) : {};
    const job = new UploadJobWriter(ports, event, before);
    if (known === undefined && (await ports.jobs.create(job.#view('running', {}))) === 'created') return job;
    const view = job.#view('running', before);
    const outcome = isGivenUp ? await ports.jobs.reopen(view) : await ports.jobs.update(view);
    return outcome === 'superseded' ? 'stale' : job;
  }

  /** Takes over the results up to a settled line, and writes them at most once a second. */
  async settle(results: UploadDetail): Promise<void> {
    this.#settled = results;
    const nowMs = this.#ports.clock.now().getTime();
    if (nowMs - this.#updatedMs < UPDATE_MILLISECONDS) return;
    await this.save(results);
  }

  /** Writes results that a repetition has to find. @throws StoreError `object-changed` if a newer event was opened */
  async save(results: UploadDetail): Promise<void> {
    this.#settled = results;
    this.#updatedMs = this.#ports.clock.now().getTime();
    await this.#update('running', results);
  }

  /** @throws StoreError `object-changed` if a newer event was opened */
  async finish(state: Exclude<JobState, 'running'>, results: UploadDetail): Promise<void> {
    await this.#update(state, results);
    this.#measure(results, state);
  }

  /** Records that a message continues the upload for the `count`th time. @throws StoreError `object-changed` as `finish` */
  async continued(count: number): Promise<void> {
    this.#continuations = count;
    await this.#update('running', this.#settled);
  }

  /** Ends an attempt after a failure; out of time, the upload goes on without a fault. Never throws. */
  async interrupt(cause: unknown): Promise<void> {
    this.#measure(this.#settled, 'running');
    await this.note(cause instanceof DeadlineError ? undefined : cause);
  }

  /** Records why the upload waits until its event comes again. Never throws, so that the first error is not lost. */
  async note(cause: unknown): Promise<void> {
    const interrupted = { ...this.#settled, ...(cause !== undefined && { cause: errorText(cause) }) };
    await this.#ports.jobs.update(this.#view('running', interrupted)).catch(() => {});
  }

  /** Records that no attempt is left. What is settled stays, so that a redrive of the message resumes after it. */
  async giveUp(cause: unknown): Promise<void> {
    const text = `${errorText(cause)} Its message is in the dead letters: redrive it when the cause is gone, or upload again.`;
    await this.finish('failed', { ...this.#settled, givenUp: true, cause: text });
  }

  /** Records what this attempt took: each line of an upload counts once, however many attempts it needs. */
  #measure(results: UploadDetail, state: JobState): void {
    const { metrics, clock } = this.#ports;
    const seconds = (clock.now().getTime() - Date.parse(this.#startedAt)) / 1000;
    const uploadLines = since(this.before.lines, results.lines);
    const values = {
      uploadLines,
      rejectedLines: since(this.before.rejected, results.rejected),
      uploadLinesPerSecond: uploadLines / Math.max(seconds, SHORTEST_ATTEMPT_SECONDS),
      failedUploads: state === 'failed' ? 1 : 0,
    };
    const isCatalog = CATALOG_PREFIXES.some((prefix) => this.#event.key.startsWith(prefix));
    metrics.record('upload', values, isCatalog ? 'catalog' : 'training');
  }

  async #update(state: JobState, results: UploadDetail): Promise<void> {
    if ((await this.#ports.jobs.update(this.#view(state, results))) === 'updated') return;
    const { key } = this.#event;
    throw new StoreError('object-changed', `The object "${key}" was uploaded again, and its newer upload was begun.`);
  }

  #view(state: JobState, results: UploadDetail): UploadJob {
    const continuations = this.#continuations;
    return {
      kind: 'upload',
      id: this.#event.key,
      state,
      startedAt: this.#startedAt,
      updatedAt: this.#ports.clock.now().toISOString(),
      detail: {
        ...results,
        ...(continuations !== undefined && { continuations }),
        ...{ key: this.#event.key, order: orderOf(this.#event) },
      },
    };
  }
}
