import { ModelInputError } from '../core/features/feature-error.ts';
import { TrainingConfigError, TrainingError } from '../core/training/training-error.ts';
import type { Clock } from '../ports/clock.ts';
import { type DurableSteps, FinalError } from '../ports/durable-steps.ts';
import type { TrainingJob } from './training-job.ts';

/** Does steps of a run, each told and paid for in its job. */
export class RunSteps {
  readonly durable: DurableSteps;
  readonly #job: TrainingJob;
  readonly #clock: Clock;
  readonly #memoryMegabytes: number;

  /** @param memoryMegabytes Of the function that runs: what a second costs. */
  constructor(durable: DurableSteps, job: TrainingJob, clock: Clock, memoryMegabytes: number) {
    this.durable = durable;
    this.#job = job;
    this.#clock = clock;
    this.#memoryMegabytes = memoryMegabytes;
  }

  /**
   * A step whose work is counted and told.
   * @throws FinalError for what the shop has to mend: trying again changes nothing as long as its data stays as it is.
   */
  async take<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return this.durable.step(name, async () => {
      const began = this.#clock.now().getTime();
      try {
        await this.#job.heedCancel();
        const result = await work();
        this.#job.spend(this.#clock.now().getTime() - began, this.#memoryMegabytes);
        await this.#job.tell();
        return result;
      } catch (cause) {
        throw isForTheShop(cause) ? new FinalError('for-the-shop', cause.message, { cause }) : cause;
      }
    });
  }
}

function isForTheShop(cause: unknown): cause is Error {
  return cause instanceof TrainingError || cause instanceof ModelInputError || cause instanceof TrainingConfigError;
}
