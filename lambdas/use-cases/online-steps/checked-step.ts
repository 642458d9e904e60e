import { errorText } from '../../core/errors/error-text.ts';
import { ModelInputError } from '../../core/features/feature-error.ts';
import { initializeLinearModel } from '../../core/model/initial-model.ts';
import type { Model } from '../../core/model/model.ts';
import type { defaultFirstModel, StepSettings } from '../../core/training/config/step-settings.ts';
import { TrainingError, type TrainingErrorCode } from '../../core/training/config/training-error.ts';
import type { StepItem, StepTriplet } from '../../core/training/online/step-inputs.ts';
import { type StepResult, trainStep } from '../../core/training/online/train-step.ts';
import { isVector } from '../catalog/read-products.ts';
import { invalidRequestParts, UseCaseError, type UseCaseErrorCode } from '../common/use-case-error.ts';
import { TRIPLET_PARTS } from './resolve-triplets.ts';
import { checkStepCost } from './step-cost.ts';

/** The settings of a step, and of the linear model to start with if there is no `head`. */
export interface StepRequestSettings extends StepSettings {
  readonly create: typeof defaultFirstModel;
}

/** Errors of a step that its caller can mend. */
const STEP_CODES: Partial<Record<TrainingErrorCode, UseCaseErrorCode>> = {
  'not-finite': 'step-not-finite',
  'weights-too-large': 'step-too-long',
};

/**
 * Takes the contrastive step on these triplets, from a model or from new weights, after a check of its cost. Errors of
 * the core become errors that name the place in the request.
 * @throws UseCaseError `invalid-request`, `model-not-ready`, `step-not-finite`, `step-too-long`, `step-too-large`
 */
export function takeCheckedStep(
  from: Model | undefined,
  triplets: readonly StepTriplet[],
  settings: StepRequestSettings,
): StepResult {
  const model = from ?? initializeModel(triplets, settings.create);
  checkStepCost(model, triplets.length, settings.steps);
  try {
    return trainStep(model, triplets, settings);
  } catch (cause) {
    if (cause instanceof ModelInputError) {
      const path = ['triplets', cause.index, ...(cause.part === undefined ? [] : [cause.part])];
      throw invalidRequestParts([{ path, code: cause.code, detail: cause.detail }]);
    }
    const code = cause instanceof TrainingError ? STEP_CODES[cause.code] : undefined;
    throw code === undefined ? cause : new UseCaseError(code, errorText(cause));
  }
}

/** Starts as the original model does: a linear encoder over the features of the triplets. */
function initializeModel(triplets: readonly StepTriplet[], { dim, seed }: StepRequestSettings['create']): Model {
  const features = triplets.flatMap((triplet) => TRIPLET_PARTS.map((part) => featuresOf(triplet[part])));
  if (features.some((one) => one === undefined)) {
    throw new UseCaseError(
      'model-not-ready',
      'there is no model yet, and without one triplets must be number arrays or products with features: ' +
        'upload training data first, or send features',
    );
  }
  return initializeLinearModel({ inputDim: features[0]!.length, dim, seed });
}

function featuresOf(item: StepItem): readonly number[] | undefined {
  return isVector(item) ? item : item.features;
}
