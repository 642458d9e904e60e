import { CounterRandom } from '../numerics/random.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { TrainingSet } from '../training/data/training-set.ts';
import type { Preparation, StepPlan } from '../training/plans/step-plan.ts';
import { splitValidation, type Validation } from '../training/selection/validation.ts';
import { chooseSettings, computeScore, type TrialState } from './choose-settings.ts';
import { measureDistanceGaps } from './distance-gaps.ts';
import { estimatePreparationSeconds } from './nominal-cost.ts';
import { planRungs, type Rung, selectSurvivors } from './rungs.ts';
import type { SearchReport, TrialReport } from './search-report.ts';
import { GIVEN, isGiven, TrialPlans } from './trial-plans.ts';
import { TrialRunner } from './trial-runner.ts';
import { drawTrials, listChanges, type Trial } from './trial-settings.ts';

/** The largest share of a run's budget for the search; the rest is for the run itself. */
const SEARCH_SHARE = 0.5;
/** Possible numbers of trials on the first rung; the largest affordable one is used. */
const TRIALS = [27, 9, 3];
/** Limit of field weightings. The catalog is read once for each. */
const MAX_WEIGHTINGS = 3;
/** Another weighting is read only if at least so many trials stay affordable. */
const MIN_TRIALS_WITH_WEIGHTINGS = 9;
/** With fewer steps on the first rung, trials cannot be compared. */
const MIN_STEPS = 3;
/** With fewer validation rows, trials cannot be compared. */
const MIN_ROWS = 20;

/** The configuration to train with, and the search that found it. */
export interface FoundSettings {
  readonly config: TrainingConfig;
  readonly report: SearchReport;
}

/**
 * Searches for better settings than the given ones by successive halving, on validation rows from the training data
 * alone. It varies the loss, its temperature or margin, log q, the dropout of id rows, and the weights of fields.
 * Temperatures and margins are drawn around the values that the distance gaps suggest. All costs are counted in nominal
 * seconds, so that the same data, configuration and seed give the same settings.
 */
export class SettingsSearch {
  readonly #given: TrainingConfig;
  readonly #plans: TrialPlans;
  readonly #validation: Validation;
  readonly #runner: TrialRunner;
  readonly #budget: number;
  #readingSeconds = 0;

  constructor(set: TrainingSet, inputDim: number, given: TrainingConfig) {
    const { training, validation } = splitValidation(set, given.validationFraction, given.seed);
    this.#given = given;
    this.#validation = validation;
    this.#plans = new TrialPlans(training, inputDim, given);
    this.#runner = new TrialRunner(this.#plans, validation);
    this.#budget = SEARCH_SHARE * given.budgetSeconds;
  }

