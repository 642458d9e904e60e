import { CounterRandom } from '../numerics/random.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { TrainingSet } from '../training/data/training-set.ts';
import type { Preparation, StepPlan } from '../training/plans/step-plan.ts';
import { splitValidation, type Validation } from '../training/selection/validation.ts';
import { chooseSettings, computeScore, type TrialState } from './choice.ts';
import { measureDistanceGaps } from './distance-gaps.ts';
import { estimatePreparationSeconds } from './nominal-cost.ts';
import { planRungs, type Rung, selectSurvivors } from './rungs.ts';
import type { SearchReport, TrialReport } from './search-report.ts';
import { GIVEN, isGiven, TrialPlans } from './trial-plans.ts';
import { TrialRunner } from './trial-runner.ts';
import { drawTrials, listChanges, type Trial } from './trial-settings.ts';

/** Of the budget of a run, at most: the rest is for the run itself. */
const SEARCH_SHARE = 0.5;
/** Trials of the first rung: as many of these as there is time for. */
const TRIALS = [27, 9, 3];
/** The catalog is read with so many weightings of its fields, at most, and with another only while so many trials stay. */
const MAX_WEIGHTINGS = 3;
const TRIALS_BEFORE_WEIGHTINGS = 9;
/** Fewer steps on the first rung tell nothing, nor do fewer rows. */
const MIN_STEPS = 3;
const MIN_ROWS = 20;

/** The settings to train with, and how they were found. */
export interface FoundSettings {
  readonly config: TrainingConfig;
  readonly report: SearchReport;
}

/**
 * Looks for better settings than the given ones by successive halving, on a validation part cut off the training data alone:
 * the loss, its temperature or margin (around what the gaps of distances ask for), log q, the dropout of identities, and the
 * weights of fields. All costs are counted in nominal seconds, so that the same data, configuration and seed give the same settings.
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

  *find(): Generator<Preparation, FoundSettings, void> {
    const rows = this.#validation.rows;
    if (rows < MIN_ROWS) return this.#unsearched(`${rows} rows to choose by, fewer than ${MIN_ROWS}`);
    const plan = yield* this.#read();
    const rungs = this.#rungs(plan, this.#readingSeconds);
    if (rungs === undefined) return this.#unsearched('the budget is too small for three trials of a few steps');
    const planned = rungs.reduce((sum, { trials }) => sum + trials, 0);
    const given: TrialState = { trial: GIVEN, results: [], gains: undefined };
    const all = [given, ...(yield* this.#drawn(given, rungs[0]!, planned))];
    let running = all;
    for (const [above, { trials, seconds }] of rungs.entries()) {
      if (above > 0) running = selectSurvivors(running.map(computeScore), trials).map((place) => running[place]!);
      const left = running.filter(({ results }) => results.length <= above);
      for (const runner of left) yield* this.#runner.run(runner, above + 1, seconds, planned);
    }
    return this.#found(all, running, rungs);
  }

  /** The catalog with its given weights, and with others where there is time. Returns the plan of the given settings. */
  *#read(): Generator<Preparation, StepPlan, void> {
    const { inputs } = yield* this.#plans.prepareFirst();
    const seconds = estimatePreparationSeconds(inputs, this.#plans.sampler.pairCount);
    this.#readingSeconds += seconds;
    const plan = this.#plans.buildPlan(GIVEN);
    for (let read = 1; read < MAX_WEIGHTINGS; read++) {
      const [first] = this.#rungs(plan, this.#readingSeconds + seconds) ?? [];
      if (first === undefined || first.trials < TRIALS_BEFORE_WEIGHTINGS) break;
      yield* this.#plans.prepareAnother();
      this.#readingSeconds += seconds;
    }
    return plan;
  }

  /** Rungs that fit into what reading leaves; undefined where not even the fewest do. */
  #rungs(plan: StepPlan, readingSeconds: number): Rung[] | undefined {
    const look = this.#runner.estimateEvaluationSeconds(plan);
    const longest = plan.steps * plan.stepSeconds + look;
    const least = Math.min(longest, look + MIN_STEPS * plan.stepSeconds);
    return TRIALS.map((trials) => planRungs(trials, this.#budget - readingSeconds, longest)).find(
      ([first]) => first!.seconds >= least,
    );
  }

  /** Trials around what the gaps of distances ask for, where the given settings have come to on the first rung. */
  *#drawn(given: TrialState, first: Rung, planned: number): Generator<Preparation, TrialState[], void> {
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

  #found(all: readonly TrialState[], last: readonly TrialState[], rungs: readonly Rung[]): FoundSettings {
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
    return { config: this.#within(chosen.trial), report: { ...this.#counts(), rungs, trials, lead, verdict } };
  }

  #unsearched(why: string): FoundSettings {
    const report = { ...this.#counts(), rungs: [], trials: [], lead: null, verdict: `given settings kept: ${why}` };
    return { config: this.#within(GIVEN), report };
  }

  #counts(): Pick<SearchReport, 'budgetSeconds' | 'spentSeconds' | 'validationRows'> {
    return { budgetSeconds: this.#budget, spentSeconds: this.#spentSeconds, validationRows: this.#validation.rows };
  }

  get #spentSeconds(): number {
    return this.#readingSeconds + this.#runner.seconds;
  }

  /** The configuration of a trial, that searches no further, within what the search has left of the budget. */
  #within(trial: Trial): TrainingConfig {
    const config = { ...this.#plans.buildConfig(trial), tune: false };
    // Reading alone may be more than a small budget: it is not taken off the steps.
    const budgetSeconds = this.#given.budgetSeconds - Math.min(this.#budget, this.#spentSeconds);
    if (config.loss === 'listwise' || isGiven(trial)) return { ...config, budgetSeconds };
    const { stepSeconds, batchSize } = this.#plans.buildPlan(trial);
    const maxPairs = Math.min(config.maxPairs, Math.floor(budgetSeconds / stepSeconds) * batchSize);
    return { ...config, budgetSeconds, maxPairs };
  }
}
