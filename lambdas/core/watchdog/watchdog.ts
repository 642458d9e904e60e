import type { Product } from '../catalog/product.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import type { Model } from '../model/model.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { PairSampler } from '../training/data/pair-sampler.ts';
import { chanceLoss } from './chance-loss.ts';
import { checkEmbeddings, type EmbeddingCheck, measureMedianNorm } from './check-embeddings.ts';
import { computeCheckInterval } from './check-interval.ts';
import { findDataFailure } from './data-failures.ts';
import { type Failure, type Finding, WatchdogError } from './finding.ts';
import { findExplosion, findTrainingFailure, findWarnings, type RunFacts } from './training-failures.ts';
import { drawWatchedSample, type WatchedSample } from './watched-sample.ts';

/** Data smaller than this may look like any failure by chance: it is warned of, and trained on. One pair is of two products. */
const MIN_PRODUCTS = 8;
const MIN_ROWS = 8;
/** Steps after which only the lengths of embeddings are looked at, and then at each doubling. */
const FIRST_GLANCE = 4;
const LAST_GLANCE = 64;

/** What the watchdog saw of a run, as plain JSON. */
export interface Diagnostics {
  /** Whether failures stop the run where there is evidence enough; those that did not are among the warnings. */
  readonly stopping: boolean;
  /** Products and pairs looked at. */
  readonly sample: { readonly products: number; readonly pairs: number };
  /** The loss of a model that cannot tell products apart. */
  readonly chanceLoss: number;
  readonly looks: readonly EmbeddingCheck[];
  readonly warnings: readonly Finding[];
}

/** What the watchdog carries from one part of a run to the next, beside the run itself. */
export interface WatchdogState {
  readonly looks: readonly EmbeddingCheck[];
  readonly warnings: readonly Finding[];
  readonly sum: number;
  readonly since: number;
  readonly step: number;
}

/** What is watched. */
export interface WatchedRun {
  readonly model: Model;
  /** Of the whole training set, in the order that pairs name them by. */
  readonly products: readonly Product[];
  readonly inputs: FeatureBatch;
  readonly sampler: PairSampler;
  /** Rows of training data. */
  readonly trainingRows: number;
  /** Anchors of a step, and the candidates that they are told apart from. */
  readonly batchSize: number;
  readonly candidates: number;
  readonly config: TrainingConfig;
}

/**
 * Watches a run: looks at a seeded sample of at most 256 products (and the given negatives of their pairs) before the first
 * step, so often that it costs about a hundredth of the steps, and at the end. It changes nothing, and draws from no stream of the training.
 */
export class Watchdog {
  readonly #watched: WatchedRun;
  readonly #sample: WatchedSample;
  readonly #run: RunFacts;
  readonly #interval: number;
  readonly #looks: EmbeddingCheck[] = [];
  readonly #warnings: Finding[] = [];
  #sum = 0;
  #since = 0;
  #step = 0;

  /** @throws WatchdogError for data that nothing can be learnt from. */
  constructor(watched: WatchedRun) {
    const { model, products, inputs, sampler, config, batchSize, candidates } = watched;
    this.#watched = watched;
    this.#sample = drawWatchedSample(sampler, products, inputs, config.seed);
    const { D } = model.parameters;
    const N = this.#sample.rows.length;
    const chance = chanceLoss(config, candidates, sampler.positiveChance);
    this.#run = { config, chance, products: N, dim: D };
    this.#interval = computeCheckInterval(this.#sample, batchSize, candidates, D);
    this.#heed(findDataFailure(this.#sample, config.selfSupervised));
    this.#look();
  }

  /** To be told of every step, with the loss before it. @throws WatchdogError */
  afterStep(loss: number): void {
    const { model, config } = this.#watched;
    this.#step += 1;
    this.#sum += loss;
    this.#since += 1;
    if (isGlance(this.#step)) {
      this.#heed(findExplosion(this.#step, measureMedianNorm(model, this.#sample), this.#looks[0]!.norm, config));
    }
    if (this.#step % this.#interval === 0) this.#lookAndHeed();
  }

  /** What has been seen so far. */
  memory(): WatchdogState {
    return {
      looks: [...this.#looks],
      warnings: [...this.#warnings],
      sum: this.#sum,
      since: this.#since,
      step: this.#step,
    };
  }

  /** Goes on from what another watchdog of the same run has seen. */
  remember({ looks, warnings, sum, since, step }: WatchdogState): void {
    this.#looks.splice(0, Number.POSITIVE_INFINITY, ...looks);
    this.#warnings.splice(0, Number.POSITIVE_INFINITY, ...warnings);
    [this.#sum, this.#since, this.#step] = [sum, since, step];
  }

  /** A last look, and all that was seen. @throws WatchdogError */
  finish(): Diagnostics {
    if (this.#since > 0) this.#lookAndHeed();
    return {
      stopping: this.#watched.config.watchdog,
      sample: { products: this.#run.products, pairs: this.#sample.anchors.length },
      chanceLoss: this.#run.chance,
      looks: this.#looks,
      warnings: [...this.#warnings, ...(this.#step > 0 ? findWarnings(this.#looks, this.#run) : [])],
    };
  }

  #lookAndHeed(): void {
    this.#look();
    const { step, norm } = this.#looks.at(-1)!;
    this.#heed(findExplosion(step, norm, this.#looks[0]!.norm, this.#watched.config));
    this.#heed(findTrainingFailure(this.#looks, this.#run));
  }

  #look(): void {
    const { model, config } = this.#watched;
    const loss = this.#since > 0 ? this.#sum / this.#since : null;
    this.#looks.push(checkEmbeddings(model, this.#sample, config, this.#step, loss));
    this.#sum = 0;
    this.#since = 0;
  }

  /** Stops the run for a failure, or warns of it once. */
  #heed(failure: Failure | undefined): void {
    if (failure === undefined) return;
    if (this.#watched.config.watchdog && !this.#isThin(failure)) throw new WatchdogError(failure);
    if (!this.#warnings.some((known) => known.code === failure.code)) this.#warnings.push(failure);
  }

  #isThin({ code }: Failure): boolean {
    if (this.#watched.trainingRows < MIN_ROWS) return true;
    return code !== 'repeated-pair' && this.#run.products < MIN_PRODUCTS;
  }
}

/** 4, 8, 16, 32, 64. */
function isGlance(step: number): boolean {
  return step >= FIRST_GLANCE && step <= LAST_GLANCE && (step & (step - 1)) === 0;
}
