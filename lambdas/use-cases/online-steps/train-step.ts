import type { StepTriplet } from '../../core/training/online/step-inputs.ts';
import type { StepResult } from '../../core/training/online/train-step.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StepOutcome } from '../../ports/job-detail.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRecord, ModelRegistry } from '../../ports/model-registry.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { type Backoff, retry } from '../../shared/retry.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { nextLineage, readPointerStanding } from '../models/lineage.ts';
import type { LoadedModel, ModelSource } from '../models/model-cache.ts';
import { saveModel } from '../models/save-model.ts';
import type { TrainedObject } from '../models/trained-objects.ts';
import { type StepRequestSettings, takeCheckedStep } from './checked-step.ts';
import { type ReferenceTriplet, resolveTriplets } from './resolve-triplets.ts';

export interface TrainStepPorts {
  readonly products: ProductStore;
  readonly weights: WeightsStore;
  readonly registry: ModelRegistry;
  readonly pointers: ModelPointers;
  readonly models: Pick<ModelSource, 'get'>;
  readonly clock: Clock;
  /** The wait before a step is taken again, from the version that others moved `head` to. */
  readonly backoff: Pick<Backoff, 'wait'>;
}

export interface TrainStepRequest extends StepRequestSettings {
  /** 1 to 1,000. */
  readonly triplets: readonly ReferenceTriplet[];
  /** Stored with the step, so that a repeated request finds the step if its answer was lost. */
  readonly requestId?: string;
  /** The uploaded object of the triplets, if any: stored with the step as what it was trained on. */
  readonly object?: TrainedObject;
  /** The other rows of the object: stored with the step too. */
  readonly leftOut?: LeftOutRows;
  /** Whether no one else may take the step of this request. @default always */
  readonly isClaimed?: () => boolean;
}

/** Rows of an uploaded object that a step is not taken on. */
export interface LeftOutRows {
  /** Held out for evaluation. */
  readonly heldOut: number;
  /** Rejected, because no step can be taken on them. */
  readonly unusable: number;
}

/** After the first attempt. */
const MAX_RETRIES = 3;
/** No attempt starts later than this after the first: the functions behind the API end after 25 s. */
const MAX_RETRY_MILLISECONDS = 12_000;

/**
 * Takes the contrastive step from `head` on given triplets: saves the new weights under the version that their content
 * names, records their parent, and moves `head` to them by compare-and-swap. If others moved `head` meanwhile, it takes
 * the step again from there, at most 3 times. So each answered step is in the lineage of `head`, and stays in it.
 * @throws UseCaseError `invalid-request`, `model-not-ready`, `step-not-finite`, `step-too-long`, `step-too-large`,
 *   `weights-conflict`; `request-in-progress` if the request is not claimed any more
 */
export async function trainStepFromHead(ports: TrainStepPorts, request: TrainStepRequest): Promise<StepOutcome> {
  const triplets = await resolveTriplets(ports, request.triplets);
  const beganMs = ports.clock.now().getTime();
  const record = await retry(() => tryStep(ports, triplets, request), {
    backoff: { attempts: 1 + MAX_RETRIES, wait: ports.backoff.wait },
    mayRetry: () => ports.clock.now().getTime() - beganMs < MAX_RETRY_MILLISECONDS,
    exhausted: (failures) =>
      new UseCaseError('weights-conflict', `other writers moved head during all ${failures} attempts: try again later`),
  });
  return readStepOutcome(ports, record);
}

/** @returns undefined if others moved `head` while the step was taken. */
async function tryStep(
  ports: TrainStepPorts,
  triplets: readonly StepTriplet[],
  request: TrainStepRequest,
): Promise<StepRecord | undefined> {
  const { pointers, clock } = ports;
  const parent = await readHeadModel(ports);
  // Another attempt may have moved `head` before it was read here. If one does so later, the move fails.
  if (request.isClaimed?.() === false) throw lostClaim();
  const result = takeCheckedStep(parent?.model, triplets, request);
  // The move would fail: save no weights that no pointer will name.
  if ((await pointers.read('head'))?.version !== parent?.version) return undefined;
  const record = await saveStep(ports, result, request, parent?.version);
  const change = { from: parent?.version, to: record.version, at: clock.now().toISOString() };
  const moved = await pointers.move('head', change);
  // `stands` means that another request took the same step first: its step is in the lineage, and this one must follow
  // it.
  // But if no triplet had a loss, the weights did not change and there was nothing to move.
  const isAccepted = moved === 'moved' || (moved === 'stands' && record.version === parent?.version);
  return isAccepted ? { ...record, ...(parent && { parent: parent.version }) } : undefined;
}

function lostClaim(): UseCaseError {
  return new UseCaseError(
    'request-in-progress',
    'the stores answered so slowly that another attempt may have taken the step: try again',
  );
}

async function readHeadModel({ pointers, models }: TrainStepPorts): Promise<LoadedModel | undefined> {
  const head = await pointers.read('head');
  if (head === undefined) return undefined;
  const loaded = await models.get(head.version);
  if (loaded) return loaded;
  throw new UseCaseError(
    'model-not-ready',
    `head is ${head.version}, but its weights are gone: upload training data to start a training run`,
  );
}

/** The report in the record of a step. */
type StepReport = Pick<StepResult, 'lossBefore' | 'lossAfter' | 'activeBefore'> & {
  readonly config: Omit<StepRequestSettings, 'create'>;
  readonly data: { readonly triplets: number };
  readonly requestId?: string;
  readonly object?: TrainedObject;
  readonly leftOut?: LeftOutRows;
};

export type StepRecord = Pick<ModelRecord, 'version' | 'parent'> & { readonly report: StepReport };

/** Saves the new weights. If no triplet had a loss, they are those of the parent, and so is their version. */
async function saveStep(
  ports: TrainStepPorts,
  { model, lossBefore, lossAfter, activeBefore }: StepResult,
  { learningRate, margin, gradient, steps, batchSize, triplets, requestId, object, leftOut }: TrainStepRequest,
  parent: string | undefined,
): Promise<StepRecord> {
  const report: StepReport = {
    config: { learningRate, margin, gradient, steps, ...(batchSize !== undefined && { batchSize }) },
    data: { triplets: triplets.length },
    lossBefore,
    lossAfter,
    activeBefore,
    ...(requestId !== undefined && { requestId }),
    ...(object && { object }),
    ...(leftOut && { leftOut }),
  };
  const known = parent === undefined ? undefined : await ports.registry.get(parent);
  const { version } = await saveModel(ports, model, {
    origin: 'train-step',
    report: { ...report },
    ...(parent !== undefined && { parent, lineage: nextLineage(known ?? { version: parent }) }),
  });
  return { version, report };
}

/** The answer to a step that `head` has taken. */
export async function readStepOutcome(
  ports: Pick<TrainStepPorts, 'registry' | 'pointers'>,
  { version, parent, report }: StepRecord,
): Promise<StepOutcome> {
  const { lossBefore, lossAfter, activeBefore, data } = report;
  const standing = await readPointerStanding(ports, version);
  const step = { modelVersion: version, parent: parent ?? null, triplets: data.triplets };
  return { ...step, lossBefore, lossAfter, activeBefore, ...standing };
}
