import { type NamedArrays, type Resumable, restoreAll } from '../../checkpoint/named-arrays.ts';
import { copyParameters, listDenseParameters } from '../../encoder/encoder-parameters.ts';
import type { Model } from '../../model/model.ts';
import type { StepPlan } from '../plans/step-plan.ts';
import { computeMean, type Validation } from './validation.ts';

/** Capped recall@10 and ndcg@10 on the validation rows after a number of steps. */
export interface EpochScores {
  readonly step: number;
  readonly recall: number;
  readonly ndcg: number;
}

/** The scores of a run's epochs, as plain JSON. */
export interface EpochReport {
  /** Number of validation rows. No step is taken on them. */
  readonly validationRows: number;
  /** The scores before the first step, after each epoch, and after the last step. */
  readonly looks: readonly EpochScores[];
  /** The step whose weights the model has. */
  readonly bestStep: number;
  /** The step after which the run stopped early; null if it took all steps. */
  readonly stoppedAt: number | null;
}

/** The scores so far, for a run that resumes elsewhere; plain JSON. The weights of the best epoch are in `state()`. */
export type EpochHistory = Pick<EpochReport, 'looks' | 'stoppedAt'>;

/**
 * Evaluates the validation rows after every epoch and stores the model of the best one: by recall@10, then ndcg@10,
 * then the earliest. It stops the run when no better epoch is expected (Prechelt 1998, "Early stopping - but when?",
 * third criterion).
 */
export class BestEpoch implements Resumable {
  readonly #plan: StepPlan;
  readonly #validation: Validation;
  readonly #patience: number;
  #scores: readonly EpochScores[];
  #stoppedAt: number | null = null;
  #best: Model;

  /**
   * Evaluates the model before its first step.
   * @param patience Epochs without improvement that stop the run; 0: never.
   */
  constructor(plan: StepPlan, validation: Validation, patience: number) {
    this.#plan = plan;
    this.#validation = validation;
    this.#patience = patience;
    this.#best = copyModel(plan.finish());
    this.#scores = [this.#evaluate(0, this.#best)];
  }

  /** Must be called after every step. @param step Number of steps taken. */
  afterStep(step: number): void {
    const { steps, stepsPerEpoch } = this.#plan;
    if (step % stepsPerEpoch === 0 || step === steps) this.#endEpoch(step);
  }

  /** The step after which the run must stop; null so far. */
  get stoppedAt(): number | null {
    return this.#stoppedAt;
  }

  /** The model of the best epoch. */
  get model(): Model {
    return this.#best;
  }

  history(): EpochHistory {
    return { looks: this.#scores, stoppedAt: this.#stoppedAt };
  }

  /** Restores the scores of the same run; `restore` restores the weights. */
  restoreHistory({ looks, stoppedAt }: EpochHistory): void {
    this.#scores = looks;
    this.#stoppedAt = stoppedAt;
  }

  /** The weights of the best epoch. */
  state(): NamedArrays {
    return nameParameters(this.#best);
  }

  restore(state: NamedArrays): void {
    restoreAll(nameParameters(this.#best), state);
  }

  report(): EpochReport {
    const { looks, stoppedAt } = this.history();
    return { validationRows: this.#validation.rows, looks, bestStep: findBest(looks).step, stoppedAt };
  }

  #endEpoch(step: number): void {
    const model = this.#plan.finish();
    const scores = this.#evaluate(step, model);
    const all = [...this.#scores, scores];
    const best = findBest(all);
    const epochsWithoutBetter = all.length - 1 - all.indexOf(best);
    const isOver = this.#patience > 0 && epochsWithoutBetter >= this.#patience && step < this.#plan.steps;
    this.#scores = all;
    if (isOver) this.#stoppedAt = step;
    if (best === scores) this.#best = copyModel(model);
  }

  #evaluate(step: number, model: Model): EpochScores {
    const { recall, ndcg } = this.#validation.evaluate(model, this.#plan.inputs);
    return { step, recall: computeMean(recall), ndcg: computeMean(ndcg) };
  }
}

function nameParameters({ parameters }: Model): NamedArrays {
  return { table: parameters.table, ...Object.fromEntries(listDenseParameters(parameters)) };
}

/** Copies the weights, because the plan changes its own in place. */
function copyModel(model: Model): Model {
  const precision = model.parameters.dense instanceof Float64Array ? 'float64' : 'float32';
  return { ...model, parameters: copyParameters(model.parameters, precision) };
}

function findBest(scores: readonly EpochScores[]): EpochScores {
  return scores.reduce((best, one) => (isBetter(one, best) ? one : best));
}

function isBetter(a: EpochScores, b: EpochScores): boolean {
  return a.recall > b.recall || (a.recall === b.recall && a.ndcg > b.ndcg);
}
