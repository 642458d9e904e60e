import type { Clock } from '../../ports/clock.ts';
import { type TextEmbedder, TextEmbedderError } from '../../ports/text-vectors/text-embedder.ts';
import { Pace, type PaceOptions, type QueueOptions } from '../../shared/pace.ts';

export interface PatientEmbedderOptions {
  readonly embedder: TextEmbedder;
  readonly clock: Clock;
  /** For so long the texts of one call of `embed` are tried again. */
  readonly patienceSeconds: number;
  /** Milliseconds for which the function may wait. @default for ever */
  readonly timeToWait?: () => number;
  /** How a wait for a turn is ended. @default a timer */
  readonly after?: QueueOptions['after'];
  /** Waits before a call is repeated. @default full jitter, up to 5 s */
  readonly backoff?: PaceOptions['backoff'];
  /** Receives why texts have no vector, once for each call of `embed`. */
  readonly onWarning: (cause: unknown) => void;
}

/**
 * After a wait in vain, in which no text was embedded, none is tried for so many times as long: at most a tenth of the time is
 * lost.
 */
const PAUSE_FACTOR = 10;

/**
 * Embeds any number of texts, as fast as the model answers. Calls that are throttled or fail are repeated while there is patience.
 * Nothing is thrown.
 */
export class PatientEmbedder {
  readonly #options: PatientEmbedderOptions;
  readonly #pace: Pace;
  #deadline = 0;
  #pausedUntil = 0;

  constructor(options: PatientEmbedderOptions) {
    this.#options = options;
    const { backoff, after } = options;
    this.#pace = new Pace({
      isThrottled: isWorthAnotherAttempt,
      hasTime: () => this.#left > 0,
      ...(backoff && { backoff }),
      queue: { left: () => this.#left, outOfTime: () => new ImpatientError(WAITED), ...(after && { after }) },
    });
  }

  /** @returns for each text its vector, or undefined if it has none */
  async embed(texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]> {
    const { embedder, patienceSeconds, onWarning } = this.#options;
    this.#deadline = Math.max(this.#deadline, this.#now + patienceSeconds * 1000);
    const failures: unknown[] = [];
    const groups = groupsOf(texts, embedder.textsPerCall);
    const answers = await Promise.all(groups.map((group) => this.#embedGroup(group, failures)));
    if (failures.length > 0) onWarning(failures[0]);
    const vectors = answers.flat();
    // A model that embeds some of the texts works: its quota is low, and a pause would leave most of it unused.
    if (vectors.some((vector) => vector !== undefined)) this.#pausedUntil = 0;
    return vectors;
  }

  get #now(): number {
    return this.#options.clock.now().getTime();
  }

  /** Milliseconds of patience, and not more than the function has. */
  get #left(): number {
    const { timeToWait = () => Number.POSITIVE_INFINITY } = this.#options;
    return Math.min(this.#deadline - this.#now, timeToWait());
  }

  /** A group that is refused is halved, so that one bad text costs no other one its vector. */
  async #embedGroup(texts: readonly string[], failures: unknown[]): Promise<readonly (Float32Array | undefined)[]> {
    try {
      return await this.#pace.run(async () => {
        if (this.#now < this.#pausedUntil) throw new PausedError();
        return this.#options.embedder.embed(texts);
      });
    } catch (cause) {
      if (isRefusal(cause) && texts.length > 1) {
        const half = Math.ceil(texts.length / 2);
        const halves = [texts.slice(0, half), texts.slice(half)];
        return (await Promise.all(halves.map((part) => this.#embedGroup(part, failures)))).flat();
      }
      if (!isRefusal(cause)) this.#pause();
      // Why the pause began is known.
      if (!(cause instanceof PausedError)) failures.push(cause);
      return texts.map(() => undefined);
    }
  }

  #pause(): void {
    if (this.#now < this.#pausedUntil) return;
    this.#pausedUntil = this.#now + PAUSE_FACTOR * this.#options.patienceSeconds * 1000;
  }
}

/** Thrown instead of a call while the model is not asked. */
class PausedError extends Error {}

const WAITED = 'the text model answers too slowly: texts were not sent before the patience of the function was over';
/** Thrown for a call that was not made. */
class ImpatientError extends Error {}

function isRefusal(cause: unknown): boolean {
  return cause instanceof TextEmbedderError && cause.code === 'refused';
}

function isWorthAnotherAttempt(cause: unknown): boolean {
  return cause instanceof TextEmbedderError && (cause.code === 'too-fast' || cause.code === 'unavailable');
}

function groupsOf(texts: readonly string[], size: number): string[][] {
  const count = Math.ceil(texts.length / size);
  return Array.from({ length: count }, (_, i) => texts.slice(i * size, (i + 1) * size));
}