  /** Runs the search. Yields its progress. */
  *find(): Generator<Preparation, FoundSettings, void> {
    const rows = this.#validation.rows;
    if (rows < MIN_ROWS) return this.#keepGiven(`${rows} validation rows are fewer than ${MIN_ROWS}`);
    const plan = yield* this.#readCatalog();
    const rungs = this.#planRungs(plan, this.#readingSeconds);
    if (rungs === undefined) return this.#keepGiven('the budget is too small for three trials of a few steps');
    const planned = rungs.reduce((sum, { trials }) => sum + trials, 0);
    const given: TrialState = { trial: GIVEN, results: [], gains: undefined };
    const all = [given, ...(yield* this.#drawTrials(given, rungs[0]!, planned))];
    let remaining = all;
    for (const [rung, { trials, seconds }] of rungs.entries()) {
      if (rung > 0) remaining = selectSurvivors(remaining.map(computeScore), trials).map((place) => remaining[place]!);
      const left = remaining.filter(({ results }) => results.length <= rung);
      for (const state of left) yield* this.#runner.run(state, rung + 1, seconds, planned);
    }
    return this.#buildResult(all, remaining, rungs);
  }

  /**
   * Reads the catalog with the given field weights, and with others if there is time.
   * @returns the plan of the given settings
   */
  *#readCatalog(): Generator<Preparation, StepPlan, void> {
    const { inputs } = yield* this.#plans.prepareFirst();
    const seconds = estimatePreparationSeconds(inputs, this.#plans.sampler.pairCount);
    this.#readingSeconds += seconds;
    const plan = this.#plans.buildPlan(GIVEN);
    for (let read = 1; read < MAX_WEIGHTINGS; read++) {
      const [first] = this.#planRungs(plan, this.#readingSeconds + seconds) ?? [];
      if (first === undefined || first.trials < MIN_TRIALS_WITH_WEIGHTINGS) break;
      yield* this.#plans.prepareAnother();
      this.#readingSeconds += seconds;
    }
    return plan;
  }

  /** The rungs that fit into the budget after reading; undefined if not even the smallest plan fits. */
  #planRungs(plan: StepPlan, readingSeconds: number): Rung[] | undefined {
    const evaluation = this.#runner.estimateEvaluationSeconds(plan);
    const maxSeconds = plan.steps * plan.stepSeconds + evaluation;
    const minSeconds = Math.min(maxSeconds, evaluation + MIN_STEPS * plan.stepSeconds);
    return TRIALS.map((trials) => planRungs(trials, this.#budget - readingSeconds, maxSeconds)).find(
      ([first]) => first!.seconds >= minSeconds,
    );
  }

  /** Runs the given settings on the first rung, and draws the other trials around the distance gaps that they reach. */
  *#drawTrials(given: TrialState, first: Rung, planned: number): Generator<Preparation, TrialState[], void> {
    const { seed } = this.#given;
    const plan = yield* this.#runner.run(given, 1, first.seconds, planned);
    const { sampler, weightings } = this.#plans;
    const space = {
      given: this.#given,
      gaps: measureDistanceGaps(plan.finish(), plan.inputs, sampler, seed),
      listCandidates: weightings[0]!.lists.candidates,
      weightings: weightings.length,
    };
    const trials = drawTrials(first.trials - 1, space, new CounterRandom(seed, 'trials'));
    return trials.map((trial) => ({ trial, results: [], gains: undefined }));
  }

  #buildResult(all: readonly TrialState[], last: readonly TrialState[], rungs: readonly Rung[]): FoundSettings {
    const { chosen, lead, verdict } = chooseSettings(last);
    const trials = all.map(({ trial, results, gains }): TrialReport => {
      const end = gains === undefined ? 'failed' : last.some((one) => one.trial === trial) ? 'kept' : 'dropped';
      const { fields } = this.#plans.weightings[trial.weighting]!;
      return {
        settings: listChanges(trial.settings, this.#given),
        fields,
        results,
        outcome: chosen.trial === trial ? 'chosen' : end,
      };
    });
    return {
      config: this.#buildFinalConfig(chosen.trial),
      report: { ...this.#counts(), rungs, trials, lead, verdict },
    };
  }

  #keepGiven(why: string): FoundSettings {
    const verdict = `the given settings are kept: ${why}`;
    const report = { ...this.#counts(), rungs: [], trials: [], lead: null, verdict };
    return { config: this.#buildFinalConfig(GIVEN), report };
  }

  #counts(): Pick<SearchReport, 'budgetSeconds' | 'spentSeconds' | 'validationRows'> {
    return { budgetSeconds: this.#budget, spentSeconds: this.#spentSeconds, validationRows: this.#validation.rows };
  }

  get #spentSeconds(): number {
    return this.#readingSeconds + this.#runner.seconds;
  }

  /**
   * The configuration of a trial with `tune` off, and with the rest of the budget. A run on pairs has as many numbers a
   * vector as its trial: by itself it would choose them without regard to the budget, which has become its `maxPairs`.
   */
  #buildFinalConfig(trial: Trial): TrainingConfig {
    const config = { ...this.#plans.buildConfig(trial), tune: false };
    // Reading alone may cost more than the search's share; the steps lose at most that share.
    const budgetSeconds = this.#given.budgetSeconds - Math.min(this.#budget, this.#spentSeconds);
    if (config.loss === 'listwise' || isGiven(trial)) return { ...config, budgetSeconds };
    const { stepSeconds, batchSize, model } = this.#plans.buildPlan(trial);
    const maxPairs = Math.min(config.maxPairs, Math.floor(budgetSeconds / stepSeconds) * batchSize);
    return { ...config, dim: model.parameters.D, budgetSeconds, maxPairs };
  }
}
