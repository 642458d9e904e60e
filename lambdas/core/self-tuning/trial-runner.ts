import { CounterRandom } from '../numerics/random.ts';
import { computeLearningRate } from '../optimizers/schedule.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { Preparation, StepPlan } from '../training/plans/step-plan.ts';
import { computeMean, type Validation } from '../training/selection/validation.ts';
import type { TrialState } from './choose-settings.ts';
import { estimateEvaluationSeconds } from './nominal-cost.ts';
import type { TrialPlans } from './trial-plans.ts';

/** Runs trials, evaluates them on the validation rows, and counts the cost. */
export class TrialRunner {
  readonly #plans: TrialPlans;
  readonly #validation: Validation;
  #seconds = 0;
  #runs = 0;

  constructor(plans: TrialPlans, validation: Validation) {
    this.#plans = plans;
    this.#validation = validation;
  }

  /** Seconds of a nominal core of all runs and evaluations so far. */
  get seconds(): number {
    return this.#seconds;
  }

  /**
   * Runs one trial on one rung from its beginning, and adds the result to its state. A run of as many steps as on the
   * last rung is not repeated.
   * @param seconds Time of the trial on a nominal core. @param planned Number of runs in all, for the progress text.
   * @returns the plan after its steps
   */
  *run(state: TrialState, rung: number, seconds: number, planned: number): Generator<Preparation, StepPlan, void> {
    this.#runs += 1;
    const plan = this.#plans.buildPlan(state.trial);
    const evaluation = this.estimateEvaluationSeconds(plan);
    const steps = countAffordableSteps(plan, seconds - evaluation);
    const last = state.results.at(-1);
    if (last?.steps === steps) {
      state.results.push({ ...last, rung, seconds: 0 });
      return plan;
    }
    const config = this.#plans.buildConfig(state.trial);
    const hasFiniteLosses = yield* runTrial(plan, config, steps, `trying settings, ${this.#runs} of ${planned}`);
    const scores = hasFiniteLosses ? this.#validation.evaluate(plan.finish(), plan.inputs) : undefined;
    state.gains = scores?.ndcg;
    const cost = steps * plan.stepSeconds + evaluation;
    this.#seconds += cost;
    const [recall, ndcg] = scores ? [computeMean(scores.recall), computeMean(scores.ndcg)] : [null, null];
    state.results.push({ rung, steps, seconds: cost, recall, ndcg });
    return plan;
  }

  /** The cost of evaluating a run, in seconds of a nominal core. */
  estimateEvaluationSeconds({ inputs, model }: StepPlan): number {
    return estimateEvaluationSeconds(inputs, this.#validation.rows, model.parameters.D);
  }
}

/**
 * Takes the first `steps` of a plan, with the learning rate schedule over those steps. Each step draws from the same
 * random stream as the same step of a training run. Yields the progress text after each step.
 * @returns whether all losses were finite: a failed run is a result, too
 */
export function* runTrial(
  plan: StepPlan,
  config: TrainingConfig,
  steps: number,
  progress: Preparation,
): Generator<Preparation, boolean, void> {
  for (let step = 0; step < steps; step++) {
    const random = new CounterRandom(config.seed, `step ${step}`);
    if (!Number.isFinite(plan.take(computeLearningRate(step, steps, config), random))) return false;
    yield progress;
  }
  return true;
}

/** The number of steps that fit into a time: at least one, at most the plan's own. */
export function countAffordableSteps(plan: StepPlan, seconds: number): number {
  return Math.max(1, Math.min(plan.steps, Math.floor(seconds / plan.stepSeconds)));
}
