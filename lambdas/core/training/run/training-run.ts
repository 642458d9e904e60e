import { CheckpointError } from '../../checkpoint/checkpoint-error.ts';
import { readCheckpoint, writeCheckpoint } from '../../checkpoint/checkpoint-file.ts';
import { addPrefix, selectPrefix } from '../../checkpoint/named-arrays.ts';
import { areParametersFinite } from '../../encoder/encoder-parameters.ts';
import type { CatalogVectors } from '../../evaluation/judge-model.ts';
import { CounterRandom } from '../../numerics/random.ts';
import { computeLearningRate } from '../../optimizers/schedule.ts';
import type { TunedConfig } from '../../self-tuning/tune-config.ts';
import { Watchdog, type WatchdogState } from '../../watchdog/watchdog.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { TrainingError } from '../config/training-error.ts';
import type { HeldOutRule } from '../data/held-out-rule.ts';
import type { TrainingSet } from '../data/training-set.ts';
import type { DimensionChoice } from '../plans/choose-dimension.ts';
import type { EpochHistory, EpochScores } from '../selection/best-epoch.ts';
import { chooseCatalogShare } from '../selection/catalog-share.ts';
import type { ShareChoice } from '../selection/choose-share.ts';
import { chooseTrainedShare, type ModelLine, selectModel } from '../selection/trained-share.ts';
import { judgeFinished } from './judge-finished.ts';
import type { PreparedRun } from './prepared-run.ts';
import {
  buildTextReport,
  buildTrainingReport,
  type LossPoint,
  type StepProgress,
  type TrainedModel,
} from './training-report.ts';

/** Pairs between two progress reports: a quarter of a second at the default size. */
const PAIRS_PER_PROGRESS = 2048;

/** The state of a run beside its arrays, as plain JSON. The names are part of the checkpoint format. */
interface Carried {
  readonly step: number;
  readonly lossCurve: readonly LossPoint[];
  /** Sum of the losses since the last progress. */
  readonly sum: number;
  /** Steps since the last progress. */
  readonly since: number;
  readonly watchdog: WatchdogState;
  readonly epochs?: EpochHistory;
}

/**
 * A training run that takes one step at a time. It can be saved as a checkpoint after any step and resumed on any
 * machine. The weights have the same bytes as those of an uninterrupted run: each step draws from its own random stream
 * (seed, step), so the step's number is the whole state of the generator and of the position in the data.
 */
export class TrainingRun {
  readonly #set: TrainingSet;
  readonly #tuned: TunedConfig;
  readonly #prepared: PreparedRun;
  readonly #watchdog: Watchdog;
  readonly #from: string | undefined;
  readonly #stepsPerProgress: number;
  #lossCurve: LossPoint[] = [];
  #step = 0;
  #lossSum = 0;
  #stepsSinceProgress = 0;

  /** @param from The starting version, if any. @throws WatchdogError for data that nothing can be learned from */
  constructor(set: TrainingSet, { config, search }: TunedConfig, prepared: PreparedRun, from?: string) {
    this.#set = set;
    this.#from = from;
    this.#tuned = { config, ...(search && { search }) };
    this.#prepared = prepared;
    const { ownRows, sampler, plan } = prepared;
    this.#watchdog = new Watchdog({ ...plan, sampler, trainingRows: ownRows, config });
    this.#stepsPerProgress = Math.max(1, Math.round(PAIRS_PER_PROGRESS / plan.batchSize));
  }

  /** Steps taken. */
  get step(): number {
    return this.#step;
  }

  /** Steps in all: as planned, or fewer after an early stop. */
  get steps(): number {
    return this.#prepared.bestEpoch?.stoppedAt ?? this.#prepared.plan.steps;
  }

  /** The configuration after tuning. A run that restarts elsewhere with it does not search for settings again. */
  get tuned(): TunedConfig {
    return this.#tuned;
  }

  /** How many numbers an embedding has, and why. */
  get dimension(): DimensionChoice {
    return this.#prepared.plan.dimension;
  }

  /** Which facts are held out. */
  get heldOutRule(): HeldOutRule {
    return this.#prepared.rule;
  }

  /** Mean losses so far, one point per progress. */
  get lossCurve(): readonly LossPoint[] {
    return this.#lossCurve;
  }

  /** The scores on the validation rows so far; undefined unless the best epoch is chosen. */
  get validationCurve(): readonly EpochScores[] | undefined {
    return this.#prepared.bestEpoch?.history().looks;
  }

