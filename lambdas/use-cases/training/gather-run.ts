import type { RunData } from '../../core/training/config/run-data.ts';
import type { TrainingConfig } from '../../core/training/config/training-config.ts';
import { TrainingError } from '../../core/training/config/training-error.ts';
import type { EvidenceCounts } from '../../core/training/data/evidence-counts.ts';
import { countRows, selectNewRows } from '../../core/training/data/new-rows.ts';
import type { TrainingSet } from '../../core/training/data/training-set.ts';
import { countTrainableRows } from '../../core/training/run/prepared-run.ts';
import { RUN_FILES } from '../../formats/object-layout.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FrozenCatalog, RunStore } from '../../ports/run-store.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { CatalogFreezer } from '../common/frozen-catalog.ts';
import { limitHeldOut } from '../models/lineage-split.ts';
import { fitIntoMemory } from './fit-into-memory.ts';
import { gatherJudgingData } from './gather-judging-data.ts';
import { gatherNewData, type NewDataPorts, type TrainingStart } from './gather-new-data.ts';
import {
  dataSha256,
  explainUnusable,
  type GatheredData,
  gatherCatalog,
  gatherTrainingData,
} from './gather-training-data.ts';
import { parseRunDataset, type RunDataset, serializeRunDataset } from './run-dataset.ts';

export interface GatherRunPorts extends NewDataPorts {
  readonly runs: RunStore;
  readonly clock: Clock;
}

export interface GatherOptions {
  /**
   * `new`: only rows that the lineage of `head` was not trained on, continuing from its weights. `catalog`: no rows.
   */
  readonly data: RunData;
  readonly config: TrainingConfig;
  /** The memory that the run may use. */
  readonly maxBytes: number;
  readonly remaining: RemainingTime;
}

/** Figures of a run's dataset. Plain JSON: they are the result of a durable step. */
export interface GatheredRun {
  /** Name of the stored dataset. */
  readonly key: string;
  readonly dataSha256: string;
  readonly gatheredAt: string;
  /** Products in the catalog. */
  readonly products: number;
  /** All of them, as the run found them. Absent in runs of older code. */
  readonly catalog?: FrozenCatalog;
  /** Products that are trained on: fewer than all if a run on all would not fit into the function's memory. */
  readonly trainedOn: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly judgingRows: number;
  /** How training rows became facts. */
  readonly evidence?: EvidenceCounts;
  readonly unreadable: readonly string[];
  /** The version from whose weights the run continues, and the rows that it was not trained on. */
  readonly from?: string;
  readonly newRows?: number;
  /** Why the run trains on all data although only new data was requested. */
  readonly allBecause?: string;
  /** Why the run learns from the catalog alone; absent if it trains on rows. */
  readonly catalogAlone?: string;
  /** Why there is nothing to train on, so that the run is over. Only if new data was requested. */
  readonly nothingNew?: string;
}

/**
 * Reads the catalog, the training data and the judging data, and stores them as the dataset of the run. All slices work on
 * this dataset, in any function instance. If the shop is too large to be trained on as a whole, stores a part. A resumed run
 * uses its stored dataset. A run without anything new to train on stores nothing. Without a usable row the run learns from
 * the catalog alone, so that a shop without a live version gets one.
 * @throws TrainingError `nothing-to-learn` without a product, if no row can be used and a version is live, or if not even one
 * row fits into `maxBytes`; DeadlineError
 */
