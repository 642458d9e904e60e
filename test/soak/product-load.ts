import type { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import type { Ledger } from './ledger.ts';
import { soakProduct } from './soak-shop.ts';
import type { Outcome, Traffic } from './traffic.ts';

/** The part of writes that the writer sends again until they are acknowledged, as a shop does. */
const INSISTS = 0.6;
const MAX_ATTEMPTS = 6;
const MAX_BATCH = 20;

/** Writes, changes and removes the products of a range of ids, which nobody else writes, one request after the other. */
export class ProductLoad {
  readonly #ids: readonly string[];
  readonly #traffic: Traffic;
  readonly #ledger: Ledger;
  readonly #random: CounterRandom;
  #writes = 0;

  constructor(ids: readonly string[], traffic: Traffic, ledger: Ledger, random: CounterRandom) {
    this.#ids = ids;
    this.#traffic = traffic;
    this.#ledger = ledger;
    this.#random = random;
  }

  /** One request, and its repetitions. */
  async next(): Promise<void> {
    const draw = this.#random.uniform();
    const id = this.#ids[this.#random.integer(this.#ids.length)]!;
    if (draw < 0.4) await this.#insist(() => this.#put(id, ++this.#writes));
    else if (draw < 0.6) await this.#insist(() => this.#patch(id, ++this.#writes));
    else if (draw < 0.7) await this.#insist(() => this.#remove(id));
    else if (draw < 0.8) await this.#insist(() => this.#batch());
    else await this.#check(id);
  }

  /** Some requests are repeated until they are acknowledged, the others are given up. */
  async #insist(send: () => Promise<Outcome<unknown>>): Promise<void> {
    const attempts = this.#random.uniform() < INSISTS ? MAX_ATTEMPTS : 1;
    for (let attempt = 0; attempt < attempts; attempt++) if ((await send()).kind === 'done') return;
  }

  async #put(id: string, write: number): Promise<Outcome<unknown>> {
    const { id: _, ...body } = soakProduct(id, write);
    const outcome = await this.#traffic.send('putProduct', { id, body });
    if (outcome.kind === 'done') this.#ledger.acknowledged(id, write);
    else if (outcome.kind === 'unknown') this.#ledger.perhaps(id, write);
    return outcome;
  }

  /** Changes the number of the write alone: a product that does not exist is 404. */
  async #patch(id: string, write: number): Promise<Outcome<unknown>> {
    const outcome = await this.#traffic.send('changeProduct', { id, body: { payload: { write } } });
    if (outcome.kind === 'done') this.#ledger.acknowledged(id, write);
    else if (outcome.kind === 'unknown' && this.#mayExist(id)) this.#ledger.perhaps(id, write);
    if (outcome.kind === 'refused' && outcome.status === 404) this.#seen(id, 'absent');
    return outcome;
  }

  async #remove(id: string): Promise<Outcome<unknown>> {
    const outcome = await this.#traffic.send('removeProduct', { id });
    if (outcome.kind === 'done') this.#ledger.acknowledged(id, 'absent');
    else if (outcome.kind === 'unknown') this.#ledger.perhaps(id, 'absent');
    return outcome;
  }

  /** Many writes in one request, of which each is answered by itself. */
  async #batch(): Promise<Outcome<unknown>> {
    const drawn = Array.from({ length: 2 + this.#random.integer(MAX_BATCH - 2) }, () =>
      this.#random.integer(this.#ids.length),
    );
    const writes = [...new Set(drawn)].map((at) => ({ id: this.#ids[at]!, write: ++this.#writes }));
    const operations = writes.map(({ id, write }) => ({ op: 'put' as const, product: soakProduct(id, write) }));
    const outcome = await this.#traffic.send('writeProducts', { body: { operations } });
    if (outcome.kind === 'unknown') for (const { id, write } of writes) this.#ledger.perhaps(id, write);
    if (outcome.kind !== 'done') return outcome;
    for (const result of outcome.body.data) {
      const { id, write } = writes[result.index]!;
      if ('etag' in result) this.#ledger.acknowledged(id, write);
      else if ('problem' in result && result.problem.status >= 500) this.#ledger.perhaps(id, write);
    }
    return outcome;
  }

  /** Reads a product: it must be as the acknowledged writes left it. */
  async #check(id: string): Promise<void> {
    const outcome = await this.#traffic.send('getProduct', { id });
    if (outcome.kind === 'refused') this.#seen(id, 'absent');
    if (outcome.kind === 'done') this.#seen(id, Number(outcome.body.product.payload?.write));
  }

  /** Notes a finding if the product must not be in this state. What a read shows, an earlier write may still change. */
  #seen(id: string, state: number | 'absent'): void {
    const fault = this.#ledger.faultOf(id, state);
    if (fault !== undefined) this.#traffic.findings.push(`while it ran: ${fault}`);
  }

  #mayExist(id: string): boolean {
    return [...this.#ledger.possible(id)].some((state) => state !== 'absent');
  }
}
