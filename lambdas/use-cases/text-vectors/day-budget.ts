import type { Clock } from '../../ports/clock.ts';
import type { TextVectorStore } from '../../ports/text-vectors/text-vector-store.ts';

export interface DayBudgetOptions {
  readonly store: Pick<TextVectorStore, 'addToDay'>;
  readonly clock: Clock;
  readonly textsPerDay: number;
  /** Receives why the count could not be read. */
  readonly onWarning: (cause: unknown) => void;
}

/** After a refusal the count is not asked for this long: an upload would ask with each of its batches. */
const REFUSED_MILLISECONDS = 60_000;

/** The texts that all functions together may embed in a day. */
export class DayBudget {
  readonly #options: DayBudgetOptions;
  #refusedUntil = 0;

  constructor(options: DayBudgetOptions) {
    this.#options = options;
  }

  /** Takes texts from the budget. @returns how many may be embedded; undefined if the count cannot be read */
  async take(texts: number): Promise<number | undefined> {
    const now = this.#options.clock.now().getTime();
    if (texts === 0 || now < this.#refusedUntil) return 0;
    const count = await this.#add(texts);
    if (count === undefined) return undefined;
    const left = this.#options.textsPerDay - (count - texts);
    const granted = Math.min(texts, Math.max(0, left));
    if (granted < texts) {
      this.#refusedUntil = now + REFUSED_MILLISECONDS;
      await this.giveBack(texts - granted);
    }
    return granted;
  }

  /** Gives back what was taken and not used. */
  async giveBack(texts: number): Promise<void> {
    if (texts > 0) await this.#add(-texts);
  }

  async #add(texts: number): Promise<number | undefined> {
    try {
      return await this.#options.store.addToDay(this.#options.clock.now().toISOString().slice(0, 10), texts);
    } catch (cause) {
      this.#options.onWarning(cause);
      return undefined;
    }
  }
}
