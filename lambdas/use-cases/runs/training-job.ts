import type { LossPoint } from '../../core/training/run/training-report.ts';
import type { Clock } from '../../ports/clock.ts';
import { FinalError } from '../../ports/durable-steps.ts';
import type { Job, JobState, JobStore } from '../../ports/job-store.ts';

export type TrainingPhase =
  | 'queued'
  | 'gathering'
  | 'planning'
  | 'training'
  | 'judging'
  | 'embedding'
  | 'verifying'
  | 'promoting'
  | 'done';

/** Something that a run decided, and on what. Plain JSON. */
interface RunDecision {
  /** One of a kind in a run: deciding it again replaces it. */
  readonly name: string;
  readonly at: string;
  readonly because: string;
  readonly [figure: string]: unknown;
}

export interface TrainingJobPorts {
  readonly jobs: JobStore;
  readonly clock: Clock;
}

const UPDATE_MILLISECONDS = 1000;
/** Memory of the function that embeds shards, as the stack has it. */
const EMBED_SHARD_MEGABYTES = 1769;
/** Of a longer curve every other point goes, and again: enough to draw it, and to fit into a record. */
const MOST_LOSS_POINTS = 200;

/** The job of one run: what `GET /v1/training-runs/{id}` tells. Whoever goes on with the run goes on with its record. */
export class TrainingJob {
  readonly id: string;
  readonly #attempt: number;
  readonly #ports: TrainingJobPorts;
  readonly #startedAt: string;
  #detail: Readonly<Record<string, unknown>>;
  #updatedMs = 0;

  private constructor(known: Pick<Job, 'id' | 'startedAt' | 'detail'>, attempt: number, ports: TrainingJobPorts) {
    this.id = known.id;
    this.#attempt = attempt;
    this.#ports = ports;
    this.#startedAt = known.startedAt;
    this.#detail = known.detail;
  }

  /** The job as its record has it. */
  static async resume(id: string, attempt: number, ports: TrainingJobPorts): Promise<TrainingJob> {
    const known = await ports.jobs.get('training-run', id);
    const startedAt = ports.clock.now().toISOString();
    return new TrainingJob(known ?? { id, startedAt, detail: { attempt } }, attempt, ports);
  }

  /** A new phase, told at once. @throws FinalError `canceled` */
  async enter(phase: TrainingPhase, detail: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.#detail = { ...this.#detail, ...detail, phase };
    await this.#write('running');
    await this.heedCancel();
  }

  /** How the phase goes on, told at most once a second. @throws FinalError `canceled` */
  async progress(detail: Readonly<Record<string, unknown>>): Promise<void> {
    this.#detail = { ...this.#detail, ...detail };
    if (this.#ports.clock.now().getTime() - this.#updatedMs < UPDATE_MILLISECONDS) return;
    await this.#write('running');
    await this.heedCancel();
  }

  /** Mean losses so far, thinned out. */
  tellLosses(curve: readonly LossPoint[]): void {
    let points = curve;
    while (points.length > MOST_LOSS_POINTS) points = points.filter((_, i) => i % 2 === points.length % 2);
    this.#detail = { ...this.#detail, lossCurve: points };
  }

  /** Tells a decision with the next write. */
  decide(name: string, because: string, figures: Readonly<Record<string, unknown>> = {}): void {
    const at = this.#ports.clock.now().toISOString();
    const before = (this.#detail.decisions ?? []) as readonly RunDecision[];
    const decision: RunDecision = { ...figures, name, at, because };
    this.#detail = { ...this.#detail, decisions: [...before.filter((one) => one.name !== name), decision] };
  }

  /** Counts what a piece of work took, told with the next write. */
  spend(milliseconds: number, memoryMegabytes: number): void {
    const cost = costPlus(this.#detail.cost as RunCost | undefined, milliseconds, memoryMegabytes);
    this.#detail = { ...this.#detail, cost };
  }

  /** As `spend`, for the function that embeds shards. */
  spendElsewhere(milliseconds: number): void {
    this.spend(milliseconds, EMBED_SHARD_MEGABYTES);
  }

  /** Writes down what was told. */
  async tell(): Promise<void> {
    await this.#write('running');
  }

  async finish(state: Exclude<JobState, 'running'>, detail: Readonly<Record<string, unknown>>): Promise<void> {
    this.#detail = { ...this.#detail, ...detail };
    await this.#write(state);
  }

  /** @throws FinalError `canceled` when somebody asked for the end of this attempt */
  async heedCancel(): Promise<void> {
    const { cancel } = (await this.#ports.jobs.get('training-run', this.id)) ?? {};
    if (cancel?.attempt !== this.#attempt) return;
    throw new FinalError('canceled', `canceled by ${cancel.by} at ${cancel.at}; live is as it was`);
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

/** List prices of us-east-1 on arm64, in dollars: of a gigabyte-second of Lambda, and of an operation of a durable execution. */
const GIGABYTE_SECOND = 0.0000133334;
const DURABLE_OPERATION = 0.000008;
const MEGABYTES_PER_GIGABYTE = 1024;

/** What a run has cost so far: computing alone, by what it took. Plain JSON. */
interface RunCost {
  readonly gigabyteSeconds: number;
  readonly operations: number;
  /** At list prices; requests to S3 and DynamoDB are not counted. */
  readonly dollars: number;
}

/** Adds computing time and one durable operation. */
function costPlus(cost: RunCost | undefined, milliseconds: number, memoryMegabytes: number): RunCost {
  const spent = ((milliseconds / 1000) * memoryMegabytes) / MEGABYTES_PER_GIGABYTE;
  const gigabyteSeconds = (cost?.gigabyteSeconds ?? 0) + spent;
  const operations = (cost?.operations ?? 0) + 1;
  return { gigabyteSeconds, operations, dollars: gigabyteSeconds * GIGABYTE_SECOND + operations * DURABLE_OPERATION };
}
