import type { Model } from '../../core/model/model.ts';
import { parseModel } from '../../core/model/model-file.ts';
import type { TrainingConfig } from '../../core/training/config/training-config.ts';
import { markHeldOutNew } from '../../core/training/data/held-out-split.ts';
import { markAllNew } from '../../core/training/data/new-rows.ts';
import { explainWarmStartMismatch } from '../../core/training/plans/warm-start.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UploadStore } from '../../ports/upload-store.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { readLearnedFrom } from '../models/learned-from.ts';
import { explainSplitConflict, readLineageSplit, type SplitLimits } from '../models/lineage-split.ts';
import { objectIdentity, readTrainedObjects, type TrainedObject } from '../models/trained-objects.ts';
import { type GatheredData, gatherTrainingData } from './gather-training-data.ts';

export interface NewDataPorts {
  readonly products: Pick<ProductStore, 'scan'>;
  readonly uploadStore: UploadStore;
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly registry: Pick<ModelRegistry, 'get'>;
  readonly reports: Pick<ReportStore, 'read'>;
  readonly weights: Pick<WeightsStore, 'load'>;
}

/** How training starts. */
export interface TrainingStart extends SplitLimits {
  /** The version from whose weights and features training continues. Absent if it starts with new weights. */
  readonly from?: string;
  /** Numbers in an embedding of that version. */
  readonly startsWith?: number;
  /** Why training starts with new weights, so that all data is new. */
  readonly allBecause?: string;
}

interface KnownHead {
  readonly version: string;
  readonly model: Model;
  readonly objects: ReadonlyMap<string, TrainedObject>;
}

/**
 * Reads all training data, and marks the rows that the lineage of `head` was trained on. Marked rows are not trained on again,
 * but models are still judged with them. If a run of this configuration cannot continue from `head`, no row is marked.
 * `objects` holds the objects of the lineage and those that were read.
 * @throws as gatherTrainingData does
 */
export async function gatherNewData(
  ports: NewDataPorts,
  config: TrainingConfig,
  remaining: RemainingTime,
): Promise<GatheredData & { readonly start: TrainingStart }> {
  const head = await readHead(ports);
  if (typeof head === 'string') {
    return { ...(await gatherTrainingData(ports, remaining)), start: { allBecause: head } };
  }
  const { version, model, objects } = head;
  const gathered = await gatherTrainingData(ports, remaining, (object) => objects.has(objectIdentity(object)));
  const lineage = await readLineageSplit(ports.registry, version);
  const because =
    explainWarmStartMismatch(model, config, gathered.set.products) ?? explainSplitConflict(lineage, config);
  if (because !== undefined) {
    const allBecause = `a run of this configuration cannot continue from ${version}: ${because}`;
    return { ...gathered, set: markAllNew(gathered.set), start: { allBecause } };
  }
  const { rule } = lineage;
  const known = new Map([...objects, ...gathered.objects.map((one) => [objectIdentity(one), one] as const)]);
  const set = rule === undefined ? gathered.set : markHeldOutNew(gathered.set, rule, lineage.seed);
  const limits = rule === undefined ? {} : { maxHeldOut: rule.share, heldOutBy: rule.by };
  return {
    ...gathered,
    set,
    objects: [...known.values()],
    start: { from: version, startsWith: model.parameters.D, ...limits },
  };
}

/** @returns `head` with the objects that its lineage was trained on, or why no run can continue from it */
async function readHead(ports: NewDataPorts): Promise<KnownHead | string> {
  const version = (await ports.pointers.read('head'))?.version;
  if (version === undefined) return 'there is no head version to continue from';
  if ((await readLearnedFrom(ports.registry, version)) === 'catalog')
    return `${version} learned from the catalog alone, so it has no rows of products`;
  const bytes = await ports.weights.load(version);
  if (bytes === undefined) return `the weights of ${version} are gone`;
  const objects = await readTrainedObjects(ports, version);
  if (objects === undefined) return `no list says what ${version} was trained on`;
  return { version, model: parseModel(bytes), objects };
}
