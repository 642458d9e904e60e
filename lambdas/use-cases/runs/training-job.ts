import type { LossPoint } from '../../core/training/run/training-report.ts';
import type { Clock } from '../../ports/clock.ts';
import { FinalError } from '../../ports/durable-steps.ts';
import type { RunDecision, TrainingPhase, TrainingRunDetail } from '../../ports/job-detail.ts';
import type { JobState, JobStore, TrainingRunJob } from '../../ports/job-store.ts';
import { costPlus } from './run-cost.ts';

export interface TrainingJobPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
}

/** How a run ended. */
export interface RunOutcome {
  readonly state: 'succeeded' | 'failed' | 'canceled';
  readonly modelVersion?: string;
  readonly promoted?: boolean;
}

const UPDATE_MILLISECONDS = 1000;
/** A longer loss curve is halved until it fits: enough points to draw it, and few enough for one record. */
const MAX_LOSS_POINTS = 200;

/**
 * Writes the job of one training run, which `GET /v1/training-runs/{id}` shows. An attempt that resumes the run
 * continues its job.
 */
export class TrainingJob {
  readonly id: string;
  readonly #attempt: number;
  readonly #ports: TrainingJobPorts;
  readonly #startedAt: string;
  #detail: TrainingRunDetail;
  #updatedMs = 0;

  private constructor(
    known: Pick<TrainingRunJob, 'id' | 'startedAt' | 'detail'>,
    attempt: number,
    ports: TrainingJobPorts,
  ) {
    this.id = known.id;
    this.#attempt = attempt;
    this.#ports = ports;
    this.#startedAt = known.startedAt;
    this.#detail = known.detail;
  }

  /** Continues the stored job of a run. */
  static async resume(id: string, attempt: number, ports: TrainingJobPorts): Promise<TrainingJob> {
    const known = await ports.jobs.get('training-run', id);
    const startedAt = ports.clock.now().toISOString();
    return new TrainingJob(known ?? { id, startedAt, detail: { attempt } }, attempt, ports);
  }

  /** Enters a phase, and writes it at once. @throws FinalError `canceled` */
  async enter(phase: TrainingPhase, detail: TrainingRunDetail = {}): Promise<void> {
    this.#detail = { ...this.#detail, ...detail, phase };
    await this.#write('running');
    await this.checkCancel();
  }

  /** Reports progress within a phase, written at most once a second. @throws FinalError `canceled` */
  async progress(detail: TrainingRunDetail): Promise<void> {
    this.#detail = { ...this.#detail, ...detail };
    if (this.#ports.clock.now().getTime() - this.#updatedMs < UPDATE_MILLISECONDS) return;
    await this.#write('running');
    await this.checkCancel();
  }

  /** Sets the mean losses so far, thinned out to 200 points; the next write includes them. */
  setLossCurve(curve: readonly LossPoint[]): void {
    let points = curve;
    while (points.length > MAX_LOSS_POINTS) points = points.filter((_, i) => i % 2 === points.length % 2);
    this.#detail = { ...this.#detail, lossCurve: points };
  }

  /** Adds a decision; the next write includes it. */
  decide(name: string, because: string, figures: Readonly<Record<string, unknown>> = {}): void {
    const at = this.#ports.clock.now().toISOString();
    const decision: RunDecision = { ...figures, name, at, because };
    const others = (this.#detail.decisions ?? []).filter((one) => one.name !== name);
    this.#detail = { ...this.#detail, decisions: [...others, decision] };
  }

  /** Adds the cost of work; the next write includes it. */
  spend(milliseconds: number, memoryMegabytes: number): void {
    this.#detail = { ...this.#detail, cost: costPlus(this.#detail.cost, milliseconds, memoryMegabytes) };
  }

  /** Writes the job as it is. */
  async write(): Promise<void> {
    await this.#write('running');
  }

  async finish(state: Exclude<JobState, 'running'>, detail: TrainingRunDetail): Promise<void> {
    this.#detail = { ...this.#detail, ...detail };
    await this.#write(state);
  }

  /** @throws FinalError `canceled` if the end of this attempt was requested. */
  async checkCancel(): Promise<void> {
    const { cancel } = (await this.#ports.jobs.get('training-run', this.id)) ?? {};
    if (cancel?.attempt !== this.#attempt) return;
    throw new FinalError('canceled', `canceled by ${cancel.by} at ${cancel.at}; live is unchanged`);
  }

  async #write(state: JobState): Promise<void> {
    const now = this.#ports.clock.now();
    this.#updatedMs = now.getTime();
    await this.#ports.jobs.update({
      kind: 'training-run',
      id: this.id,
      state,
      startedAt: this.#startedAt,
      updatedAt: now.toISOString(),
      detail: this.#detail,
    });
  }
}
