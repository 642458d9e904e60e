import { copyParameters } from '../../encoder/encoder-parameters.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { selectTrainingKernels } from '../../kernels/simd/training-kernels.ts';
import { oneThread, type Threads } from '../../kernels/threads.ts';
import { ListSampler, type ListSamplerOptions } from '../../likeness/list-sampler.ts';
import type { Model } from '../../model/model.ts';
import { restorePlacesOfOthers } from '../../model/vector-places.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { ListwiseStep } from '../steps/listwise-step.ts';
import { countAnchorsPerEpoch, countListwiseSteps, estimateListwiseStepSeconds } from './listwise-cost.ts';
import type { PreparedModel } from './prepared-model.ts';
import type { StepPlan } from './step-plan.ts';
import { shrinkTokenChanges } from './token-evidence.ts';
import type { TrainingTuning } from './training-tuning.ts';

/** Limit of text neighbours per product in the targets. */
export const MAX_TEXT_NEIGHBOURS = 50;

/** What a listwise run learns from. */
interface Lists extends Pick<ListSamplerOptions, 'targets' | 'anchorWeights' | 'negatives'> {
  /** (T): the training rows of each row of the table, by which its change is shrunk; absent if all changes stay. */
  readonly tokenEvidence?: Float64Array;
  /** Whether words and given vectors keep to their places of an embedding (vector-places.ts). Default false. */
  readonly keepsPlaces?: boolean;
}

/**
 * Builds the plan of listwise steps, with a copy of the model in the kernels' memory.
 * @param lists Targets of the anchors, how often each product is an anchor, and the evidence of the tokens.
 */
export function buildListwisePlan(
  prepared: PreparedModel,
  lists: Lists,
  config: TrainingConfig,
  tuning: TrainingTuning | null,
  threads: Threads = oneThread,
): StepPlan {
  const kernels: Kernels = selectTrainingKernels(threads);
  const model: Model = { ...prepared.model, parameters: copyParameters(prepared.model.parameters, kernels) };
  const batchSize = Math.min(config.batchSize, prepared.inputs.B);
  const sampler = new ListSampler({ ...lists, maxCandidates: config.maxCandidates, batchSize });
  const settings = tuning?.popularity?.keepsPopularity ? popularSteps(config) : config;
  const sizes = { inputs: prepared.inputs, numbers: model.parameters.D };
  const step = new ListwiseStep(model, prepared.inputs, sampler, settings, kernels);
  return {
    ...prepared,
    model,
    first: prepared.model,
    steps: countListwiseSteps(sampler, sizes, settings),
    stepSeconds: estimateListwiseStepSeconds(sampler, sizes, config),
    stepsPerEpoch: Math.ceil(countAnchorsPerEpoch(sampler) / batchSize),
    batchSize,
    candidates: sampler.candidateCount,
    tuning,
    state: step,
    take: (learningRate, random) => step.take((tuning?.learningRateShare ?? 1) * learningRate, random),
    withSettings: (settings) => buildListwisePlan(prepared, lists, { ...config, ...settings }, tuning),
    finish: () => {
      const parameters = copyParameters(step.outcome, 'float32');
      const { table, D } = prepared.model.parameters;
      if (lists.tokenEvidence)
        shrinkTokenChanges(parameters.table, table, lists.tokenEvidence, config.tokenShrinkage, D);
      if (lists.keepsPlaces && model.input.encoder === 'bag' && parameters.hidden === undefined)
        restorePlacesOfOthers(model.input.space, parameters, prepared.model.parameters);
      return { ...model, parameters };
    },
  };
}

/** Times the epochs where popular products are the answer. */
const POPULAR_EPOCHS = 2.5;

/**
 * The settings of steps where popular products are the answer:
 * - Half of the temperature. These products go with everything, also with each other, so their cosines are almost 1. A
 *   softmax of the usual temperature could not tell them apart.
 * - A quarter of the dropout of own rows. What is popular is in no word: sea salt is not bought as salt is.
 * - 2.5 times the epochs. To tell such near cosines apart takes more steps.
 */
export function popularSteps(config: TrainingConfig): TrainingConfig {
  return {
    ...config,
    temperature: config.temperature / 2,
    identityDropout: config.identityDropout / 4,
    epochs: POPULAR_EPOCHS * config.epochs,
  };
}
