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

/** Texts of the budget of a day that may be embedded. */
export interface Grant {
  readonly texts: number;
  /** Year, month and day (UTC). */
  readonly day: string;
}

/** The texts that all functions together may embed in a day. */
export class DayBudget {
  readonly #options: DayBudgetOptions;
  #refusedUntil = 0;
  #refusedDay = '';

  constructor(options: DayBudgetOptions) {
    this.#options = options;
  }

  /** Takes texts from the budget of today. @returns undefined if the count cannot be read */
  async take(texts: number): Promise<Grant | undefined> {
    const instant = this.#options.clock.now();
    const [now, day] = [instant.getTime(), instant.toISOString().slice(0, 10)];
    if (texts === 0 || (now < this.#refusedUntil && day === this.#refusedDay)) return { texts: 0, day };
    const count = await this.#add(day, texts);
    if (count === undefined) return undefined;
    const left = this.#options.textsPerDay - (count - texts);
    const granted = Math.min(texts, Math.max(0, left));
    if (granted < texts) {
      this.#refusedUntil = now + REFUSED_MILLISECONDS;
      this.#refusedDay = day;
      await this.giveBack(day, texts - granted);
    }
    return { texts: granted, day };
  }

  /** Gives back what was taken and not used. @param day That of the grant: the next day has its own budget. */
  async giveBack(day: string, texts: number): Promise<void> {
    if (texts > 0) await this.#add(day, -texts);
  }

  async #add(day: string, texts: number): Promise<number | undefined> {
    try {
      return await this.#options.store.addToDay(day, texts);
    } catch (cause) {
      this.#options.onWarning(cause);
      return undefined;
    }
  }
}
