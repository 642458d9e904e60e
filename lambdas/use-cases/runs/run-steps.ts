import { ModelInputError } from '../../core/features/feature-error.ts';
import { TrainingConfigError, TrainingError } from '../../core/training/config/training-error.ts';
import type { Clock } from '../../ports/clock.ts';
import { type DurableSteps, type DurableWork, FinalError } from '../../ports/durable-steps.ts';
import type { RemainingTime } from '../common/deadline.ts';
import type { TrainingJob } from './training-job.ts';

/** One run in progress: the ports that it uses, its durable steps, and its job record. */
export interface RunContext<Ports> {
  readonly ports: Ports;
  readonly steps: RunSteps;
  readonly job: TrainingJob;
}

/** The job of a piece of work, as its steps see it. */
export interface SteppedJob {
  /** @throws FinalError `canceled` */
  checkCancel(): Promise<void>;
  /** Adds the cost of work. */
  spend(milliseconds: number, memoryMegabytes: number): void;
  write(): Promise<void>;
}

/** How the steps of a run use their function. */
export interface StepOptions {
  /** Memory of the function: it sets the price of a second, and how much of a shop can be trained on. */
  readonly memoryMegabytes: number;
  /** The longest time of one slice of work. */
  readonly sliceMilliseconds: number;
  /** Time left in the invocation. */
  readonly remaining: RemainingTime;
}

/** The result of one slice of work: plain JSON and small. No slice follows one that is `done`. */
export interface SliceResult {
  readonly done: boolean;
}

/** The result of a slice whose `state` is all that the next slice needs. */
export interface SliceEnd<State> extends SliceResult {
  readonly state: State;
}

/** Tells a slice of work when to end. */
export interface SliceTimer {
  /** True once the time of the slice is over. */
  readonly isOver: () => boolean;
  /** Starts the time of the slice again: preparation before it does not count. */
  readonly restart: () => void;
}

export interface SliceOptions {
  /** Whether a cancellation may end the run before a slice. @default true */
  readonly mayCancel?: boolean;
  /** Name of the durable waits between slices. @default `<name> rest` */
  readonly waitName?: string;
}

/** Time kept back at the end of an invocation: for the piece of work in progress, the answer and the logs. */
const RESERVE_MILLISECONDS = 20_000;

/** Takes the durable steps of a run, and records the cost of each in the run's job. */
export class RunSteps<Durable extends DurableWork = DurableSteps> {
  readonly durable: Durable;
  readonly #job: SteppedJob;
  readonly #clock: Clock;
  readonly #options: StepOptions;

  constructor(durable: Durable, job: SteppedJob, clock: Clock, options: StepOptions) {
    this.durable = durable;
    this.#job = job;
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * Takes one durable step, then adds its cost to the job and writes the job.
   * @param mayCancel Whether a cancellation may end the run before this step. After `live` has moved it may not.
   * @throws FinalError `for-the-shop` for faults in the shop's data or configuration, which a retry would not mend
   */
  async take<Result>(name: string, work: () => Promise<Result>, mayCancel = true): Promise<Result> {
    return this.durable.step(name, async () => {
      const startedMs = this.#clock.now().getTime();
      try {
        if (mayCancel) await this.#job.checkCancel();
        const result = await work();
        this.#job.spend(this.#clock.now().getTime() - startedMs, this.#options.memoryMegabytes);
        await this.#job.write();
        return result;
      } catch (cause) {
        throw isForTheShop(cause) ? new FinalError('for-the-shop', cause.message, { cause }) : cause;
      }
    });
  }

  /**
   * Does work that may take longer than one invocation: a loop of durable steps, `<name> 1`, `<name> 2` and so on. Each
   * step is one slice and continues from the result of the one before. If the invocation has too little time left for
   * another slice, a durable wait ends it, and the next slice runs in a new invocation.
   * @param work Does at least one piece of work, which takes seconds, and returns after the first piece at which the
   *   timer is over. `before` is undefined in the first slice.
   * @returns the results of all slices
   */
  async inSlices<Result extends SliceResult>(
    name: string,
    work: (before: Result | undefined, timer: SliceTimer) => Promise<Result>,
    { mayCancel = true, waitName = `${name} rest` }: SliceOptions = {},
  ): Promise<Result[]> {
    const results: Result[] = [];
    for (let n = 1; ; n++) {
      const slice = () => this.#takeSlice((timer) => work(results.at(-1), timer));
      const result = await this.take(`${name} ${n}`, slice, mayCancel);
      results.push(result);
      if (result.done) return results;
      if (result.rests) await this.durable.wait(`${waitName} ${n}`);
    }
  }

  /** `rests`: whether the invocation has too little time left for another slice. */
  async #takeSlice<Result>(work: (timer: SliceTimer) => Promise<Result>): Promise<Result & { rests: boolean }> {
    const { sliceMilliseconds, remaining } = this.#options;
    const leftMs = () => remaining() - RESERVE_MILLISECONDS;
    const nowMs = () => this.#clock.now().getTime();
    const endMs = () => nowMs() + Math.min(sliceMilliseconds, leftMs());
    let end = endMs();
    const restart = () => {
      end = endMs();
    };
    const result = await work({ isOver: () => nowMs() >= end, restart });
    return { ...result, rests: leftMs() < sliceMilliseconds };
  }
}

function isForTheShop(cause: unknown): cause is Error {
  return cause instanceof TrainingError || cause instanceof ModelInputError || cause instanceof TrainingConfigError;
}
