import type { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import type { SimilarProducts } from '../../lib/client/generated/schemas.ts';
import type { Ledger } from './ledger.ts';
import type { Outcome, Traffic } from './traffic.ts';

const PAGE = 10;

/** Searches of all kinds, one after the other. Each answer must be well-formed while others write and publish. */
export class SearchLoad {
  readonly #traffic: Traffic;
  readonly #ledger: Ledger;
  readonly #random: CounterRandom;

  constructor(traffic: Traffic, ledger: Ledger, random: CounterRandom) {
    this.#traffic = traffic;
    this.#ledger = ledger;
    this.#random = random;
  }

  async next(): Promise<void> {
    const { ids } = this.#ledger;
    if (ids.length === 0) return;
    const drawn = () => ids[this.#random.integer(ids.length)]!;
    const [id, other] = [drawn(), drawn()];
    const draw = this.#random.uniform();
    if (draw < 0.5) this.#check([id], await this.#traffic.send('findSimilar', { id, limit: PAGE }));
    else if (draw < 0.7) {
      const body = { positive: [id, other], limit: PAGE };
      this.#check([id, other], await this.#traffic.send('querySimilar', { body }));
    } else if (draw < 0.8) {
      const body = { positive: [{ query: 'round oak lamp' }], limit: PAGE };
      this.#check([], await this.#traffic.send('querySimilar', { body }));
    } else if (draw < 0.9) {
      const queries = [id, other].map((one) => ({ positive: [one], limit: PAGE }));
      await this.#traffic.send('querySimilarBatch', { body: { queries } });
    } else await this.#traffic.send('listProducts', { limit: 50 });
  }

  /** Scores fall, no product comes twice, and no example is its own neighbour. */
  #check(examples: readonly string[], outcome: Outcome<SimilarProducts>): void {
    if (outcome.kind !== 'done') return;
    const { data } = outcome.body;
    const ids = data.map(({ id }) => id);
    const falls = data.every(({ score }, at) => at === 0 || score <= data[at - 1]!.score);
    const isRight = falls && new Set(ids).size === ids.length && !examples.some((id) => ids.includes(id));
    if (!isRight) this.#traffic.findings.push(`a search by ${examples.join(', ')} answers ${JSON.stringify(data)}`);
  }
}
