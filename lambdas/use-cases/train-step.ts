import { ModelInputError } from '../core/features/feature-error.ts';
import { initializeLinearModel } from '../core/model/initial-model.ts';
import type { Model } from '../core/model/model.ts';
import type { StepItem, StepTriplet } from '../core/training/step-inputs.ts';
import { type StepResult, trainStep } from '../core/training/train-step.ts';
import { TrainingError } from '../core/training/training-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelPointers, ModelRegistry } from '../ports/model-registry.ts';
import type { ProductStore } from '../ports/product-store.ts';
import type { WeightsStore } from '../ports/weights-store.ts';

import type { LoadedModel, ModelSource } from './model-source.ts';
import { isVector } from './references.ts';
import { type ReferenceTriplet, resolveTriplets, TRIPLET_PARTS } from './resolve-triplets.ts';
import { saveModel } from './save-model.ts';
import { invalidPlaces, UseCaseError } from './use-case-error.ts';

export interface TrainStepPorts {
  readonly products: ProductStore;
  readonly weights: WeightsStore;
  readonly registry: ModelRegistry;
  readonly pointers: ModelPointers;
  readonly models: Pick<ModelSource, 'get'>;
  readonly clock: Clock;
}

export interface TrainStepRequest {
  /** 1 to 1,000. */
  readonly triplets: readonly ReferenceTriplet[];
  readonly learningRate: number;
  readonly margin: number;
  readonly gradient: 'exact' | 'seed';
  readonly steps: number;
  /** Triplets a step; all where it is left out. */
  readonly batchSize?: number | undefined;
  /** The linear model to begin with while there is no head. */
  readonly create: { readonly dim: number; readonly seed: number };
}

export interface TrainStepOutcome extends Pick<StepResult, 'lossBefore' | 'lossAfter' | 'activeBefore'> {
  readonly modelVersion: string;
  /** The version that the step went on from; null when it began with new weights. */
  readonly parent: string | null;
  readonly triplets: number;
  readonly head: string;
  readonly live: string | null;
}

/** Tries to move `head` before giving up. */
const MAX_TRIES = 3;
/** Multiplications and additions that one request may cost: some seconds. */
const MAX_OPERATIONS = 2e9;
/** What a product's tokens cost, about, in multiples of the dimension. */
const TOKENS_PER_PRODUCT = 64;

/**
 * The contrastive step from `head` on given triplets: new weights, saved under the version named by their content, recorded,
 * and `head` moved to them. When others move `head` meanwhile the step is taken again from there.
 * @throws UseCaseError `invalid-request`, `model-not-ready`, `step-not-finite`, `step-too-large`, `weights-conflict`
 */
export async function trainStepFromHead(ports: TrainStepPorts, request: TrainStepRequest): Promise<TrainStepOutcome> {
  const triplets = await resolveTriplets(ports, request.triplets);
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const parent = await headModel(ports);
    const model = parent?.model ?? newModel(triplets, request.create);
    checkSize(model, request);
    const result = takeStep(model, triplets, request);
    const version = await saveStep(ports, result, request, parent?.version);
    const at = ports.clock.now().toISOString();
    if ((await ports.pointers.move('head', { from: parent?.version, to: version, at })) === 'moved') {
      const { lossBefore, lossAfter, activeBefore } = result;
      const live = (await ports.pointers.read('live'))?.version ?? null;
      const pointers = { modelVersion: version, parent: parent?.version ?? null, head: version, live };
      return { ...pointers, lossBefore, lossAfter, activeBefore, triplets: triplets.length };
    }
  }
  throw new UseCaseError('weights-conflict', `head was moved by others ${MAX_TRIES} times while the step was taken`);
}

async function headModel({ pointers, models }: TrainStepPorts): Promise<LoadedModel | undefined> {
  const head = await pointers.read('head');
  if (head === undefined) return undefined;
  const loaded = await models.get(head.version);
  if (loaded) return loaded;
  throw new UseCaseError(
    'model-not-ready',
    `head names ${head.version}, whose weights are gone: train anew by an upload`,
  );
}

/** The original model's start: a linear encoder over the features of the triplets. */
function newModel(triplets: readonly StepTriplet[], { dim, seed }: TrainStepRequest['create']): Model {
  const features = triplets.flatMap((triplet) => TRIPLET_PARTS.map((part) => featuresOf(triplet[part])));
  if (features.some((one) => one === undefined)) {
    throw new UseCaseError(
      'model-not-ready',
      'there is no head to go on from, and without one triplets must be number arrays or products with features: ' +
        'upload training data first, or send features',
    );
  }
  return initializeLinearModel({ inputDim: features[0]!.length, dim, seed });
}

function featuresOf(item: StepItem): readonly number[] | undefined {
  return isVector(item) ? item : item.features;
}

function checkSize({ input, parameters }: Model, { triplets, steps }: TrainStepRequest): void {
  const width = input.encoder === 'linear' ? input.inputDim : input.space.denseWidth + TOKENS_PER_PRODUCT;
  const operations = steps * triplets.length * TRIPLET_PARTS.length * width * parameters.D;
  if (operations <= MAX_OPERATIONS) return;
  const times = (operations / MAX_OPERATIONS).toFixed(1);
  throw new UseCaseError(
    'step-too-large',
    `${steps} steps on ${triplets.length} triplets are ${times} times what one request may ask for`,
  );
}

function takeStep(model: Model, triplets: readonly StepTriplet[], request: TrainStepRequest): StepResult {
  try {
    return trainStep(model, triplets, request);
  } catch (cause) {
    if (cause instanceof ModelInputError) {
      const path = ['triplets', cause.index, ...(cause.part === undefined ? [] : [cause.part])];
      throw invalidPlaces([{ path, code: cause.code, detail: cause.detail }]);
    }
    if (cause instanceof TrainingError && cause.code === 'not-finite') {
      throw new UseCaseError('step-not-finite', cause.message);
    }
    throw cause;
  }
}

/** @returns the version of the new weights; of the old ones when no triplet had a loss. */
async function saveStep(
  ports: TrainStepPorts,
  result: StepResult,
  request: TrainStepRequest,
  parent: string | undefined,
): Promise<string> {
  const { learningRate, margin, gradient, steps, batchSize, triplets } = request;
  const { model, lossBefore, lossAfter, activeBefore } = result;
  const report = {
    config: { learningRate, margin, gradient, steps, ...(batchSize !== undefined && { batchSize }) },
    data: { triplets: triplets.length },
    lossBefore,
    lossAfter,
    activeBefore,
  };
  const saved = await saveModel(ports, model, {
    origin: 'train-step',
    report,
    ...(parent !== undefined && { parent }),
  });
  return saved.version;
}
