import { ConnectionError, GatewayError, type KindredError, ProblemError } from '../../client/errors.ts';
import { DemoError } from './demo-error.ts';

/** So many reads in a row may fail: the client has already sent each several times. */
const MAX_FAILURES = 60;

/** Reads states of the API again and again. A busy machine may answer late or with 503: the state is then unknown. */
export class PatientReads {
  readonly #logsFolder: string;
  #failures = 0;

  /** @param logsFolder Named if the API does not answer. */
  constructor(logsFolder: string) {
    this.#logsFolder = logsFolder;
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
