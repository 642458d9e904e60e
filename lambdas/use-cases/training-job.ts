import type { Clock } from '../ports/clock.ts';
import type { Job, JobState, JobStore } from '../ports/job-store.ts';

export type TrainingPhase = 'gathering' | 'training' | 'judging' | 'embedding' | 'promoting' | 'done';

const UPDATE_MILLISECONDS = 1000;

/** The job of one training run: what `GET /v1/training-runs/{id}` tells. */
export class TrainingJob {
  readonly id: string;
  readonly #ports: { jobs: JobStore; clock: Clock };
  readonly #startedAt: string;
  #detail: Readonly<Record<string, unknown>>;
  #updatedMs = 0;

  private constructor(id: string, trigger: readonly string[], ports: { jobs: JobStore; clock: Clock }) {
    this.id = id;
    this.#ports = ports;
    this.#startedAt = ports.clock.now().toISOString();
    this.#detail = { trigger, phase: 'gathering' satisfies TrainingPhase };
  }

  /** Begins a run, or begins it again; undefined when it has been done. */
  static async begin(
    id: string,
    trigger: readonly string[],
    ports: { jobs: JobStore; clock: Clock },
  ): Promise<TrainingJob | undefined> {
    const known = await ports.jobs.get('training-run', id);
    if (known?.state === 'succeeded') return undefined;
    const job = new TrainingJob(id, trigger, ports);
    if (known === undefined) await ports.jobs.create(job.#view('running'));
    else await ports.jobs.update(job.#view('running'));
    return job;
  }

  /** A new phase, told at once. */
  async enter(phase: TrainingPhase, detail: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.#detail = { ...this.#detail, ...detail, phase };
    await this.#write('running');
  }

  /** How the phase goes on, told at most once a second. */
  async progress(detail: Readonly<Record<string, unknown>>): Promise<void> {
    this.#detail = { ...this.#detail, ...detail };
    if (this.#ports.clock.now().getTime() - this.#updatedMs >= UPDATE_MILLISECONDS) await this.#write('running');
  }

  async finish(state: Exclude<JobState, 'running'>, detail: Readonly<Record<string, unknown>>): Promise<void> {
    this.#detail = { ...this.#detail, ...detail };
    await this.#write(state);
  }

  async #write(state: JobState): Promise<void> {
    this.#updatedMs = this.#ports.clock.now().getTime();
    await this.#ports.jobs.update(this.#view(state));
  }

  #view(state: JobState): Job {
    const updatedAt = this.#ports.clock.now().toISOString();
    return { kind: 'training-run', id: this.id, state, startedAt: this.#startedAt, updatedAt, detail: this.#detail };
  }
}
