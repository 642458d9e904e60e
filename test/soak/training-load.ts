import { setTimeout } from 'node:timers/promises';
import type { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import type { TrainingRun } from '../../lib/client/generated/schemas.ts';
import type { Ledger } from './ledger.ts';
import { soakTriplets } from './soak-shop.ts';
import type { Traffic } from './traffic.ts';

const POLL_MILLISECONDS = 250;

/** Online steps, training runs and publications. */
export class TrainingLoad {
  /** Runs and publications that ended well. */
  readonly succeeded: string[] = [];
  readonly #traffic: Traffic;
  readonly #ledger: Ledger;
  readonly #random: CounterRandom;
  #runs = 0;

  constructor(traffic: Traffic, ledger: Ledger, random: CounterRandom) {
    this.#traffic = traffic;
    this.#ledger = ledger;
    this.#random = random;
  }

  /** A training step from the newest weights. */
  async step(): Promise<void> {
    const triplets = soakTriplets(this.#ledger.ids, 8, this.#random);
    await this.#traffic.send('trainStep', { body: { triplets, learningRate: 0.01 } });
  }

  /** A training run on all data, to its end. What the gate holds back is published all the same. */
  async runAndPublish(): Promise<void> {
    const name = `soak-${++this.#runs}`;
    const run = await this.#follow(() => this.#traffic.send('startTrainingRun', { body: { name, data: 'all' } }));
    if (run?.modelVersion !== undefined && run.promoted !== true) await this.#publish(run.modelVersion);
  }

  /** Publishes the newest weights, which the steps since the last run have made. */
  async publishHead(): Promise<void> {
    const outcome = await this.#traffic.send('getHealth', {});
    if (outcome.kind !== 'done') return;
    const { head, live } = outcome.body;
    if (head !== null && head !== live) await this.#publish(head);
  }

  #publish(version: string): Promise<TrainingRun | undefined> {
    const body = { override: true, why: 'to publish twice in a soak', by: 'soak' };
    return this.#follow(() => this.#traffic.send('promoteModel', { version, body }));
  }

  /** Starts a run until its start is acknowledged, and waits for its end. */
  async #follow(start: () => ReturnType<Traffic['send']>): Promise<TrainingRun | undefined> {
    for (let attempt = 0; attempt < 10; attempt++) {
      const started = await start();
      if (started.kind === 'done') return this.#waitForEnd((started.body as TrainingRun).id);
      if (started.kind === 'refused') this.#traffic.findings.push(`a run was not started: ${started.code}`);
    }
    this.#traffic.findings.push('a run was not started in 10 attempts');
    return undefined;
  }

  async #waitForEnd(id: string): Promise<TrainingRun | undefined> {
    for (;;) {
      const outcome = await this.#traffic.send('getTrainingRun', { id });
      if (outcome.kind === 'done' && outcome.body.state !== 'running') {
        const { state, cause } = outcome.body;
        if (state === 'succeeded') this.succeeded.push(id);
        else this.#traffic.findings.push(`run ${id} ${state}: ${cause}`);
        return outcome.body;
      }
      await setTimeout(POLL_MILLISECONDS);
    }
  }
}
