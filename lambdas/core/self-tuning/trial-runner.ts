import type { Preparation, StepPlan } from '../training/plans/step-plan.ts';
import { computeMean, type Validation } from '../training/selection/validation.ts';
import type { TrialState } from './choice.ts';
import { estimateEvaluationSeconds } from './nominal-cost.ts';
import type { TrialPlans } from './trial-plans.ts';
import { countAffordableSteps, runTrial } from './trial-run.ts';

/** Runs trials, looks at their recall, and counts what it costs. */
export class TrialRunner {
  readonly #plans: TrialPlans;
  readonly #validation: Validation;
  #seconds = 0;
  #runs = 0;

  constructor(plans: TrialPlans, validation: Validation) {
    this.#plans = plans;
    this.#validation = validation;
  }

  /** Of a nominal core, for all runs so far and the looks at them. */
  get seconds(): number {
    return this.#seconds;
  }

  /**
   * One trial on one rung, from its beginning, for so many nominal seconds; a run that would only be repeated is not. Returns the
   * plan, its steps taken.
   * @param planned Runs there are to be in all, for whoever waits.
   */
  *run(runner: TrialState, rung: number, seconds: number, planned: number): Generator<Preparation, StepPlan, void> {
    this.#runs += 1;
    const plan = this.#plans.buildPlan(runner.trial);
    const look = this.estimateEvaluationSeconds(plan);
    const steps = countAffordableSteps(plan, seconds - look);
    const last = runner.results.at(-1);
    if (last?.steps === steps) {
      runner.results.push({ ...last, rung, seconds: 0 });
      return plan;
    }
    const config = this.#plans.buildConfig(runner.trial);
    const isWell = yield* runTrial(plan, config, steps, `trying settings, ${this.#runs} of ${planned}`);
    const scores = isWell ? this.#validation.evaluate(plan.finish(), plan.inputs) : undefined;
    runner.gains = scores?.ndcg;
    const cost = steps * plan.stepSeconds + look;
    this.#seconds += cost;
    const [recall, ndcg] = scores ? [computeMean(scores.recall), computeMean(scores.ndcg)] : [null, null];
    runner.results.push({ rung, steps, seconds: cost, recall, ndcg });
    return plan;
  }

  /** What a look at a run costs. */
  estimateEvaluationSeconds({ inputs, model }: StepPlan): number {
    return estimateEvaluationSeconds(inputs, this.#validation.rows, model.parameters.D);
  }
}
