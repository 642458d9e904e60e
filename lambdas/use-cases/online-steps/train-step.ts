import type { StepTriplet } from '../../core/training/online/step-inputs.ts';
import type { StepResult } from '../../core/training/online/train-step.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers, ModelRecord, ModelRegistry } from '../../ports/model-registry.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { type Backoff, retry } from '../../shared/retry.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { lineageFrom, type PointerStanding, pointerStanding } from '../models/lineage.ts';
import type { LoadedModel, ModelSource } from '../models/model-source.ts';
import { saveModel } from '../models/save-model.ts';
import type { TrainedObject } from '../models/trained-objects.ts';
import { type StepRequestSettings, takeStep } from './checked-step.ts';
import { type ReferenceTriplet, resolveTriplets } from './resolve-triplets.ts';

export interface TrainStepPorts {
  readonly products: ProductStore;
  readonly weights: WeightsStore;
  readonly registry: ModelRegistry;
  readonly pointers: ModelPointers;
  readonly models: Pick<ModelSource, 'get'>;
  readonly clock: Clock;
  /** How long to wait before a step is taken again from where others moved `head` to. */
  readonly backoff: Pick<Backoff, 'wait'>;
}

export interface TrainStepRequest extends StepRequestSettings {
  /** 1 to 1,000. */
  readonly triplets: readonly ReferenceTriplet[];
  /** Kept in the record of the step, so that the step can be found again by whoever did not hear of it. */
  readonly requestId?: string;
  /** The object that the triplets are of, where they came as one: kept with the step as what it was trained on. */
  readonly object?: TrainedObject;
}

export interface TrainStepOutcome
  extends PointerStanding,
    Pick<StepResult, 'lossBefore' | 'lossAfter' | 'activeBefore'> {
  readonly modelVersion: string;
  /** The version that the step went on from; null when it began with new weights. */
  readonly parent: string | null;
  readonly triplets: number;
}

/** After the first try. */
const MAX_RETRIES = 3;
/** No try is begun later than this after the first: the functions behind the API end after 25 s. */
const TRIES_MILLISECONDS = 12_000;

/**
 * The contrastive step from `head` on given triplets: new weights, saved under the version named by their content, recorded
 * with their parent, and `head` moved to them by compare-and-swap. When others move `head` meanwhile, the step is taken again
 * from there, 3 times at most: what is answered is in the lineage of `head`, and no step that was answered falls out of it.
 * @throws UseCaseError `invalid-request`, `model-not-ready`, `step-not-finite`, `step-too-large`, `weights-conflict`
 */
export async function trainStepFromHead(ports: TrainStepPorts, request: TrainStepRequest): Promise<TrainStepOutcome> {
  const triplets = await resolveTriplets(ports, request.triplets);
  const beganMs = ports.clock.now().getTime();
  const record = await retry(() => tryStep(ports, triplets, request), {
    backoff: { attempts: 1 + MAX_RETRIES, wait: ports.backoff.wait },
    mayRetry: () => ports.clock.now().getTime() - beganMs < TRIES_MILLISECONDS,
    exhausted: (failures) =>
      new UseCaseError('weights-conflict', `head was moved by others ${failures} times while the step was taken`),
  });
  return outcomeOf(ports, record);
}

/** @returns undefined when others moved `head` while the step was taken. */
async function tryStep(
  ports: TrainStepPorts,
  triplets: readonly StepTriplet[],
  request: TrainStepRequest,
): Promise<StepRecord | undefined> {
  const { pointers, clock } = ports;
  const parent = await headModel(ports);
  const result = takeStep(parent?.model, triplets, request);
  // Lost already: there is no need to leave weights behind that nobody will name.
  if ((await pointers.read('head'))?.version !== parent?.version) return undefined;
  const record = await saveStep(ports, result, request, parent?.version);
  const change = { from: parent?.version, to: record.version, at: clock.now().toISOString() };
  const moved = await pointers.move('head', change);
  // The same step of somebody else brought `head` there: that one is in the lineage, this one has to follow it. But where
  // no triplet had a loss there was nothing to move.
  const accepted = moved === 'moved' || (moved === 'stands' && record.version === parent?.version);
  return accepted ? { ...record, ...(parent && { parent: parent.version }) } : undefined;
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

/** What the record of a step tells of it. */
type StepReport = Pick<StepResult, 'lossBefore' | 'lossAfter' | 'activeBefore'> & {
  readonly config: Omit<StepRequestSettings, 'create'>;
  readonly data: { readonly triplets: number };
  readonly requestId?: string;
  readonly object?: TrainedObject;
};

export type StepRecord = Pick<ModelRecord, 'version' | 'parent'> & { readonly report: StepReport };

/** Of the new weights; under the version of the old ones when no triplet had a loss. */
async function saveStep(
  ports: TrainStepPorts,
  { model, lossBefore, lossAfter, activeBefore }: StepResult,
  { learningRate, margin, gradient, steps, batchSize, triplets, requestId, object }: TrainStepRequest,
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
  };
  const known = parent === undefined ? undefined : await ports.registry.get(parent);
  const { version } = await saveModel(ports, model, {
    origin: 'train-step',
    report: { ...report },
    ...(parent !== undefined && { parent, lineage: lineageFrom(known ?? { version: parent }) }),
  });
  return { version, report };
}

/** What is answered for a step that `head` has taken. */
export async function outcomeOf(
  ports: Pick<TrainStepPorts, 'registry' | 'pointers'>,
  { version, parent, report }: StepRecord,
): Promise<TrainStepOutcome> {
  const { lossBefore, lossAfter, activeBefore, data } = report;
  const standing = await pointerStanding(ports, version);
  const of = { modelVersion: version, parent: parent ?? null, triplets: data.triplets };
  return { ...of, lossBefore, lossAfter, activeBefore, ...standing };
}
