import type { NamedArrays, Resumable } from '../../checkpoint/named-arrays.ts';
import { restoreAll } from '../../checkpoint/named-arrays.ts';
import { copyParameters, listDenseParameters } from '../../encoder/encoder-parameters.ts';
import type { Model } from '../../model/model.ts';
import type { StepPlan } from '../plans/step-plan.ts';
import { computeMean, type Validation } from './validation.ts';

/** recall@10 and ndcg@10 of the validation part after so many steps. */
export interface EpochScores {
  readonly step: number;
  readonly recall: number;
  readonly ndcg: number;
}

/** How a run's epochs did, as plain JSON. */
export interface EpochReport {
  /** Rows of the validation part, which took no part in the steps. */
  readonly validationRows: number;
  /** Before the first step, after each epoch and after the last step. */
  readonly looks: readonly EpochScores[];
  /** The step whose weights the model has. */
  readonly bestStep: number;
  /** The step after which no better epoch was waited for; null where the run went to its end. */
  readonly stoppedAt: number | null;
}

/** What was seen so far, for a run that is to go on elsewhere, beside the weights of the best epoch; plain JSON. */
export type EpochHistory = Pick<EpochReport, 'looks' | 'stoppedAt'>;

/**
 * Looks at the recall of a validation part after every epoch, keeps the whole model of the best one (of equal recall by ndcg@10, then the earliest),
 * and says when no better one is to be waited for (Prechelt 1998, "Early stopping - but when?", third criterion).
 */
export class BestEpoch implements Resumable {
  readonly #plan: StepPlan;
  readonly #validation: Validation;
  readonly #patience: number;
  #looks: readonly EpochScores[];
  #stoppedAt: number | null = null;
  #best: Model;

  /** Looks at the untrained model. @param patience Epochs without a better one that end the run; 0: none do. */
  constructor(plan: StepPlan, validation: Validation, patience: number) {
    this.#plan = plan;
    this.#validation = validation;
    this.#patience = patience;
    this.#best = copied(plan.finish());
    this.#looks = [this.#lookAt(0, this.#best)];
  }

  /** To be told of every step, by the number of steps taken. */
  afterStep(step: number): void {
    const { steps, stepsPerEpoch } = this.#plan;
    if (step % stepsPerEpoch === 0 || step === steps) this.#look(step);
  }

  /** The step after which the run is to end, once there is one. */
  get stoppedAt(): number | null {
    return this.#stoppedAt;
  }

  /** The model of the best epoch. */
  get model(): Model {
    return this.#best;
  }

  history(): EpochHistory {
    return { looks: this.#looks, stoppedAt: this.#stoppedAt };
  }

  /** Has seen what the best epoch of the same run had; its weights come by `restore`. */
  restoreHistory({ looks, stoppedAt }: EpochHistory): void {
    this.#looks = looks;
    this.#stoppedAt = stoppedAt;
  }

  /** The weights of the best epoch. */
  state(): NamedArrays {
    return namedParameters(this.#best);
  }

  restore(state: NamedArrays): void {
    restoreAll(namedParameters(this.#best), state);
  }

  report(): EpochReport {
    const { looks, stoppedAt } = this.history();
    return { validationRows: this.#validation.rows, looks, bestStep: bestOf(looks).step, stoppedAt };
  }

  #look(step: number): void {
    const model = this.#plan.finish();
    const look = this.#lookAt(step, model);
    const all = [...this.#looks, look];
    const isBetter = bestOf(all) === look;
    const waited = all.length - 1 - all.indexOf(bestOf(all));
    const isOver = this.#patience > 0 && waited >= this.#patience && step < this.#plan.steps;
    this.#looks = all;
    if (isOver) this.#stoppedAt = step;
    if (isBetter) this.#best = copied(model);
  }

  #lookAt(step: number, model: Model): EpochScores {
    const { recall, ndcg } = this.#validation.evaluate(model, this.#plan.inputs);
    return { step, recall: computeMean(recall), ndcg: computeMean(ndcg) };
  }
}

function namedParameters({ parameters }: Model): NamedArrays {
  return { table: parameters.table, ...Object.fromEntries(listDenseParameters(parameters)) };
}

/** The plan goes on changing its own. */
function copied(model: Model): Model {
  const precision = model.parameters.dense instanceof Float64Array ? 'float64' : 'float32';
  return { ...model, parameters: copyParameters(model.parameters, precision) };
}

function bestOf(looks: readonly EpochScores[]): EpochScores {
  return looks.reduce((best, look) => (isAbove(look, best) ? look : best));
}

function isAbove(a: EpochScores, b: EpochScores): boolean {
  return a.recall > b.recall || (a.recall === b.recall && a.ndcg > b.ndcg);
}
