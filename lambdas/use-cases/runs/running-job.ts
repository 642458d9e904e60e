import type { Clock } from '../../ports/clock.ts';
import { FinalError } from '../../ports/durable-steps.ts';
import type { ExportJob, JobState, JobStore, TrainingRunJob } from '../../ports/job-store.ts';
import type { Metrics } from '../../ports/metrics.ts';
import { StoreError } from '../../ports/store-error.ts';
import { fullJitter, retry } from '../../shared/retry.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { costPlus } from './run-cost.ts';

export interface RunningJobPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

const UPDATE_MILLISECONDS = 1000;
/** Time kept back for the step that follows the reading of a job. */
const STEP_MILLISECONDS = 60_000;

/**
 * Reads a job as an invocation starts. The reading is no step, because each invocation needs the job as it is now. Nothing
 * would repeat it, and its failure would end the work for good: it is repeated here, for as long as the invocation allows.
 * @throws the last StoreError `unavailable`, any other failure at once
 */
export async function readPatiently<Known>(read: () => Promise<Known>, remaining: RemainingTime): Promise<Known> {
  let last: unknown;
  const attempt = async () => {
    try {
      return { known: await read() };
    } catch (cause) {
      if (!(cause instanceof StoreError) || cause.code !== 'unavailable') throw cause;
      last = cause;
      return undefined;
    }
  };
  const backoff = fullJitter({ hasTime: () => remaining() > STEP_MILLISECONDS });
  // What is thrown after the last attempt is what that attempt threw.
  return (await retry(attempt, { backoff, exhausted: () => last as StoreError })).known;
}

/** Writes the job of one piece of work in durable steps, and ends it if that was requested. */
export abstract class RunningJob<Run extends TrainingRunJob | ExportJob> {
  readonly id: string;
  protected readonly ports: RunningJobPorts;
  protected detail: Run['detail'];
  readonly #kind: Run['kind'];
  readonly #attempt: number;
  readonly startedAt: string;
  #updatedMs = 0;

  /** @param known The stored job. @param attempt The attempt that it continues with. */
  protected constructor(
    kind: Run['kind'],
    known: Pick<Run, 'id' | 'startedAt' | 'detail'>,
    attempt: number,
    ports: RunningJobPorts,
  ) {
    this.#kind = kind;
    this.id = known.id;
    this.#attempt = attempt;
    this.ports = ports;
    this.startedAt = known.startedAt;
    this.detail = known.detail;
  }

  /** What a cancellation leaves as it was, for its message. */
  protected abstract readonly canceledNote: string;

  /** Records the end of the work for the operators. */
  protected abstract measure(state: Exclude<JobState, 'running'>): void;

  /** Enters a phase, and writes it at once. @throws FinalError `canceled` */
  async enter(phase: NonNullable<Run['detail']['phase']>, detail: Partial<Run['detail']> = {}): Promise<void> {
    this.change({ ...detail, phase });
    await this.#write('running');
    await this.checkCancel();
  }

  /** Reports progress within a phase, written at most once a second. @throws FinalError `canceled` */
  async progress(detail: Partial<Run['detail']>): Promise<void> {
    this.change(detail);
    if (this.ports.clock.now().getTime() - this.#updatedMs < UPDATE_MILLISECONDS) return;
    await this.#write('running');
    await this.checkCancel();
  }

  /** Adds the cost of work; the next write includes it. */
  spend(milliseconds: number, memoryMegabytes: number): void {
    this.change({ cost: costPlus(this.detail.cost, milliseconds, memoryMegabytes) });
  }

  /** Writes the job as it is. */
  async write(): Promise<void> {
    await this.#write('running');
  }

  async finish(state: Exclude<JobState, 'running'>, detail: Partial<Run['detail']>): Promise<void> {
    this.change(detail);
    await this.#write(state);
    this.measure(state);
  }

  /** @throws FinalError `canceled` if the end of this attempt was requested. */
  async checkCancel(): Promise<void> {
    const { cancel } = (await this.ports.jobs.get(this.#kind, this.id)) ?? {};
    if (cancel?.attempt !== this.#attempt) return;
    const why = cancel.why === undefined ? '' : ` (${cancel.why})`;
    throw new FinalError('canceled', `canceled by ${cancel.by} at ${cancel.at}${why}; ${this.canceledNote}`);
  }

  /** Replaces fields of the detail; the next write includes them. */
  protected change(fields: Partial<Run['detail']> | Pick<Run['detail'], 'phase' | 'cost'>): void {
    this.detail = { ...this.detail, ...fields } as Run['detail'];
  }

  async #write(state: JobState): Promise<void> {
    const now = this.ports.clock.now();
    this.#updatedMs = now.getTime();
    const { id, detail } = this;
    const times = { startedAt: this.startedAt, updatedAt: now.toISOString() };
    // The detail is that of the kind.
    await this.ports.jobs.update({ kind: this.#kind, id, state, ...times, detail } as Run);
  }
}