  /**
   * Takes the next step. Must not be called after the last one.
   * @returns progress about every 2,048 pairs, and after the last step; else undefined
   * @throws TrainingError `not-finite`, WatchdogError
   */
  takeStep(): StepProgress | undefined {
    const { plan, bestEpoch } = this.#prepared;
    const random = new CounterRandom(this.#config.seed, `step ${this.#step}`);
    const loss = plan.take(computeLearningRate(this.#step, plan.steps, this.#config), random);
    if (!Number.isFinite(loss)) throw this.#notFinite(`loss is ${loss} at step ${this.#step}`);
    this.#watchdog.afterStep(loss);
    this.#step += 1;
    this.#lossSum += loss;
    this.#stepsSinceProgress += 1;
    bestEpoch?.afterStep(this.#step);
    const isDue = this.#stepsSinceProgress >= this.#stepsPerProgress || this.#step >= this.steps;
    return isDue ? this.#reportProgress() : undefined;
  }

  /** Writes the state of the run as a safetensors file. */
  checkpoint(): Uint8Array {
    const { plan, bestEpoch } = this.#prepared;
    const carried: Carried = {
      step: this.#step,
      lossCurve: this.#lossCurve,
      sum: this.#lossSum,
      since: this.#stepsSinceProgress,
      watchdog: this.#watchdog.state(),
      ...(bestEpoch && { epochs: bestEpoch.history() }),
    };
    const arrays = { ...plan.state.state(), ...(bestEpoch && addPrefix('best', bestEpoch.state())) };
    return writeCheckpoint({ arrays, carried, fingerprint: this.#fingerprint() });
  }

  /**
   * Resumes from a checkpoint of a run with the same data and configuration.
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
    [this.#step, this.#lossSum, this.#stepsSinceProgress] = [step, sum, since];
    this.#watchdog.restore(watchdog);
  }

  /**
   * Chooses, after the last step, how much of the training the model keeps (trained-share.ts). It changes nothing.
   * @throws TrainingError `not-finite`
   */
  chooseShare(): ShareChoice {
    if (this.#config.selfSupervised) return chooseCatalogShare(this.#config);
    const { plan, training, further, leftOutSearches } = this.#prepared;
    const data = { training, further, leftOutSearches, isMatching: plan.tuning?.matching ?? false };
    return chooseTrainedShare(this.#line(), plan.inputs, data, this.#config);
  }

  /**
   * Returns the model after the last step, with its report; and its text model, judged on the same rows.
   * @param live The catalog under the live version, which is then judged on the held-out rows too.
   * @param choice What `chooseShare` has returned, if it was called before.
   * @throws TrainingError `not-finite`, WatchdogError
   */
  finish(live?: CatalogVectors, choice: ShareChoice = this.chooseShare()): TrainedModel {
    const line = this.#line();
    const diagnostics = this.#watchdog.finish();
    const model = selectModel(line, choice.share);
    const judged = judgeFinished(model, this.#config, this.#set, this.#prepared, this.#from === undefined, live);
    const report = buildTrainingReport({
      set: this.#set,
      tuned: this.#tuned,
      prepared: this.#prepared,
      from: this.#from,
      lossCurve: this.#lossCurve,
      trainedShare: choice,
      heldOut: judged.heldOut?.trained ?? null,
      diagnostics,
      review: judged.reviews.trained,
    });
    if (judged.text === undefined) return { model, report };
    return {
      model,
      report,
      text: { model: judged.text, report: buildTextReport(report, judged.heldOut?.text ?? null, judged.reviews.text) },
    };
  }

  get #config(): TrainingConfig {
    return this.#tuned.config;
  }

  /** The models before the first step and after the last one: the best epoch, or the average. */
  #line(): ModelLine {
    const { plan, bestEpoch } = this.#prepared;
    if (!areParametersFinite(plan.model.parameters))
      throw this.#notFinite('weights are not finite after the last step');
    return { first: plan.first, last: bestEpoch ? bestEpoch.model : plan.finish() };
  }

  #reportProgress(): StepProgress {
    const { steps } = this;
    const { batchSize } = this.#prepared.plan;
    const loss = this.#lossSum / this.#stepsSinceProgress;
    this.#lossCurve.push({ step: this.#step, loss });
    this.#lossSum = 0;
    this.#stepsSinceProgress = 0;
    return { phase: 'training', step: this.#step, steps, loss, pairs: this.#step * batchSize };
  }

  /** Identifies the run, because checkpoints of other runs may have arrays of the same length. */
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
