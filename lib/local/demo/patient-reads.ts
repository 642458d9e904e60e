import { setTimeout } from 'node:timers/promises';
import { ConnectionError, GatewayError, type KindredError, ProblemError } from '../../client/errors.ts';
import { DemoError } from './demo-error.ts';

const POLL_MS = 250;
/** So many reads in a row may fail: the client has already sent each several times. */
const MAX_FAILURES = 60;

/** Reads states of the API again and again. A busy machine may answer late or with 503: the state is then unknown. */
export class PatientReads {
  readonly #logsFolder: string;
  readonly #pause: () => Promise<unknown>;
  #failures = 0;

  /** @param logsFolder Named if the API does not answer. @param pause Waits between two reads; tests replace it. */
  constructor(logsFolder: string, pause: () => Promise<unknown> = () => setTimeout(POLL_MS)) {
    this.#logsFolder = logsFolder;
    this.#pause = pause;
  }

  /** Waits as long as between two reads. */
  pause(): Promise<unknown> {
    return this.#pause();
  }

  /** Calls again and again until the API answers. @throws as `read` does */
  async insist<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answered = await this.read(async () => ({ answer: await call() }));
      if (answered !== undefined) return answered.answer;
      await this.pause();
    }
  }

  /**
   * Reads a state once.
   * @returns undefined if it is unknown
   * @throws DemoError `no-answer` after too many failures in a row; at once any error that another try does not mend
   */
  async read<State>(read: () => Promise<State | undefined>): Promise<State | undefined> {
    try {
      const state = await read();
      this.#failures = 0;
      return state;
    } catch (cause) {
      if (!isTemporary(cause)) throw cause;
      this.#failures += 1;
      if (this.#failures <= MAX_FAILURES) return undefined;
      const problem = `the API has not answered ${this.#failures} times: ${cause.message}`;
      throw new DemoError('no-answer', `${problem}\nThe logs are in ${this.#logsFolder}.`, { cause });
    }
  }
}

function isTemporary(cause: unknown): cause is KindredError {
  if (cause instanceof ConnectionError) return true;
  return (cause instanceof ProblemError || cause instanceof GatewayError) && cause.status >= 500;
}
