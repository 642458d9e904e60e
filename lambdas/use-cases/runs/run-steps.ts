import { ModelInputError } from '../../core/features/feature-error.ts';
import { TrainingConfigError, TrainingError } from '../../core/training/config/training-error.ts';
import type { Clock } from '../../ports/clock.ts';
import { type DurableSteps, FinalError } from '../../ports/durable-steps.ts';
import type { RemainingTime } from '../common/deadline.ts';
import type { TrainingJob } from './training-job.ts';

/** How the steps of a run are run where they are run. */
export interface StepOptions {
  /** Of the function: what a second costs, and how much of a shop can be trained on. */
  readonly memoryMegabytes: number;
  /** How long a slice of work may be. */
  readonly sliceMilliseconds: number;
  /** Of the invocation. */
  readonly remaining: RemainingTime;
}

/** What a slice of work left: plain JSON, small, and all that the next one needs. */
export interface SliceEnd<State> {
  readonly state: State;
  readonly done: boolean;
}

/** What is left of an invocation when a slice must end: for what it has begun, the answer and the logs. */
const RESERVE_MILLISECONDS = 20_000;

/** Does steps of a run, each told and paid for in its job. */
export class RunSteps {
  readonly durable: DurableSteps;
  readonly #job: TrainingJob;
  readonly #clock: Clock;
  readonly #options: StepOptions;

  constructor(durable: DurableSteps, job: TrainingJob, clock: Clock, options: StepOptions) {
    this.durable = durable;
    this.#job = job;
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * A step whose work is counted and told.
   * @param mayCancel Whether the run may end before it; from the move of `live` on it may not.
   * @throws FinalError for what the shop has to mend: trying again changes nothing as long as its data stays as it is.
   */
  async take<Result>(name: string, work: () => Promise<Result>, mayCancel = true): Promise<Result> {
    return this.durable.step(name, async () => {
      const began = this.#clock.now().getTime();
      try {
        if (mayCancel) await this.#job.checkCancel();
        const result = await work();
        this.#job.spend(this.#clock.now().getTime() - began, this.#options.memoryMegabytes);
        await this.#job.write();
        return result;
      } catch (cause) {
        throw isForTheShop(cause) ? new FinalError('for-the-shop', cause.message, { cause }) : cause;
      }
    });
  }

  /**
   * Work that may be longer than an invocation, as steps of a slice's time: each goes on from what the one before left, and where
   * the invocation has too little time for another, the next begins in a new one.
   * @param work Does at least one piece, of seconds, and ends after the first piece at which `isOver`.
   * @returns what each left.
   */
  async slices<State>(
    name: string,
    first: State,
    work: (from: State, isOver: () => boolean) => Promise<SliceEnd<State>>,
    mayCancel = true,
  ): Promise<State[]> {
    const states: State[] = [];
    for (let n = 1; ; n++) {
      const from = states.at(-1) ?? first;
      const { state, done, rests } = await this.take(`${name} ${n}`, () => this.#slice(from, work), mayCancel);
      states.push(state);
      if (done) return states;
      if (rests) await this.durable.rest(`${name} rest ${n}`);
    }
  }

  async #slice<State>(
    from: State,
    work: (from: State, isOver: () => boolean) => Promise<SliceEnd<State>>,
  ): Promise<SliceEnd<State> & { rests: boolean }> {
    const { sliceMilliseconds, remaining } = this.#options;
    const left = () => remaining() - RESERVE_MILLISECONDS;
    const end = this.#clock.now().getTime() + Math.min(sliceMilliseconds, left());
    const ended = await work(from, () => this.#clock.now().getTime() >= end);
    return { ...ended, rests: left() < sliceMilliseconds };
  }
}

function isForTheShop(cause: unknown): cause is Error {
  return cause instanceof TrainingError || cause instanceof ModelInputError || cause instanceof TrainingConfigError;
}