export async function gatherRunData(
  ports: GatherRunPorts,
  runId: string,
  options: GatherOptions,
): Promise<GatheredRun> {
  const stored = await ports.runs.read(runId, RUN_FILES.dataset);
  if (stored) {
    const dataset = await parseRunDataset(stored);
    return {
      ...figuresOf(dataset, runId),
      rows: { added: dataset.set.counts?.rows ?? countRows(dataset.set) },
      unreadable: [],
    };
  }
  const { config, maxBytes } = options;
  const gatheredAt = ports.clock.now().toISOString();
  const freezer = new CatalogFreezer(ports.runs, runId);
  const products = { scan: () => freezer.keep(ports.products.scan()) };
  const { start, ...gathered } = await gatherData({ ...ports, products }, options);
  const { files: catalogFiles } = await freezer.end();
  const { set: all, objects, outcomes, unreadable } = gathered;
  const { from, startsWith, maxHeldOut, heldOutBy, allBecause } = start;
  const catalogAlone = from === undefined ? await whyCatalogAlone(ports, gathered, options) : undefined;
  const set = fitIntoMemory(all, { maxBytes, config, startsWith, needsRows: catalogAlone === undefined });
  const judging = await gatherJudgingData(ports.uploadStore);
  const dataset: RunDataset = {
    set,
    catalogProducts: all.catalogSize,
    catalogFiles,
    judging,
    gatheredAt,
    objects: catalogAlone === undefined ? objects : [],
    ...(from !== undefined && { from }),
    ...(maxHeldOut !== undefined && { maxHeldOut }),
    ...(heldOutBy !== undefined && { heldOutBy }),
    ...(catalogAlone !== undefined && { catalogAlone }),
  };
  const figures = { ...figuresOf(dataset, runId), rows: outcomes, unreadable };
  const nothingNew = from === undefined ? undefined : whyNothingNew(set, limitHeldOut(config, dataset), from);
  if (nothingNew !== undefined) return { ...figures, nothingNew };
  await ports.runs.write(runId, RUN_FILES.dataset, await serializeRunDataset(dataset));
  return { ...figures, ...(allBecause !== undefined && { allBecause }) };
}

async function gatherData(
  ports: GatherRunPorts,
  { data, config, remaining }: GatherOptions,
): Promise<GatheredData & { readonly start: TrainingStart }> {
  if (data === 'catalog') return { ...(await gatherCatalog(ports, remaining)), start: {} };
  if (data === 'new') return gatherNewData(ports, config, remaining);
  return { ...(await gatherTrainingData(ports, remaining)), start: {} };
}

/** @returns undefined if the run trains on rows */
async function whyCatalogAlone(
  { pointers }: GatherRunPorts,
  gathered: GatheredData,
  { data, config }: GatherOptions,
): Promise<string | undefined> {
  const { set } = gathered;
  if (data === 'catalog') return 'only the catalog was requested';
  const unusable = countRows(set) === 0 ? explainUnusable(gathered) : undefined;
  if (countRows(set) === 0 && unusable === undefined) return 'there is no training data';
  if (config.selfSupervised || (unusable === undefined && countTrainableRows(set, config) > 0)) return undefined;
  const isLive = (await pointers.read('live')) !== undefined;
  if (unusable === undefined) {
    // With a live version the run fails as it prepares, with the cause.
    return isLive
      ? undefined
      : `none of the ${countRows(set)} rows can be trained on: the encoder cannot read their products, or all are held out`;
  }
  if (!isLive) return unusable;
  const advice = 'Upload the missing products, or rows that name products of the catalog';
  throw new TrainingError('nothing-to-learn', `${unusable}. ${advice}`);
}

/** @returns why a run that continues from a version has nothing to train on; undefined if it has */
function whyNothingNew(set: TrainingSet, config: TrainingConfig, from: string): string | undefined {
  const newRows = countRows(selectNewRows(set));
  if (newRows === 0) return `no usable row is new since ${from}`;
  if (countTrainableRows(set, config) > 0) return undefined;
  return `none of the ${newRows} rows that are new since ${from} can be trained on: they are held out for judging, or unusable`;
}

function figuresOf(dataset: RunDataset, runId: string) {
  const { set, catalogProducts, catalogFiles, judging, gatheredAt, from, catalogAlone } = dataset;
  return {
    key: RUN_FILES.dataset,
    dataSha256: dataSha256(set),
    gatheredAt,
    products: catalogProducts,
    ...(catalogFiles !== undefined && { catalog: { runId, files: catalogFiles } }),
    trainedOn: set.catalogSize,
    judgingRows: judging.rows.length,
    ...(set.counts && { evidence: set.counts }),
    ...(from !== undefined && { from, newRows: countRows(selectNewRows(set)) }),
    ...(catalogAlone !== undefined && { catalogAlone }),
  };
}
