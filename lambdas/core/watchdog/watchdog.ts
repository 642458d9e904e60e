import type { Product } from '../catalog/product.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import type { Model } from '../model/model.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { PairSampler } from '../training/data/pair-sampler.ts';
import { checkEmbeddings, type EmbeddingCheck, measureMedianNorm } from './check-embeddings.ts';
import { computeCheckInterval } from './check-interval.ts';
import { findDataFailure } from './data-failures.ts';
import { type Failure, type Finding, WatchdogError } from './finding.ts';
import { computeChanceLoss, type RunFacts } from './run-facts.ts';
import { findExplosion, findTrainingFailure } from './training-failures.ts';
import { findWarnings } from './training-warnings.ts';
import { drawWatchedSample, type WatchedSample } from './watched-sample.ts';

/** Smaller data can look like any failure by chance, so failures are warnings then. One pair has two products. */
const MIN_PRODUCTS = 8;
const MIN_ROWS = 8;
/** After these steps, and at each doubling between them, only the lengths of embeddings are measured. */
const FIRST_NORM_CHECK = 4;
const LAST_NORM_CHECK = 64;

/** What the watchdog found in a run, as plain JSON. It is stored in reports and model cards. */
export interface Diagnostics {
  /**
   * Whether failures stop the run, if there is enough evidence. Failures that did not stop it are among the warnings.
   */
  readonly stopping: boolean;
  /** Products and pairs of the sample. */
  readonly sample: { readonly products: number; readonly pairs: number };
  /** The loss of a model that cannot tell products apart. */
  readonly chanceLoss: number;
  readonly looks: readonly EmbeddingCheck[];
  readonly warnings: readonly Finding[];
}

/** The state that a checkpoint stores, so that the next slice of the run continues to watch. */
export interface WatchdogState {
  readonly looks: readonly EmbeddingCheck[];
  readonly warnings: readonly Finding[];
  readonly sum: number;
  readonly since: number;
  readonly step: number;
}

/** A run to watch. */
export interface WatchedRun {
  readonly model: Model;
  /** All products of the training set, in the order of the product rows in pairs. */
  readonly products: readonly Product[];
  readonly inputs: FeatureBatch;
  readonly sampler: PairSampler;
  /** Rows of training data. */
  readonly trainingRows: number;
  /** Anchors of a step. */
  readonly batchSize: number;
  /** Candidates of a step. */
  readonly candidates: number;
  readonly config: TrainingConfig;
}

/**
 * Watches a run. It checks a seeded sample of at most 256 products, and the given negatives of their pairs. The checks
 * run before the first step, at the end, and between them as often as costs a hundredth of the steps. The watchdog
 * changes nothing, and has a random stream of its own.
 */
export class Watchdog {
  readonly #watched: WatchedRun;
  readonly #sample: WatchedSample;
  readonly #run: RunFacts;
  readonly #interval: number;
  readonly #checks: EmbeddingCheck[] = [];
  readonly #warnings: Finding[] = [];
  #sum = 0;
  #since = 0;
  #step = 0;

  /** @throws WatchdogError for data that nothing can be learned from. */
  constructor(watched: WatchedRun) {
    const { model, products, inputs, sampler, config, batchSize, candidates } = watched;
    this.#watched = watched;
    this.#sample = drawWatchedSample(sampler, products, inputs, config.seed);
    const { D } = model.parameters;
    const N = this.#sample.rows.length;
    const chance = computeChanceLoss(config, candidates, sampler.positiveChance);
    this.#run = { config, chance, products: N, dim: D };
    this.#interval = computeCheckInterval(this.#sample, batchSize, candidates, D);
    this.#report(findDataFailure(this.#sample, config.selfSupervised));
    this.#check();
  }

  /** Call it after every step, with the loss before the step. @throws WatchdogError */
  afterStep(loss: number): void {
    const { model, config } = this.#watched;
    this.#step += 1;
    this.#sum += loss;
    this.#since += 1;
    if (isNormCheck(this.#step)) {
      this.#report(findExplosion(this.#step, measureMedianNorm(model, this.#sample), this.#checks[0]!.norm, config));
    }
    if (this.#step % this.#interval === 0) this.#checkAndReport();
  }

  state(): WatchdogState {
    return {
      looks: [...this.#checks],
      warnings: [...this.#warnings],
      sum: this.#sum,
      since: this.#since,
      step: this.#step,
    };
  }

  /** Continues from the state of another watchdog of the same run. */
  restore({ looks, warnings, sum, since, step }: WatchdogState): void {
    this.#checks.splice(0, Number.POSITIVE_INFINITY, ...looks);
    this.#warnings.splice(0, Number.POSITIVE_INFINITY, ...warnings);
    [this.#sum, this.#since, this.#step] = [sum, since, step];
  }

  /** Checks a last time, and returns all that was found. @throws WatchdogError */
  finish(): Diagnostics {
    if (this.#since > 0) this.#checkAndReport();
    return {
      stopping: this.#watched.config.watchdog,
      sample: { products: this.#run.products, pairs: this.#sample.anchors.length },
      chanceLoss: this.#run.chance,
      looks: this.#checks,
      warnings: [...this.#warnings, ...(this.#step > 0 ? findWarnings(this.#checks, this.#run) : [])],
    };
  }

  #checkAndReport(): void {
    this.#check();
    const { step, norm } = this.#checks.at(-1)!;
    this.#report(findExplosion(step, norm, this.#checks[0]!.norm, this.#watched.config));
    this.#report(findTrainingFailure(this.#checks, this.#run));
  }

  #check(): void {
    const { model, config } = this.#watched;
    const loss = this.#since > 0 ? this.#sum / this.#since : null;
    this.#checks.push(checkEmbeddings(model, this.#sample, config, this.#step, loss));
    this.#sum = 0;
    this.#since = 0;
  }

  /** Stops the run because of a failure, or adds one warning of its code. */
  #report(failure: Failure | undefined): void {
    if (failure === undefined) return;
    if (this.#watched.config.watchdog && !this.#hasLittleEvidence(failure)) throw new WatchdogError(failure);
    if (!this.#warnings.some((known) => known.code === failure.code)) this.#warnings.push(failure);
  }

  #hasLittleEvidence({ code }: Failure): boolean {
    if (this.#watched.trainingRows < MIN_ROWS) return true;
    return code !== 'repeated-pair' && this.#run.products < MIN_PRODUCTS;
  }
}

/** 4, 8, 16, 32, 64. */
function isNormCheck(step: number): boolean {
  return step >= FIRST_NORM_CHECK && step <= LAST_NORM_CHECK && (step & (step - 1)) === 0;
}
