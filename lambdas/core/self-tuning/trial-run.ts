import { CounterRandom } from '../numerics/random.ts';
import { computeLearningRate } from '../optimizers/schedule.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { Preparation, StepPlan } from '../training/plans/step-plan.ts';

/**
 * Takes the first `steps` of a run, its schedule on those steps; tells what it does now and then. Every step draws from the stream that the
 * step of a training draws from.
 * @returns whether all losses were finite: a run that fails is a result, too.
 */
export function* runTrial(
  plan: StepPlan,
  config: TrainingConfig,
  steps: number,
  doing: Preparation,
): Generator<Preparation, boolean, void> {
  for (let step = 0; step < steps; step++) {
    const random = new CounterRandom(config.seed, `step ${step}`);
    if (!Number.isFinite(plan.take(computeLearningRate(step, steps, config), random))) return false;
    yield doing;
  }
  return true;
}

/** Steps that fit into a time, at least one, at most the run's own. */
export function countAffordableSteps(plan: StepPlan, seconds: number): number {
  return Math.max(1, Math.min(plan.steps, Math.floor(seconds / plan.stepSeconds)));
}
