import type { Product } from '../../catalog/product.ts';
import { CheckpointError } from '../../checkpoint/checkpoint-error.ts';
import { readCheckpoint, writeCheckpoint } from '../../checkpoint/checkpoint-file.ts';
import { addPrefix, selectPrefix } from '../../checkpoint/named-arrays.ts';
import { areParametersFinite } from '../../encoder/encoder-parameters.ts';
import { type CatalogVectors, judgeModel } from '../../evaluation/judge-model.ts';
import { CounterRandom } from '../../numerics/random.ts';
import { computeLearningRate } from '../../optimizers/schedule.ts';
import type { SearchReport } from '../../self-tuning/search-report.ts';
import type { TunedConfig } from '../../self-tuning/tune-config.ts';
import { Watchdog, type WatchdogState } from '../../watchdog/watchdog.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { TrainingError } from '../config/training-error.ts';
import { countRows, selectNewRows } from '../data/new-rows.ts';
import type { TrainingSet } from '../data/training-set.ts';
import type { EpochHistory } from '../selection/best-epoch.ts';
import type { PreparedRun } from './prepared-run.ts';
import type { LossPoint, StepProgress, TrainedModel } from './training-report.ts';

/** Pairs between two progress reports: a quarter of a second at the default size. */
const PAIRS_PER_PROGRESS = 2048;

/** What a run carries from step to step beside its arrays: plain JSON. */
interface Carried {
  readonly step: number;
  readonly lossCurve: readonly LossPoint[];
  readonly sum: number;
  readonly since: number;
  readonly watchdog: WatchdogState;
  readonly epochs?: EpochHistory;
}

/**
 * A training run between its steps: takes one at a time, can be written down after any of them, and goes on from what was
 * written, here or on another machine, to the same bytes of weights. Every step draws from a stream of its own, (seed, step),
 * so the step's number is all that there is to keep of the generator and of the place in the data.
 */
export class TrainingRun {
  readonly #set: TrainingSet;
  readonly #config: TrainingConfig;
  readonly #search: SearchReport | undefined;
  readonly #prepared: PreparedRun;
  readonly #watchdog: Watchdog;
  readonly #from: string | undefined;
  readonly #every: number;
  #lossCurve: LossPoint[] = [];
  #step = 0;
  #sum = 0;
  #since = 0;

  /** @param from The version that is gone on from, if one is. @throws WatchdogError for data that nothing can be learnt from. */
  constructor(set: TrainingSet, { config, search }: TunedConfig, prepared: PreparedRun, from?: string) {
    this.#set = set;
    this.#from = from;
    this.#config = config;
    this.#search = search;
    this.#prepared = prepared;
    const { ownRows, sampler, plan } = prepared;
    this.#watchdog = new Watchdog({ ...plan, sampler, trainingRows: ownRows, config });
    this.#every = Math.max(1, Math.round(PAIRS_PER_PROGRESS / plan.batchSize));
  }

  /** Steps taken. */
  get step(): number {
    return this.#step;
  }

  /** Steps to take in all: as planned, until no better epoch is to be waited for. */
  get steps(): number {
    return this.#prepared.bestEpoch?.stoppedAt ?? this.#prepared.plan.steps;
  }

  /** What the run was begun with once its settings were found: to begin it anew elsewhere without looking for them again. */
  get tuned(): TunedConfig {
    return { config: this.#config, ...(this.#search && { search: this.#search }) };
  }

  /** Mean losses so far, a point for each progress told. */
  get lossCurve(): readonly LossPoint[] {
    return this.#lossCurve;
  }

  /**
   * Takes the next step, while there is one.
   * @returns progress where it is due: about every 2,048 pairs, and after the last step.
   * @throws TrainingError `not-finite`, WatchdogError
   */
  takeStep(): StepProgress | undefined {
    const { plan, bestEpoch } = this.#prepared;
    const random = new CounterRandom(this.#config.seed, `step ${this.#step}`);
    const loss = plan.take(computeLearningRate(this.#step, plan.steps, this.#config), random);
    if (!Number.isFinite(loss)) throw this.#notFinite(`loss is ${loss} at step ${this.#step}`);
    this.#watchdog.afterStep(loss);
    this.#step += 1;
    this.#sum += loss;
    this.#since += 1;
    bestEpoch?.afterStep(this.#step);
    return this.#since < this.#every && this.#step < this.steps ? undefined : this.#progress();
  }

  /** The run as it stands, as a safetensors file. */
  checkpoint(): Uint8Array {
    const { plan, bestEpoch } = this.#prepared;
    const carried: Carried = {
      step: this.#step,
      lossCurve: this.#lossCurve,
      sum: this.#sum,
      since: this.#since,
      watchdog: this.#watchdog.state(),
      ...(bestEpoch && { epochs: bestEpoch.history() }),
    };
    const arrays = { ...plan.state.state(), ...(bestEpoch && addPrefix('best', bestEpoch.state())) };
    return writeCheckpoint({ arrays, carried, fingerprint: this.#fingerprint() });
  }

  /**
   * Goes on from a checkpoint of a run of the same data and configuration.
   * @throws CheckpointError, SafetensorsError
   */
  restore(bytes: Uint8Array): void {
    const { arrays, carried, fingerprint } = readCheckpoint(bytes);
    if (fingerprint !== this.#fingerprint()) {
      throw new CheckpointError(
        'other-run',
        `the checkpoint is of run ${fingerprint}, expected ${this.#fingerprint()}: restart the run`,
      );
    }
    const { plan, bestEpoch } = this.#prepared;
    plan.state.restore(arrays);
    bestEpoch?.restore(selectPrefix('best', arrays));
    const { step, lossCurve, sum, since, watchdog, epochs } = carried as Carried;
    if (epochs) bestEpoch?.restoreHistory(epochs);
    this.#lossCurve = [...lossCurve];
    [this.#step, this.#sum, this.#since] = [step, sum, since];
    this.#watchdog.restore(watchdog);
  }

  /**
   * The model when all steps are taken, and what is to be told of it.
   * @param live The catalog under the served version, to be judged on the held-out rows too.
   * @throws TrainingError `not-finite`, WatchdogError
   */
  finish(live?: CatalogVectors): TrainedModel {
    const { plan, sampler, judging, training, heldOutRows, bestEpoch } = this.#prepared;
    if (!areParametersFinite(plan.model.parameters))
      throw this.#notFinite('weights are not finite after the last step');
    const diagnostics = this.#watchdog.finish();
    const model = bestEpoch ? bestEpoch.model : plan.finish();
    const set = this.#set;
    const data = {
      products: set.catalogSize,
      rows: countRows(set),
      ...(this.#from !== undefined && {
        seenRows: countRows(set) - countRows(selectNewRows(set)),
        goneOnFrom: this.#from,
      }),
      pairs: sampler.pairCount,
      heldOutRows,
      misfits: misfitsOf(set.products, plan.products),
    };
    const catalog = set.products.slice(0, set.catalogSize);
    const heldOut = judging.length > 0 ? judgeModel(model, catalog, training, judging, '', live) : null;
    const report = {
      config: this.#config,
      data,
      lossCurve: this.#lossCurve,
      ...(bestEpoch && { epochs: bestEpoch.report() }),
      ...(this.#search && { search: this.#search }),
      tuning: plan.tuning,
      heldOut,
      diagnostics,
    };
    return { model, report };
  }

  #progress(): StepProgress {
    const { steps } = this;
    const { batchSize } = this.#prepared.plan;
    const loss = this.#sum / this.#since;
    this.#lossCurve.push({ step: this.#step, loss });
    this.#sum = 0;
    this.#since = 0;
    return { phase: 'training', step: this.#step, steps, loss, pairs: this.#step * batchSize };
  }

  /** Enough to tell another run's checkpoint by, where its arrays happen to be as long. */
  #fingerprint(): string {
    const { catalogSize, pairs, groups } = this.#set;
    const { steps, batchSize } = this.#prepared.plan;
    const data = { catalogSize, pairs: pairs.length, groups: groups.length };
    const from = this.#from !== undefined && { from: this.#from };
    return JSON.stringify({ config: this.#config, data, steps, batchSize, ...from });
  }

  #notFinite(what: string): TrainingError {
    return new TrainingError('not-finite', `${what}: lower learningRate (${this.#config.learningRate})`);
  }
}

function misfitsOf(products: readonly Product[], fitting: readonly Product[]): number {
  return fitting.filter((product, row) => product !== products[row]).length;
}
